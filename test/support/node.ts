import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IWorkflowSettings,
	NodeApiError,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { runWorkflow, type EngineRun, type WorkflowFile } from './engine';

/** The built package's line of requests, in which the node under test stands too. */
export { enqueue, openQueues } from '../../dist/nodes/WolkvoxCampaign/transport/queue.js';

const { properties } = new WolkvoxCampaign().description;

/** A made-up token, longer than 50 characters as Wolkvox's are. */
export const TOKEN = 'made-up-'.repeat(8);

/** The three ways in which a node of n8n can go on when an item fails. */
export const MODES = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
export type Mode = (typeof MODES)[number];

export interface NodeRun extends EngineRun {
	/** All items that the node put out, the success output first. */
	items: INodeExecutionData[];
	/** The error that stopped the run, as n8n stored it. */
	error: NodeApiError | undefined;
}

/** The node with one of its operations, as it stands in a workflow. */
interface NodeUse {
	operation: string;
	/** What comes in. */
	items: IDataObject[];
	/** The fields of the operation. */
	parameters?: IDataObject;
	/** Settings of the node, such as Retry On Fail. */
	node?: Partial<INode>;
	/** Settings of the workflow, such as its time zone. */
	settings?: IWorkflowSettings;
}

interface RunOptions {
	/** What happens when an item fails. */
	mode?: Mode;
	/** What the credential holds; null when it can't be read. */
	credential?: IDataObject | null;
	/** Is given what stops the execution. */
	onStart?: (stop: () => void) => void;
}

/** Runs a workflow in n8n's engine that gives items to one operation of the Wolkvox node. */
export async function runNode({
	operation,
	items,
	mode = 'continueRegularOutput',
	parameters,
	node,
	settings,
	credential = { server: '0023', token: TOKEN },
	onStart,
}: NodeUse & RunOptions): Promise<NodeRun> {
	const run = await runWorkflow(
		nodeWorkflow({ operation, items, parameters, settings, node: { ...node, onError: mode } }),
		(credential ?? undefined) as never,
		onStart,
	);
	const output = run.outputs('Wolkvox Campaign').flat();
	return { ...run, items: output, error: run.error as NodeApiError | undefined };
}

/** Runs Remove Record, which removes `{{ $json.id }}` from campaign 1001 unless told otherwise. */
export async function removeRecords(
	items: IDataObject[],
	{ parameters, ...options }: Omit<NodeUse, 'operation' | 'items'> & RunOptions = {},
): Promise<NodeRun> {
	return await runNode({
		...options,
		operation: 'removeRecord',
		items,
		parameters: { ...REMOVE_RECORD, ...parameters },
	});
}

/** Parameters of Remove Record. */
export const REMOVE_RECORD: IDataObject = {
	campaignId: { __rl: true, mode: 'id', value: '1001' },
	customerId: '={{ $json.id }}',
};

/** The workflow of `runNode`; behind each output stands a node that looks back by `$()`. */
export function nodeWorkflow({
	operation,
	items,
	parameters,
	node,
	settings,
}: NodeUse): WorkflowFile {
	const lookBack = '={{ JSON.stringify({ from: $("Items").item.json, item: $json }) }}';
	return {
		name: `Wolkvox Campaign: ${operation}`,
		settings,
		nodes: [
			nodeOf('Items', 'n8n-nodes-base.manualTrigger'),
			{
				...nodeOf('Wolkvox Campaign', 'n8n-nodes-wolkvox.wolkvoxCampaign', {
					...chosen(operation),
					...parameters,
				}),
				credentials: { wolkvoxApi: { id: '1', name: 'Wolkvox account' } },
				...node,
			},
			nodeOf('Success', 'n8n-nodes-base.set', { jsonOutput: lookBack }),
			nodeOf('Error', 'n8n-nodes-base.set', { jsonOutput: lookBack }),
		],
		connections: {
			Items: { main: [[{ node: 'Wolkvox Campaign', type: 'main', index: 0 }]] },
			'Wolkvox Campaign': {
				main: [
					[{ node: 'Success', type: 'main', index: 0 }],
					[{ node: 'Error', type: 'main', index: 0 }],
				],
			},
		},
		pinData: { Items: items.map((json) => ({ json })) },
	};
}

/** What the drop-downs of the node hold: an operation, and its resource where there are several. */
function chosen(operation: string): IDataObject {
	const dropDown = properties.find(
		({ name, options = [] }) =>
			name === 'operation' && options.some((one) => 'value' in one && one.value === operation),
	);
	if (!dropDown) throw new Error(`The node has no operation "${operation}"`);
	const [resource] = (dropDown.displayOptions?.show?.resource ?? []) as string[];
	return { ...(resource && { resource }), operation };
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
