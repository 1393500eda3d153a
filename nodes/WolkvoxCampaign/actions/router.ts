import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { operationOf } from './index';
import { run } from '../execution/run';

/**
 * Runs the operation that is chosen in the node.
 *
 * @param this the node's run
 * @returns its items; throws in the stop mode only, as `run` does
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await run.call(this, operationOf(chosenIn(this)));
}

function chosenIn(execution: IExecuteFunctions): unknown {
	try {
		return execution.getNodeParameter('operation', 0);
	} catch {
		// An expression in a workflow file, which failed.
		return undefined;
	}
}
