import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Breaker } from './breaker';
import type { Job } from './operation';

/**
 * The one loop: takes a step for one group of jobs after the other, since Wolkvox refuses requests
 * that use a token at the same time. A stop ends it; so does a failure in the stop mode; and what
 * can't succeed any more is left out.
 *
 * @param this the node's run
 * @param groups jobs without an outcome, in order
 * @param breaker says what can't succeed
 * @param step fills in what it can of the outcomes; never throws
 * @returns the job furthest back that it came to before a stop
 */
export async function forEachInTurn(
	this: IExecuteFunctions,
	groups: Iterable<Job[]>,
	breaker: Pick<Breaker, 'reasonFor'>,
	step: (group: Job[]) => Promise<void>,
): Promise<Job | undefined> {
	const signal = this.getExecutionCancelSignal?.();
	let last: Job | undefined;
	for (const group of groups) {
		if (signal?.aborted) break;
		const end = group[group.length - 1];
		// One that shares a request may stand behind those of the next groups.
		if (!last || end.itemIndex >= last.itemIndex) last = end;
		const reason = breaker.reasonFor(group[0]);
		if (reason) for (const job of group) job.outcome = reason;
		else await step(group);
		if (failuresOf(group).length > 0 && !this.continueOnFail()) break;
	}
	return last;
}

/** Milliseconds for which reading, and passes over many jobs, may keep n8n from everything else. */
const LONGEST_BLOCK = 25;

/** Makes a pause that lets the rest of n8n go on, and a stop arrive, when it has waited for long. */
export function pacer(): () => Promise<void> {
	let due = Date.now() + LONGEST_BLOCK;
	return async () => {
		if (Date.now() <= due) return;
		await sleep(0);
		due = Date.now() + LONGEST_BLOCK;
	};
}

/** The failures among the outcomes of some jobs, in order. */
export function failuresOf(jobs: Job[]): Failure[] {
	return jobs.flatMap(({ outcome }) => (outcome instanceof Failure ? [outcome] : []));
}

/** The jobs that nothing is known of yet. */
export function unsettled(jobs: Job[]): Job[] {
	return jobs.filter(({ outcome }) => outcome === undefined);
}
