import type { Batching, Job } from './operation';
import { isDone } from './operation';
import { Failure } from '../failures/failure';

/**
 * What a run knows of each key that it named, such as a customer ID in a campaign. Two items may name
 * the same one; when Wolkvox no longer finds it for the second, the first may be the reason.
 */
export class Ledger {
	private readonly done = new Map<string, Job>();
	private readonly uncertain = new Set<string>();

	constructor(private readonly batching: Batching<object> | undefined) {}

	/** Takes down what a job came to. */
	enter(job: Job): void {
		const { outcome } = job;
		for (const key of this.keysOf(job)) {
			if (isDone(outcome) && !this.done.has(key)) this.done.set(key, job);
			if (outcome instanceof Failure && outcome.maybeDone) this.uncertain.add(key);
		}
	}

	/** Whether the run has done this key of a job. */
	hasDone(job: Job, key: string): boolean {
		return this.done.has(this.entryOf(job, key));
	}

	/** The job that has done all keys of another one; the first of them where there are several. */
	doneBy(job: Job): Job | undefined {
		const jobs = this.keysOf(job).map((key) => this.done.get(key));
		return jobs.every(Boolean) ? jobs[0] : undefined;
	}

	/** Whether a key of a job is done, or may be. */
	maybeDone(job: Job): boolean {
		return this.keysOf(job).some((key) => this.done.has(key) || this.uncertain.has(key));
	}

	private keysOf(job: Job): string[] {
		const { batching } = this;
		if (!batching?.once) return [];
		return batching.keys(job.input).map((key) => this.entryOf(job, key));
	}

	private entryOf({ input }: Job, key: string): string {
		return JSON.stringify([key, ...(this.batching?.target(input) ?? [])]);
	}
}
