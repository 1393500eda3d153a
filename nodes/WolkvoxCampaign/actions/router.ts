import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { explain, Failure, records, reported, type Subject } from '../messages';
import { readAccount, type Account } from '../transport/account';
import { earlierTries } from './earlierTries';
import { idsOf, planner, type Outcome, type Plan } from './removeRecord.operation';
import { Tally } from './tally';
import { removeTogether, sharing } from './together';

/** Milliseconds for which expressions may keep n8n from everything else. */
const SLICE = 250;

/**
 * Runs the node: the one loop over the items. It alone knows of items, of pairing, of Continue On
 * Fail and of stopped executions.
 *
 * Everything is read and checked before the first request, so that in the stop mode a run that
 * can't finish does not begin. The next request starts after the reply to the last was read; it is
 * for one item, or for several that follow each other (`together.ts`).
 *
 * @param this the node's run
 * @returns one item for each item that came in, in the same order, but for those that were never
 * sent because the execution was stopped
 * @throws {NodeOperationError} in the stop mode, when an item or the credential can't be used;
 * nothing was sent then
 * @throws {NodeApiError} in the stop mode, for the first item whose record was not removed
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	// While this is true nothing may be thrown: n8n would put all input items, unchanged, on the
	// success output (n8n-core, workflow-execute.js).
	const continues = this.continueOnFail();
	const signal = this.getExecutionCancelSignal?.();
	const earlier = earlierTries.call(this);
	// Retry On Fail runs the node again even when the execution was stopped.
	if (signal?.aborted) return [earlier.output];

	const plans = await plansOf.call(this, signal);
	// In the stop mode one item that can't be used is enough not to begin with any.
	const unusable = continues ? -1 : plans.findIndex(({ removal }) => removal instanceof Failure);

	const output: INodeExecutionData[] = (earlier.output = []);
	const tally = new Tally();
	// What is known of an item without a request.
	const outcomes = plans.map(({ removal }, itemIndex): Outcome => {
		if (removal instanceof Failure) return removal;
		const outcome = earlier.outcomeOf(itemIndex, removal);
		if (outcome) tally.removed += idsOf(removal).length;
		return outcome;
	});
	let lastSent = -1;
	let useless: Failure | undefined;
	for (const itemIndex of unusable >= 0 ? [unusable] : plans.keys()) {
		if (signal?.aborted && itemIndex > lastSent) break;
		outcomes[itemIndex] ??= useless;
		if (outcomes[itemIndex] === undefined && !signal?.aborted) {
			const together = sharing(plans, outcomes, itemIndex);
			const done = await removeTogether.call(this, [...together.values()], continues, tally);
			for (const [index, removal] of together) {
				lastSent = index;
				outcomes[index] = done.get(removal);
				earlier.keep(index, removal, outcomes[index]);
			}
		}
		const outcome = outcomes[itemIndex];
		if (outcome === undefined) break;
		const { subject } = plans[itemIndex];
		const pairedItem = { item: itemIndex };
		if (outcome instanceof Failure) {
			// A throw would lose the finished items of a stopped execution.
			if (!continues && !signal?.aborted) {
				throw errorFor.call(this, outcome, subject, itemIndex, tally.removed);
			}
			output.push({ json: explain(outcome, subject), pairedItem });
			tally.fail(outcome);
			if (outcome.endsRun) useless ??= outcome.forLaterItems();
		} else {
			output.push({ json: outcome, pairedItem });
		}
	}
	const hint = tally.hint(plans.length);
	if (hint) this.addExecutionHints?.(hint);
	return [output];
}

async function accountOf(this: IExecuteFunctions): Promise<Account | Failure> {
	try {
		return readAccount(await this.getCredentials('wolkvoxApi'));
	} catch (error) {
		if (error instanceof Failure) return error;
		return new Failure('credentialUnreadable', { detail: reported(error) });
	}
}

/** The plans of all items; of fewer when the execution is stopped meanwhile. */
async function plansOf(this: IExecuteFunctions, signal: AbortSignal | undefined): Promise<Plan[]> {
	const plan = planner.call(this, await accountOf.call(this));
	const plans: Plan[] = [];
	let pause = Date.now() + SLICE;
	for (const itemIndex of this.getInputData().keys()) {
		if (signal?.aborted) break;
		plans.push(plan(itemIndex));
		// Thousands of expressions take seconds: let the rest of n8n go on, and a stop arrive.
		if (Date.now() > pause) {
			await sleep(0);
			pause = Date.now() + SLICE;
		}
	}
	return plans;
}

/** The error that ends a run in the stop mode. n8n adds the item's number to its message. */
function errorFor(
	this: IExecuteFunctions,
	failure: Failure,
	subject: Subject,
	itemIndex: number,
	removed: number,
): NodeApiError | NodeOperationError {
	const { together: customerId = subject.customerId } = failure.facts;
	const { error: message, message: hint } = explain(failure, { ...subject, customerId });
	const node = this.getNode();
	let error: NodeApiError | NodeOperationError;
	if (failure.effect === 'notSent') {
		const description = `${hint} Nothing was sent, so nothing was removed.`;
		error = new NodeOperationError(node, message, { itemIndex, description });
	} else {
		const description = `${hint} ${sumUp(removed)}`;
		const httpCode = failure.facts.httpStatus?.toString();
		// A fresh error: n8n keeps the texts of one that it made itself, and the token within.
		error = new NodeApiError(node, {}, { itemIndex, message, description, httpCode });
	}
	// Both classes replace a message in which they find "EEXIST", "EPERM" and the like (n8n-workflow,
	// node.error.js), which a customer ID may hold.
	error.message = message;
	error.messages = [];
	return error;
}

function sumUp(removed: number): string {
	if (removed === 0) return 'Before this item the run removed nothing.';
	return `Before this item the run removed ${records(removed)}, which cannot be undone.`;
}
