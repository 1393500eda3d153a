import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialsHelper,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IPinData,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
} from 'n8n-workflow';
import { WolkvoxApi, WolkvoxCampaign } from '../../index';
import { baseNodes } from './baseNodes';

/** A workflow as it is exported from the editor. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

/** What a run in the engine left behind. */
export interface EngineRun {
	run: IRun;
	/** The items that a node put out, by output. */
	outputs: (nodeName: string) => INodeExecutionData[][];
	/** The signal that n8n aborts to stop the run. */
	signal: AbortSignal;
	/** What stopped the run. */
	error: IRun['data']['resultData']['error'];
}

/**
 * Runs a workflow in n8n's own engine, embedded: expressions, Continue On Fail, pairing and the
 * request helpers are n8n's. Only what n8n's server adds around it is made here: where credentials
 * come from.
 *
 * @param file the workflow
 * @param credential what the credential of the Wolkvox node holds; undefined when it can't be read
 * @param onStart is given what stops the execution, as the button Stop does
 * @returns what the run left behind, also when it failed
 */
export async function runWorkflow(
	file: WorkflowFile,
	credential?: ICredentialDataDecryptedObject,
	onStart?: (stop: () => void) => void,
): Promise<EngineRun> {
	const { pinData, ...rest } = structuredClone(file);
	const workflow = loadWorkflow(rest);
	const additionalData: IWorkflowExecuteAdditionalData = {
		...serverData(credential),
		hooks: new ExecutionLifecycleHooks('manual', '1', workflow as never),
	};
	const engine = new WorkflowExecute(additionalData, 'manual');
	const { signal } = (engine as unknown as { abortController: AbortController }).abortController;
	const running = start(engine, workflow, pinData);
	onStart?.(() => running.cancel());
	const run = await running;
	const { runData, error } = run.data.resultData;
	return {
		run,
		error,
		signal,
		outputs: (nodeName) => (runData[nodeName]?.[0]?.data?.main ?? []).map((items) => items ?? []),
	};
}

/** e2e/engines runs tests in older engines; n8n's up to 2.0 take these values one by one. */
function start(engine: WorkflowExecute, workflow: Workflow, pinData?: IPinData) {
	if (engine.run.length === 1) return engine.run({ workflow, pinData });
	const run = engine.run.bind(engine) as (...values: unknown[]) => ReturnType<typeof engine.run>;
	return run(workflow, undefined, undefined, pinData);
}

/** All node types, by name; a test may add its own. */
export const types: Record<string, INodeType> = {
	...baseNodes,
	'n8n-nodes-wolkvox.wolkvoxCampaign': new WolkvoxCampaign(),
};

const nodeTypes: INodeTypes = {
	getByName: (name) => types[name],
	getByNameAndVersion: (name) => types[name],
	getKnownTypes: () => ({}),
};

/** A workflow as n8n's engine and editor work with it. */
export function loadWorkflow({ name, nodes, connections, settings }: WorkflowFile): Workflow {
	return new Workflow({ id: name, name, nodes, connections, settings, active: false, nodeTypes });
}

export function serverData(
	credential: ICredentialDataDecryptedObject | undefined,
): IWorkflowExecuteAdditionalData {
	const address = 'http://localhost:5678/';
	const data: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: credentialsHelper(credential),
		currentNodeExecutionIndex: 0,
		restApiUrl: address,
		instanceBaseUrl: address,
		formBaseUrl: address,
		formWaitingBaseUrl: address,
		formTestBaseUrl: address,
		webhookBaseUrl: address,
		webhookWaitingBaseUrl: address,
		webhookTestBaseUrl: address,
		mcpBaseUrl: address,
		mcpTestBaseUrl: address,
		variables: {},
	};
	return data as IWorkflowExecuteAdditionalData;
}

/** n8n's own helper (packages/cli, credentials-helper) without its database. */
function credentialsHelper(
	credential: ICredentialDataDecryptedObject | undefined,
): ICredentialsHelper {
	const { authenticate } = new WolkvoxApi();
	const helper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: async () => undefined,
		getDecrypted: async () => {
			if (!credential) throw new Error('Credential with ID "1" does not exist');
			return structuredClone(credential);
		},
		authenticate: async (credentials, _type, options) =>
			await authenticate(credentials, options as IHttpRequestOptions),
	};
	return helper as ICredentialsHelper;
}

/** The JSON of items, as a person reads it in the editor. */
export function jsonOf(items: INodeExecutionData[] = []): IDataObject[] {
	return items.map(({ json }) => json);
}
