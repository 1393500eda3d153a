import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import type { Failure } from './failure';
import type { Explanation } from './wording';

/**
 * Makes the error that n8n shows for a failure. n8n adds the number of the item to its message.
 *
 * @param node the node that fails
 * @param failure what happened
 * @param explanation the same in words
 * @param itemIndex the item that ends the run, from 0; left out where no item is concerned
 */
export function nodeError(
	node: INode,
	failure: Failure,
	{ error: message, message: description }: Explanation,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	// A fresh error: n8n keeps the texts of one that it made itself, and the token within.
	const error =
		failure.effect === 'notSent' && itemIndex !== undefined
			? new NodeOperationError(node, message, { itemIndex, description })
			: new NodeApiError(
					node,
					{},
					{ itemIndex, message, description, httpCode: failure.facts.httpStatus?.toString() },
				);
	// Both classes replace a message in which they find "EEXIST", "EPERM" and the like (n8n-workflow,
	// node.error.js), which a customer ID may hold.
	error.message = message;
	error.messages = [];
	return error;
}
