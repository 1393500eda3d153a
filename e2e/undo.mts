/** The example that puts removed records back, in a real n8n. */

import assert from 'node:assert/strict';
import type { IDataObject, IWorkflowBase } from 'n8n-workflow';
import { chooseAccount, readExample } from '../test/support/example';
import type { Server, Stored } from './n8n.mjs';

/** Makes the credential with which the example reads executions. */
export async function allowUndo(server: Server): Promise<void> {
	const { rawApiKey } = await server.request<{ rawApiKey: string }>('POST', 'api-keys', {
		...{ label: 'undo', scopes: ['execution:read'], expiresAt: null },
	});
	const data = { apiKey: rawApiKey, baseUrl: `${server.url}/api/v1` };
	await server.request('POST', 'credentials', { name: 'My n8n', type: 'n8nApi', data });
}

/** Runs the example for an execution, with the credentials chosen. */
export async function undo(server: Server, executionId: string, dryRun = false): Promise<Stored> {
	const { id: _, ...workflow } = chooseAccount(readExample<IWorkflowBase>('undo'));
	for (const { name, credentials = {}, parameters } of workflow.nodes) {
		if (credentials.n8nApi) credentials.n8nApi = { id: '', name: 'My n8n' };
		if (name === 'Removal') {
			const { assignments } = parameters.assignments as { assignments: IDataObject[] };
			assignments[0].value = executionId;
		}
		if (name === 'Add Record') (parameters.options as IDataObject).dryRun = dryRun;
	}
	const ended = await server.execute(await server.addWorkflow(workflow), 'Start', undefined, 120);
	assert.equal(ended.error?.message, undefined);
	return ended;
}
