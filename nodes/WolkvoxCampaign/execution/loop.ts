import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Job } from './operation';

/**
 * The one loop: takes a step for one group of jobs after the other, since Wolkvox refuses requests
 * that use a token at the same time. A stop ends it; so does a failure in the stop mode; and one that
 * every further request would meet too leaves out the jobs that remain.
 *
 * @param this the node's run
 * @param groups jobs without an outcome, in order
 * @param step fills in what it can of the outcomes; never throws
 * @returns the last job that it came to before a stop
 */
export async function forEachInTurn(
	this: IExecuteFunctions,
	groups: Job[][],
	step: (group: Job[]) => Promise<void>,
): Promise<Job | undefined> {
	const signal = this.getExecutionCancelSignal?.();
	let end: Failure | undefined;
	let last: Job | undefined;
	for (const group of groups) {
		if (signal?.aborted) break;
		last = group.at(-1);
		if (end) {
			for (const job of group) job.outcome = end.forLaterItems();
			continue;
		}
		await step(group);
		const failures = failuresOf(group);
		if (failures.length > 0 && !this.continueOnFail()) break;
		end = failures.find(({ endsRun }) => endsRun);
	}
	return last;
}

/** The failures among the outcomes of some jobs, in order. */
export function failuresOf(jobs: Job[]): Failure[] {
	return jobs.flatMap(({ outcome }) => (outcome instanceof Failure ? [outcome] : []));
}
