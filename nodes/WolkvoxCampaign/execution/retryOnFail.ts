import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import type { Success } from '../transport/reply';
import { isDone, requestTexts, type Job, type Operation, type Outcome } from './operation';

/** What the earlier tries of one run of one node came to, for n8n's Retry On Fail. */
export class EarlierTries {
	/** What the last of them had put out when it ended. */
	output: INodeExecutionData[] = [];

	/** What their look-ups came to, by request: a later try comes to the same jobs. */
	readonly replies = new Map<string, Success>();

	/** The jobs that one of them may have done. */
	private readonly uncertain = new Set<string>();

	private readonly outcomes = new Map<string, Outcome>();

	constructor(private readonly remembers: boolean) {}

	/**
	 * Gives jobs the outcome that they had in an earlier try, where they are not to be sent again. Of what
	 * is set, such as a speed, the last one counts: what stands behind another value for the same address
	 * that is sent now is sent again as well.
	 */
	recall(operation: Operation, { host }: Account, jobs: Job[]): void {
		if (!this.remembers) return;
		const sets = operation.shared && operation.call.repeatable;
		const sentNow = new Map<string, string>();
		for (const job of jobs) {
			job.outcome ??= this.outcomes.get(keysOf(operation, host, job).key);
			if (!sets || job.outcome instanceof Failure) continue;
			const { address, body } = requestTexts(operation, job.input);
			const before = sentNow.get(address);
			if (isDone(job.outcome) && before !== undefined && before !== body) job.outcome = undefined;
			if (!isDone(job.outcome)) sentNow.set(address, body);
		}
	}

	/**
	 * Keeps what a job came to, where it is not to be sent again. Where an earlier try may have done
	 * it, a later failure says so.
	 */
	keep(operation: Operation, { host }: Account, job: Job): void {
		const { outcome } = job;
		if (!this.remembers || outcome === undefined) return;
		const { address, key } = keysOf(operation, host, job);
		if (outcome instanceof Failure) {
			if (outcome.maybeDone) this.uncertain.add(address);
			else if (this.uncertain.has(address)) job.outcome = outcome.with({ maybeDone: true });
			if (operation.call.repeatable || !outcome.maybeDone) return;
		}
		this.outcomes.set(key, outcome);
	}
}

/**
 * What a job is known by: the item with the address that it would ask if it were alone, and the same
 * with what it would ask for. What must not be done twice is known by its address: an expression such as
 * `$now` gives each try another body.
 */
function keysOf(
	operation: Operation,
	host: string,
	{ itemIndex, input }: Job,
): { address: string; key: string } {
	const texts = requestTexts(operation, input);
	const address = JSON.stringify([itemIndex, host, texts.address]);
	return { address, key: operation.call.repeatable ? `${address} ${texts.body}` : address };
}

/**
 * n8n's Retry On Fail runs a node again with all its items. The array of input items is the same
 * object on each try (seen in n8n-core 2.41.1, workflow-execute.js), and is gone when the run is. No
 * contract says so: where it is another object, nothing is remembered and the node sends again.
 */
const memory = new WeakMap<object, Map<string, EarlierTries>>();

/**
 * Gives what is remembered of the earlier tries of this run of this node.
 *
 * @param this the node's run
 * @returns an empty memory on the first try, and always when the node has no Retry On Fail
 */
export function earlierTries(this: IExecuteFunctions): EarlierTries {
	const { id, name, retryOnFail } = this.getNode();
	if (!retryOnFail) return new EarlierTries(false);

	const input = this.getInputData();
	const runs = memory.get(input) ?? new Map<string, EarlierTries>();
	memory.set(input, runs);
	// The same array reaches a node twice when two branches lead to it, which is no other try.
	const run = JSON.stringify([id, name, this.getWorkflowDataProxy(0).$runIndex]);
	const tries = runs.get(run) ?? new EarlierTries(true);
	runs.set(run, tries);
	return tries;
}
