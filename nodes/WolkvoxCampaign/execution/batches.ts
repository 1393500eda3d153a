import { Failure } from '../failures/failure';
import { BatchSize } from './batchSize';
import { isDone, requestTexts, type Batching, type Job, type Operation } from './operation';

/**
 * The jobs of a run in batches that share a request: those that ask for the very same thing, where the
 * operation lets them; where it batches, neighbors with the same target and options, up to as many keys
 * as a request may carry. A job with several keys is never parted; a key that the batch has already
 * takes no room.
 *
 * What was put back because Wolkvox refused a batch for what it carries comes again in smaller ones,
 * until a refused job stands alone. Which batches come therefore depends on what became of the ones
 * before.
 */
export class Batches {
	/** What is left, the next one last. */
	private readonly waiting: Job[];
	/** Jobs of a refused batch, of which one at least has to be the reason; they come before what waits. */
	private suspects: Job[] = [];
	/** Why jobs that were put back have to be sent again. */
	private readonly refusals = new Map<Job, Failure>();
	private readonly sizes = new Map<string, BatchSize>();

	/** @param jobs those to send, in order */
	constructor(
		private readonly operation: Operation,
		jobs: Job[],
	) {
		this.waiting = [...jobs].reverse();
	}

	*[Symbol.iterator](): Generator<Job[]> {
		const { batch, shared } = this.operation;
		if (!batch && shared) yield* identicalOf(this.operation, this.waiting.splice(0).reverse());
		while (this.suspects.length + this.waiting.length > 0) {
			yield this.suspects.length > 0 ? this.takeSuspects() : this.take(batch);
		}
	}

	/** Why a job was put back, when it was. */
	refusalOf(job: Job): Failure | undefined {
		return this.refusals.get(job);
	}

	/**
	 * Takes back a batch that Wolkvox refused.
	 *
	 * @param jobs of the batch
	 * @param refusal of those that have no other one as their outcome
	 * @returns whether it can be split; where not, all stays as it is
	 */
	putBack(jobs: Job[], refusal: Failure): boolean {
		if (halvesOf(this.operation.batch, jobs).length === 0) return false;
		for (const job of jobs) {
			this.refusals.set(job, job.outcome instanceof Failure ? job.outcome : refusal);
			job.outcome = undefined;
		}
		this.release();
		this.suspects = jobs;
		return true;
	}

	/** Learns from what became of a batch, which stays so: from why it failed, where it did. */
	settle(jobs: Job[], failure: Failure | undefined): void {
		for (const job of jobs) this.refusals.delete(job);
		if (failure) this.release();
		const { batch, call } = this.operation;
		// What must not be repeated is not split either.
		if (!batch || !call.repeatable || jobs.length === 0) return;
		const size = this.sizeFor(targetOf(batch, jobs[0]));
		if (!failure) size.noteDone(jobs.length);
		else if (failure.splittable) size.noteRefused();
	}

	/** Gives jobs that were put back and never sent again what they came to before. */
	finish(): void {
		for (const [job, refusal] of this.refusals) {
			const { outcome } = job;
			if (isDone(outcome)) continue;
			job.outcome = outcome instanceof Failure ? notSentAgain(refusal, outcome) : refusal;
		}
	}

	private sizeFor(target: string): BatchSize {
		const size = this.sizes.get(target) ?? new BatchSize();
		this.sizes.set(target, size);
		return size;
	}

	/** Takes the suspicion from what is left of a refused batch: the refused job is found. */
	private release(): void {
		this.waiting.push(...[...this.suspects].reverse());
		this.suspects = [];
	}

	private takeSuspects(): Job[] {
		const [half = this.suspects, rest = []] = halvesOf(this.operation.batch, this.suspects);
		this.suspects = rest;
		return half;
	}

	private take(batching: Batching<object> | undefined): Job[] {
		const first = this.waiting.pop()!;
		if (!batching) return [first];
		const size = batching.size(first.input);
		// One key a request is one job a request, also when the next one has the same key.
		if (size === 1) return [first];
		const target = targetOf(batching, first);
		const best = this.sizeFor(target).best(size);
		const most = best === size ? Infinity : best;
		const batch = [first];
		const keys = new Set(batching.keys(first.input));
		for (let next = this.waiting.at(-1); next; next = this.waiting.at(-1)) {
			const more = batching.keys(next.input).filter((key) => !keys.has(key));
			const fits = batch.length < most && keys.size + more.length <= size;
			if (!fits || targetOf(batching, next) !== target) break;
			batch.push(next);
			this.waiting.pop();
			for (const key of more) keys.add(key);
		}
		return batch;
	}
}

/** How many batches some jobs come to when none is refused. */
export function batchCount(operation: Operation, jobs: Job[]): number {
	return [...new Batches(operation, jobs)].length;
}

/**
 * Puts jobs together that ask for the very same thing. Where one between them asks the same address for
 * something else they stay apart: of the speeds 50, 75, 50 the last one counts.
 */
function identicalOf(operation: Operation, jobs: Job[]): Job[][] {
	const batches: Job[][] = [];
	const latest = new Map<string, { asks: string; batch: Job[] }>();
	for (const job of jobs) {
		const { timeout, maxRetries } = job.input;
		const { address, body } = requestTexts(operation, job.input);
		const asks = JSON.stringify([timeout, maxRetries, body]);
		const before = latest.get(address);
		if (before?.asks === asks) {
			before.batch.push(job);
		} else {
			const batch = [job];
			batches.push(batch);
			latest.set(address, { asks, batch });
		}
	}
	return batches;
}

/** All that jobs which share a request have in common. */
function targetOf(batching: Batching<object>, { input }: Job): string {
	const { timeout, maxRetries } = input;
	return JSON.stringify([timeout, maxRetries, batching.size(input), ...batching.target(input)]);
}

/** The two halves of the jobs of a request, each in order; none when it can't be split. */
function halvesOf(batching: Batching<object> | undefined, jobs: Job[]): Job[][] {
	const units = batching ? unitsOf(batching, jobs) : [];
	if (units.length <= 1) return [];
	const first = new Set(units.slice(0, Math.ceil(units.length / 2)).flat());
	return [jobs.filter((job) => first.has(job)), jobs.filter((job) => !first.has(job))];
}

/**
 * The smallest parts that a request can be split into: a job with all that have a key in common with
 * it, so that no key is in two parts.
 */
function unitsOf(batching: Batching<object>, jobs: Job[]): Job[][] {
	const units = new Set<Job[]>();
	const unitOf = new Map<string, Job[]>();
	for (const job of jobs) {
		const touched = new Set(batching.keys(job.input).map((key) => unitOf.get(key)));
		// Into the one that stands first, so that what is done for an item is not behind its place.
		const [unit = [], ...others] = [...units].filter((one) => touched.has(one));
		units.add(unit);
		for (const other of others) units.delete(other);
		for (const one of [...others.flat(), job]) {
			unit.push(one);
			for (const key of batching.keys(one.input)) unitOf.set(key, unit);
		}
	}
	return [...units];
}

/** What a request was for that Wolkvox refused: one that counted fewer than were sent refused none. */
export function refusedBatchOf(refusal: Failure | undefined): string[] | undefined {
	return refusal?.answered ? refusal.facts.batch : undefined;
}

/** What the jobs of a refused request came to when they are not sent again. */
function notSentAgain(refusal: Failure, { reason, facts: { what } }: Failure): Failure {
	const { maybeDone, facts } = refusal;
	const refusedBatch = refusedBatchOf(refusal);
	return new Failure(reason, { what, answer: facts.answer, maybeDone, refusedBatch });
}
