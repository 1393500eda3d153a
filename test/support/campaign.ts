import type { IDataObject, INode, INodeExecutionData, NodeApiError } from 'n8n-workflow';
import { runWorkflow, type EngineRun, type WorkflowFile } from './engine';

/** A made-up token, longer than 50 characters as Wolkvox's are. */
export const TOKEN = 'made-up-'.repeat(8);

/** The three ways in which a node of n8n can go on when an item fails. */
export const MODES = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
export type Mode = (typeof MODES)[number];

export interface CampaignRun extends EngineRun {
	/** All items that the node put out, the success output first. */
	items: INodeExecutionData[];
	/** The error that stopped the run, as n8n stored it. */
	error: NodeApiError | undefined;
}

/**
 * Runs a workflow that gives items to the Wolkvox node, which removes `{{ $json.id }}` from
 * campaign 1001.
 */
export async function removeRecords(
	items: IDataObject[],
	{
		mode = 'continueRegularOutput',
		parameters = {},
		node = {},
		credential = { server: '0023', token: TOKEN },
		onStart,
	}: {
		mode?: Mode;
		/** Parameters of the node beside the usual ones. */
		parameters?: IDataObject;
		/** Settings of the node, such as Retry On Fail. */
		node?: Partial<INode>;
		/** What the credential holds; null when it can't be read. */
		credential?: IDataObject | null;
		/** Is given what stops the execution. */
		onStart?: (stop: () => void) => void;
	} = {},
): Promise<CampaignRun> {
	const run = await runWorkflow(
		campaignWorkflow(items, { ...node, onError: mode }, parameters),
		(credential ?? undefined) as never,
		onStart,
	);
	const output = run.outputs('Wolkvox Campaign').flat();
	return { ...run, items: output, error: run.error as NodeApiError | undefined };
}

/** The workflow of `removeRecords`; behind each output stands a node that looks back by `$()`. */
export function campaignWorkflow(
	items: IDataObject[],
	node: Partial<INode>,
	parameters: IDataObject,
): WorkflowFile {
	const lookBack = '={{ JSON.stringify({ from: $("Customers").item.json, item: $json }) }}';
	return {
		name: 'Remove records',
		nodes: [
			nodeOf('Customers', 'n8n-nodes-base.manualTrigger'),
			{
				...nodeOf('Wolkvox Campaign', 'n8n-nodes-wolkvox.wolkvoxCampaign', {
					campaignId: { __rl: true, mode: 'id', value: '1001' },
					customerId: '={{ $json.id }}',
					...parameters,
				}),
				credentials: { wolkvoxApi: { id: '1', name: 'Wolkvox account' } },
				...node,
			},
			nodeOf('Removed', 'n8n-nodes-base.set', { jsonOutput: lookBack }),
			nodeOf('Not Removed', 'n8n-nodes-base.set', { jsonOutput: lookBack }),
		],
		connections: {
			Customers: { main: [[{ node: 'Wolkvox Campaign', type: 'main', index: 0 }]] },
			'Wolkvox Campaign': {
				main: [
					[{ node: 'Removed', type: 'main', index: 0 }],
					[{ node: 'Not Removed', type: 'main', index: 0 }],
				],
			},
		},
		pinData: { Customers: items.map((json) => ({ json })) },
	};
}

function nodeOf(name: string, type: string, parameters: IDataObject = {}): INode {
	return {
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as never,
	};
}

/** Made-up customers with IDs that count up. */
export function customers(count: number, first = 1020304050): Array<{ id: string; name: string }> {
	return Array.from({ length: count }, (_, index) => ({
		id: String(first + index),
		name: `Customer ${index}`,
	}));
}
