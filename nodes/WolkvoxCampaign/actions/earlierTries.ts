import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Failure } from '../messages';
import type { Outcome, Removal } from './removeRecord.operation';

/** What the earlier tries of one run of one node came to, for n8n's Retry On Fail. */
export class EarlierTries {
	/** What the last of them had put out when it ended. */
	output: INodeExecutionData[] = [];

	private readonly removed = new Map<string, IDataObject>();

	constructor(private readonly remembers: boolean) {}

	/**
	 * @param itemIndex the item, from 0
	 * @param removal what it asks for now
	 * @returns what it came to when an earlier try removed this very record for this item
	 */
	outcomeOf(itemIndex: number, removal: Removal): IDataObject | undefined {
		return this.remembers ? this.removed.get(keyOf(itemIndex, removal)) : undefined;
	}

	/** Keeps what the removal of an item came to, when it was a success. */
	keep(itemIndex: number, removal: Removal, outcome: Outcome): void {
		if (!this.remembers || outcome === undefined || outcome instanceof Failure) return;
		this.removed.set(keyOf(itemIndex, removal), outcome);
	}
}

function keyOf(
	itemIndex: number,
	{ account, campaignType, campaignId, customerId }: Removal,
): string {
	return JSON.stringify([itemIndex, account.host, campaignType, campaignId, customerId]);
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
