import type { IDataObject, INode } from 'n8n-workflow';
import { properties } from '../nodes/WolkvoxCampaign/actions';
import type { WorkflowFile } from '../test/support/engine';

/**
 * A workflow with the node between n8n's own ones: Start > List > Customers > Wolkvox Campaign, and
 * Removed and Not Removed behind its outputs. These two look back at the customer whom an item came
 * from: each puts out `{ from, item }`.
 *
 * @param id 16 characters
 * @param customers the items that the node gets; it reads their field `id`
 * @param node settings of the node, such as `onError`
 * @param parameters parameters of the node beside the usual ones
 */
export function removeWorkflow(
	id: string,
	customers: IDataObject[],
	node: Partial<INode>,
	parameters: IDataObject = {},
): WorkflowFile & { id: string } {
	const lookBack = "={{ { from: $('Customers').item.json, item: $json } }}";
	const nodes = [
		nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1),
		nodeOf('List', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ customers }),
		}),
		nodeOf('Customers', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'customers' }),
		{
			...nodeOf('Wolkvox Campaign', 'n8n-nodes-wolkvox.wolkvoxCampaign', 1, {
				campaignId: { __rl: true, mode: 'id', value: '1001' },
				customerId: '={{ $json.id }}',
				...parameters,
			}),
			credentials: { wolkvoxApi: { id: 'WolkvoxCred00001', name: 'Wolkvox account' } },
			...node,
		},
		nodeOf('Removed', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: lookBack }),
		nodeOf('Not Removed', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: lookBack }),
	];
	const to = (...names: string[]) => ({
		main: names.map((name) => [{ node: name, type: 'main' as const, index: 0 }]),
	});
	return {
		id,
		name: id,
		nodes,
		connections: {
			Start: to('List'),
			List: to('Customers'),
			Customers: to('Wolkvox Campaign'),
			'Wolkvox Campaign': to('Removed', 'Not Removed'),
		},
	};
}

/**
 * A webhook that takes a POST and answers when the execution is over.
 *
 * @param path of the webhook, and its ID
 */
export function webhookOf(path: string): INode {
	const parameters = { httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'noData' };
	return { ...nodeOf('Webhook', 'n8n-nodes-base.webhook', 2, parameters), webhookId: path };
}

/** A node as a workflow has it. */
export function nodeOf(
	name: string,
	type: string,
	typeVersion: number,
	parameters: IDataObject = {},
): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters: parameters as never };
}

/** The resource of an operation, as the form shows it. */
export function resourceOf(operation: string): string {
	const dropDown = properties.find(
		({ name, options = [] }) =>
			name === 'operation' && options.some((one) => 'value' in one && one.value === operation),
	);
	return String(dropDown?.displayOptions?.show?.resource?.[0]);
}
