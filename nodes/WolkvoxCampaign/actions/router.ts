import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { explain, Failure, reported, type Subject } from '../messages';
import { readAccount, type Account } from '../transport/account';
import { plan, removeRecord } from './removeRecord.operation';

/**
 * Runs the node: the one loop over the items. It alone knows of items, of pairing and of Continue
 * On Fail.
 *
 * Everything is read and checked before the first request, so that in the stop mode a run that
 * can't finish does not begin. The next request starts after the reply to the last was read.
 *
 * @param this the node's run
 * @returns one item for each item that came in, in the same order
 * @throws {NodeOperationError} in the stop mode, when an item or the credential can't be used;
 * nothing was sent then
 * @throws {NodeApiError} in the stop mode, for the first item whose record was not removed
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	// While this is true nothing may be thrown: n8n would put all input items, unchanged, on the
	// success output (n8n-core, workflow-execute.js).
	const continues = this.continueOnFail();

	const account = await accountOf.call(this);
	const plans = this.getInputData().map((_, itemIndex) => plan.call(this, account, itemIndex));
	const firstBad = plans.findIndex(({ removal }) => removal instanceof Failure);
	// In the stop mode a bad item further on is a reason not to begin.
	const sequence = !continues && firstBad >= 0 ? [firstBad] : plans.keys();

	const output: INodeExecutionData[] = [];
	let removed = 0;
	for (const itemIndex of sequence) {
		const { subject, removal } = plans[itemIndex];
		const outcome = removal instanceof Failure ? removal : await removeRecord.call(this, removal);
		if (outcome instanceof Failure) {
			if (!continues) throw errorFor.call(this, outcome, subject, itemIndex, removed);
			output.push({ json: explain(outcome, subject), pairedItem: { item: itemIndex } });
		} else {
			output.push({ json: outcome, pairedItem: { item: itemIndex } });
			removed += subject.customerId?.split(',').length ?? 0;
		}
	}
	return [output];
}

async function accountOf(this: IExecuteFunctions): Promise<Account | Failure> {
	try {
		return readAccount(await this.getCredentials('wolkvoxApi'));
	} catch (error) {
		return error instanceof Failure
			? error
			: new Failure('credentialUnreadable', { detail: reported(error) });
	}
}

/** The error that ends a run in the stop mode. n8n adds the item's number to its message. */
function errorFor(
	this: IExecuteFunctions,
	failure: Failure,
	subject: Subject,
	itemIndex: number,
	removed: number,
): NodeApiError | NodeOperationError {
	const { error: message, message: hint } = explain(failure, subject);
	const description = `${hint} ${failure.beforeSending ? 'Nothing was sent, so nothing was removed.' : sumUp(removed)}`;
	const { httpStatus } = failure.facts;
	const error = failure.beforeSending
		? new NodeOperationError(this.getNode(), message, { itemIndex, description })
		: // A fresh error: n8n would keep the texts of one that it made itself, and with it the token.
			new NodeApiError(
				this.getNode(),
				{},
				{ itemIndex, message, description, httpCode: httpStatus?.toString() },
			);
	// Both classes replace a message in which they find "EEXIST", "EPERM" and the like (n8n-workflow,
	// node.error.js), which a customer ID may hold.
	error.message = message;
	error.messages = [];
	return error;
}

function sumUp(removed: number): string {
	if (removed === 0) return 'Before this item the run removed nothing.';
	const records = removed === 1 ? '1 record' : `${removed} records`;
	return `Before this item the run removed ${records}, which cannot be undone.`;
}
