import { ExecuteContext } from 'n8n-core';
import type {
	IDataObject,
	IExecuteData,
	INode,
	INodeExecutionData,
	IRunExecutionData,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { loadWorkflow, serverData } from './engine';
import { nodeWorkflow, REMOVE_RECORD, TOKEN } from './node';

/** How a run of the node is set up, beside its input. */
interface Setup {
	parameters?: IDataObject;
	node?: Partial<INode>;
	server?: string;
	/** How often the node ran before in this execution. */
	runIndex?: number;
}

/**
 * Runs Remove Record once on an array of input items, as n8n's engine does on each try of Retry On
 * Fail. The engine alone can't show what a second try with the same array, but with something else
 * changed, comes to: it hands out a new array whenever it is not another try.
 *
 * @param input the array itself is what tells the node that this is another try
 */
export async function tryRemoveRecord(
	input: INodeExecutionData[],
	setup: Setup = {},
): Promise<INodeExecutionData[]> {
	const [output] = await new WolkvoxCampaign().execute.call(contextOf(input, setup));
	return output;
}

/** What n8n's engine gives to a run of Remove Record. */
export function contextOf(
	input: INodeExecutionData[],
	{ parameters, node: settings, server = '0023', runIndex = 0 }: Setup = {},
): ExecuteContext {
	const workflow = loadWorkflow(
		nodeWorkflow({
			operation: 'removeRecord',
			items: [],
			parameters: { ...REMOVE_RECORD, ...parameters },
			node: { retryOnFail: true, onError: 'continueRegularOutput', ...settings },
		}),
	);
	const node = Object.values(workflow.nodes).find(({ type }) => type.endsWith('.wolkvoxCampaign'));
	if (!node) throw new Error('The workflow has no Wolkvox node');
	const data = { main: [input] };
	const runData: Pick<IRunExecutionData, 'resultData'> = { resultData: { runData: {} } };
	return new ExecuteContext(
		workflow,
		node,
		serverData({ server, token: TOKEN }),
		'manual',
		runData as IRunExecutionData,
		runIndex,
		input,
		data,
		{ node, data, source: null } satisfies IExecuteData,
		[],
	);
}
