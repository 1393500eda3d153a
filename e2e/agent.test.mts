/**
 * The node as a tool of n8n's AI Agent: what the model gets to know of it, and what comes back to the
 * model. Only the model is a stand-in.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
	NodeHelpers,
	nodeNameToToolName,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
	type IWorkflowBase,
} from 'n8n-workflow';
import { operations } from '../nodes/WolkvoxCampaign/actions';
import { exampleCredential } from '../test/support/example';
import { json, strangeReplies, WolkvoxSimulator, type Fault } from '../test/support/simulator';
import { ChatModel, type Tool, type ToolCall } from './chatModel.mjs';
import { N8n, type Server } from './n8n.mjs';
import { customer, forbiddenTools, operationTools, requestOf } from './tools.mjs';
import { nodeOf as makeNode, resourceOf } from './workflow.mjs';

const { token } = exampleCredential.data;
const file = new URL('../examples/agent.workflow.json', import.meta.url);
const example = JSON.parse(readFileSync(file, 'utf8')) as IWorkflowBase;
const toolName = 'Remove Wolkvox Record';

/** What a chat message led to. */
interface Turn {
	status: string;
	/** What the workflow put out. */
	output: unknown;
	error: string | undefined;
}

let simulator: WolkvoxSimulator;
let model: ChatModel;
let n8n: N8n;
let server: Server;
let sessions = 0;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	model = await ChatModel.start();
	n8n = await N8n.create(simulator);
	await n8n.importCredential(exampleCredential);
	const { id, name } = nodeOf(example, 'OpenAI Chat Model').credentials!.openAiApi;
	await n8n.importCredential({
		...{ id: String(id), name, type: 'openAiApi' },
		data: { apiKey: model.apiKey, url: model.url },
	});
	await n8n.importWorkflow(example);
	server = await n8n.start();
	await server.setUpOwner();
});
beforeEach(() => {
	model.reset();
	simulator.reset();
	simulator.addToken(token);
	simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', 'CC-88-77-66'] });
});
after(async () => {
	await n8n?.remove();
	await model?.stop();
	await simulator?.stop();
});

function nodeOf({ nodes }: IWorkflowBase, name: string): INode {
	return nodes.find((node) => node.name === name)!;
}

/** Makes another workflow of the example, and gives its ID. */
async function variant(change: (tool: INode, agent: INode) => void): Promise<string> {
	const { id: _, ...workflow } = structuredClone(example);
	change(
		nodeOf(workflow as IWorkflowBase, toolName),
		nodeOf(workflow as IWorkflowBase, 'AI Agent'),
	);
	return (await server.request<{ id: string }>('POST', 'workflows', workflow)).id;
}

/** Makes a workflow of the example's agent with these tools in place of its own, and gives its ID. */
async function agentWith(tools: INode[], typeVersion = 3.1): Promise<string> {
	const { type, typeVersion: _, ...agent } = nodeOf(example, 'AI Agent');
	const others = example.nodes.filter(
		(node) => node.type.startsWith('@n8n/') && node.type !== type,
	);
	const wires = others.map(({ name }) => [name, example.connections[name]] as const);
	const toAgent = { ai_tool: [[{ node: agent.name, type: 'ai_tool' as const, index: 0 }]] };
	return await server.addWorkflow({
		name: 'Tools',
		// In the older order of execution the agent goes on before its tools have run (n8n-core,
		// requests-response.js).
		settings: { executionOrder: 'v1' },
		nodes: [{ ...agent, type, typeVersion, parameters: { options: {} } }, ...others, ...tools],
		connections: Object.fromEntries([
			...wires,
			...tools.map((tool) => [tool.name, toAgent] as const),
		]),
	});
}

/** Writes into the chat of a workflow, as the editor does, and waits until the execution is over. */
async function say(
	chatInput: string,
	{ workflowId = example.id, sessionId = `session ${++sessions}` } = {},
): Promise<Turn> {
	const item = { json: { sessionId, action: 'sendMessage', chatInput } };
	const { executionId } = await server.request<{ executionId: string }>(
		'POST',
		`workflows/${workflowId}/run`,
		{
			triggerToStartFrom: {
				name: 'When Chat Message Received',
				data: { startTime: Date.now(), executionTime: 0, source: [null], data: { main: [[item]] } },
			},
		},
	);
	const { status, runData, error } = await server.endedRun(executionId);
	const output = runData['AI Agent']?.[0].data?.main[0]?.[0].json;
	return { status, output, error: error?.message };
}

/** A call of the tool with good values, but for some. */
function call(values: Record<string, unknown> = {}): ToolCall {
	return {
		name: 'Remove_Wolkvox_Record',
		args: {
			...{ Campaign_Type: 'predictive', Campaign: '1001', Customer_ID: '1020304050' },
			...values,
		},
	};
}

/** What the tools gave back, by the ID of the call. */
function results(): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(model.results).map(([id, content]) => [id, content && JSON.parse(content)]),
	);
}

function success(customerId: string): object {
	return {
		removed: true,
		campaign_id: '1001',
		customer_id: customerId,
		code: 202,
		msg: `customer_id ${customerId} has been deleted successfully`,
	};
}

const empty = 'Not sent: the Customer ID is empty (campaign 1001)';

test('the model is told what the tool does and what its values are', async () => {
	model.answers = ['Which customer?'];
	assert.equal((await say('Hello')).status, 'success');

	const [{ messages, tools }] = model.questions;
	assert.equal(tools.length, 1);
	const [{ name, description, parameters }] = tools;
	assert.equal(name, 'Remove_Wolkvox_Record');
	assert.match(description, /This cannot be undone/);
	assert.match(
		description,
		/only after the person .* has confirmed that this is the right customer/,
	);
	// The name that the agent's instructions have.
	assert.match(String(messages[0].content), new RegExp(`\\b${name}\\b`));
	assert.ok(description.length <= 1024, 'OpenAI takes no longer description');

	assert.equal(parameters.type, 'object');
	const { Campaign_Type: type, Campaign: campaign, Customer_ID: customer } = parameters.properties;
	assert.deepEqual(Object.keys(parameters.properties), parameters.required);
	assert.deepEqual(parameters.required, ['Campaign_Type', 'Campaign', 'Customer_ID']);
	for (const value of [type, campaign, customer]) {
		assert.equal(value.type, 'string');
		assert.match(String(value.description), /[Nn]ever .*guess it/);
	}
	assert.match(String(type.description), /predictive or the word preview/);
	assert.match(String(campaign.description), /digits only.* name of a campaign is not its ID/);
	assert.match(String(customer.description), /character by character.* all leading zeros/);
	assert.match(
		String(customer.description),
		/A name is not an ID, and a phone number is one only if/,
	);
});

test('without texts of its own the tool tells the model what can not be undone', async () => {
	const workflowId = await variant((tool) => {
		const { descriptionType, toolDescription, ...parameters } = tool.parameters;
		// What n8n's editor writes for the button "Let the model define this parameter".
		tool.parameters = JSON.parse(JSON.stringify(parameters).replace(/`[^`]*`/g, '``'));
	});
	model.answers = ['Which customer?'];
	assert.equal((await say('Hello', { workflowId })).status, 'success');

	const [{ description, parameters }] = model.questions[0].tools;
	assert.equal(
		description,
		'Remove a record from a campaign, which cannot be undone in Wolkvox Campaign',
	);
	assert.deepEqual(parameters.properties, {
		Campaign_Type: { type: 'string' },
		Campaign: { type: 'string' },
		Customer_ID: { type: 'string' },
	});
});

test('a confirmed customer is removed with one call, and the model is told', async () => {
	const sessionId = 'confirmed';
	model.answers = [
		'Customer ID 0012345678, campaign 1001, predictive. Is this the right customer?',
	];
	await say('0012345678 has paid, predictive campaign 1001', { sessionId });
	assert.deepEqual(simulator.calls, []);

	model.answers = [[call({ Customer_ID: '0012345678' })], 'Done: 0012345678 is out of 1001.'];
	const turn = await say('Yes', { sessionId });
	assert.deepEqual(turn, {
		status: 'success',
		output: { output: 'Done: 0012345678 is out of 1001.' },
		error: undefined,
	});
	assert.deepEqual(
		simulator.calls.map(({ method, url, body }) => [method, url, body]),
		[
			[
				'DELETE',
				'https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive&campaign_id=1001',
				'{"customer_id":"0012345678"}',
			],
		],
	);
	assert.deepEqual(simulator.recordsOf('1001'), ['1020304050', 'CC-88-77-66']);
	assert.deepEqual(results(), { call_1: [success('0012345678')] });
	// The model still knew what the yes was about.
	assert.deepEqual(
		model.questions[1].messages.filter(({ role }) => role === 'user').map(({ content }) => content),
		['0012345678 has paid, predictive campaign 1001', 'Yes'],
	);
});

describe('what goes wrong comes back to the model', () => {
	const notRemoved = 'Customer ID 1020304050 was not removed from campaign 1001';
	const cases: Array<{
		name: string;
		values?: Record<string, unknown>;
		fault?: Fault;
		/** How many requests are sent. */
		sent?: number;
		error: string;
		message: RegExp;
	}> = [
		{
			name: 'an empty customer ID',
			values: { Customer_ID: '' },
			error: empty,
			message: /customer ID/,
		},
		{
			name: 'no customer ID',
			values: { Customer_ID: undefined },
			error: empty,
			message: /customer ID/,
		},
		{
			name: 'a customer ID that is no text',
			values: { Customer_ID: { id: '1020304050' } },
			error: 'Not sent: the Customer ID is neither text nor a number (campaign 1001)',
			message: /as text/,
		},
		{
			name: 'a campaign type that does not exist',
			values: { Campaign_Type: 'foo' },
			error:
				'Not sent: the Campaign Type is neither predictive nor preview (customer ID 1020304050 in campaign 1001)',
			message: /one of these two words/,
		},
		{
			name: 'the name of a campaign',
			values: { Campaign: 'Collections' },
			error: 'Not sent: the Campaign is not a campaign ID (customer ID 1020304050)',
			message: /digits, not all of them 0, such as 1001/,
		},
		{
			name: 'a customer ID that Wolkvox refuses',
			values: { Customer_ID: '9999999999' },
			sent: 1,
			error:
				'Customer ID 9999999999 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
			message:
				/Wolkvox answered: code 404, NOT FOUND, "customer_id 9999999999 is not in this campaign/,
		},
		{
			name: 'a token that is not accepted',
			fault: { reply: strangeReplies.errorIn200 },
			sent: 1,
			error: `${notRemoved}: Wolkvox did not accept the token`,
			message: /PLEASE VALIDATE TOKEN/,
		},
		{
			name: 'an answer that repeats the token',
			fault: { reply: json(400, { code: 400, error: `no ${token}`, msg: `this is ${token}` }) },
			sent: 1,
			error: `${notRemoved}: Wolkvox refused the request`,
			message: /code 400, no \[token\], "this is \[token\]"/,
		},
		{
			name: 'an answer that leaves it open',
			fault: { reply: strangeReplies.webPage },
			sent: 1,
			error:
				'Customer ID 1020304050 may or may not have been removed from campaign 1001: the answer was a web page (HTML) and not an answer of the Wolkvox API',
			message: /Look in wolkvox Manager whether the record is still in the campaign/,
		},
	];
	for (const { name, values, fault, sent = 0, error, message } of cases) {
		test(name, async () => {
			simulator.fault = () => fault;
			model.answers = [[call(values)], 'Nobody was removed.'];
			assert.deepEqual(await say('Yes'), {
				status: 'success',
				output: { output: 'Nobody was removed.' },
				error: undefined,
			});
			const { call_1: result } = results() as { call_1: Array<Record<string, unknown>> };
			assert.equal(result.length, 1);
			assert.deepEqual([result[0].removed, typeof result[0].reason], [false, 'string']);
			assert.equal(result[0].error, error);
			assert.match(String(result[0].message), message);
			assert.equal(simulator.calls.length, sent);
			assert.equal(simulator.recordsOf('1001').length, 3);
		});
	}
});

// Up to version 2.3 of its node the agent itself starts all tools of an answer at once; since 3 the
// engine runs them, one after the other (n8n-core, requests-response.js).
for (const typeVersion of [3.1, 2.3]) {
	test(`several calls in one answer are sent one at a time (agent ${typeVersion})`, async () => {
		const workflowId = await variant((_, agent) => (agent.typeVersion = typeVersion));
		simulator.fault = () => ({ delay: 100 });
		const ids = ['1020304050', '', '0012345678', '9999999999', 'CC-88-77-66'];
		model.answers = [ids.map((id) => call({ Customer_ID: id })), 'Three were removed.'];
		assert.equal((await say('Yes to all', { workflowId })).status, 'success');

		assert.equal(simulator.mostAtOnce, 1);
		const sent = simulator.calls.map(({ body }) => JSON.parse(body).customer_id);
		const given = ids.filter((id) => id !== '');
		// Which of the tools comes first is open where they are started at once.
		if (typeVersion < 3) for (const list of [sent, given]) list.sort();
		assert.deepEqual(sent, given);
		assert.deepEqual(simulator.recordsOf('1001'), []);
		const told = Object.entries(results()).map(([id, result]) => {
			const [{ customer_id: customerId, error }] = result as Array<Record<string, string>>;
			return [id, error ?? customerId];
		});
		assert.deepEqual(told, [
			['call_1', '1020304050'],
			['call_2', empty],
			['call_3', '0012345678'],
			[
				'call_4',
				'Customer ID 9999999999 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
			],
			['call_5', 'CC-88-77-66'],
		]);
	});
}

// What docs/ai-agent.md says about the setting, and the reason for "Continue" in the example.
describe('On Error of the tool', () => {
	const good = call();
	const bad = call({ Customer_ID: '' });
	const cases: Array<{
		onError: INode['onError'];
		typeVersion: number;
		/** What the model is given, if the workflow goes on. */
		given: unknown;
	}> = [
		// As the editor stores "Stop Workflow": the hint is lost.
		{ onError: undefined, typeVersion: 3.1, given: [[success('1020304050')], [{ error: empty }]] },
		// The reason is lost.
		{ onError: undefined, typeVersion: 2.3, given: [[success('1020304050')], ''] },
		// Everything is lost, the success too.
		{ onError: 'continueErrorOutput', typeVersion: 3.1, given: ['', ''] },
		// Only who writes the workflow's JSON can have this.
		{ onError: 'stopWorkflow', typeVersion: 3.1, given: undefined },
	];
	for (const { onError, typeVersion, given } of cases) {
		test(`${onError ?? 'not set'}, agent ${typeVersion}`, async () => {
			const workflowId = await variant((tool, agent) => {
				if (onError) tool.onError = onError;
				else delete tool.onError;
				agent.typeVersion = typeVersion;
			});
			model.answers = [[good, bad], 'Done.'];
			const { status, error } = await say('Yes', { workflowId });
			assert.deepEqual([status, error], given ? ['success', undefined] : ['error', empty]);
			assert.deepEqual(given && Object.values(results()), given);
			assert.equal(simulator.calls.length, 1);
		});
	}
});

describe('each operation as a tool of its own', () => {
	/** Of the operations that an agent may use: what each has in `operationTools`, and its name for the model. */
	const tools = operations
		.filter(({ personOnly }) => !personOnly)
		.map(({ option: { value, action } }) => ({
			...operationTools[value],
			...{ value, text: `${action} in Wolkvox Campaign` },
		}));
	/** What the model was told of the tools, and what it got back of each, for good values and wrong ones. */
	const seen: Record<'good' | 'wrong', { calls: string[]; results: unknown[] }> = {
		good: { calls: [], results: [] },
		wrong: { calls: [], results: [] },
	};
	let offered: Tool[];
	let toolType: INodeTypeDescription;

	/** The node of an operation as the editor makes it, which names it by the action. */
	function toolOf(value: string, given: IDataObject, more: Partial<INode> = {}): INode {
		const parameters = { resource: resourceOf(value), operation: value, ...given };
		const { id, name } = exampleCredential;
		return {
			...makeNode(
				NodeHelpers.makeNodeName(parameters as INodeParameters, toolType),
				...(['n8n-nodes-wolkvox.wolkvoxCampaignTool', 1, parameters] as const),
			),
			...{ onError: 'continueRegularOutput', credentials: { wolkvoxApi: { id, name } } },
			...more,
		};
	}

	/** Lets the model call all tools in one answer, and gives what comes of it. */
	async function callAll(
		workflowId: string,
		calls: ToolCall[],
	): Promise<(typeof seen)['good'] & { turn: Turn }> {
		model.reset();
		model.answers = [calls, 'Done.'];
		const turn = await say('Go on', { workflowId });
		const { length } = calls;
		const told = results();
		return {
			turn,
			calls: simulator.calls.map(requestOf),
			results: Array.from({ length }, (_, index) => told[`call_${index + 1}`]),
		};
	}

	before(async () => {
		simulator.reset();
		simulator.addToken(token);
		simulator.addCampaign({
			...{ id: '1001', name: 'Collections' },
			records: [customer, 'CC-88', { customer_id: '1020304050', customer_name: 'Ana' }],
		});
		const answered = { customer_id: '1', result: 'ANSWER' };
		simulator.addCampaign({ id: '1002', name: 'Renewals', records: [answered, '2'] });
		const types: INodeTypeDescription[] = JSON.parse(await server.file('types/nodes.json'));
		toolType = types.find(({ name }) => name === 'n8n-nodes-wolkvox.wolkvoxCampaignTool')!;

		const workflowId = await agentWith(tools.map((tool) => toolOf(tool.value, tool.parameters)));
		const name = (text: string) => nodeNameToToolName(text);
		Object.assign(
			seen.good,
			await callAll(
				workflowId,
				tools.map(({ text, values }) => ({ name: name(text), args: values })),
			),
		);
		offered = model.questions[0].tools;
		simulator.calls.length = 0;
		Object.assign(
			seen.wrong,
			await callAll(
				workflowId,
				tools.map(({ text, values, wrong }) => ({
					name: name(text),
					args: { ...values, ...wrong },
				})),
			),
		);
	});

	test('there is one for each', () => {
		assert.deepEqual(
			operations.map(({ option }) => option.value).sort(),
			[...Object.keys(operationTools), ...Object.keys(forbiddenTools)].sort(),
		);
		assert.deepEqual(
			offered.map(({ description }) => description).sort(),
			tools.map(({ text }) => text).sort(),
		);
		assert.equal(new Set(offered.map(({ name }) => name)).size, tools.length);
	});

	for (const [index, tool] of tools.entries()) {
		test(tool.text, () => {
			const { name, parameters } = offered.find(({ description }) => description === tool.text)!;
			// OpenAI takes 64 characters of these.
			assert.match(name, /^[\w-]{1,64}$/);
			assert.ok(tool.text.replace(/\W+/g, '_').startsWith(name));
			assert.deepEqual(Object.keys(parameters.properties).sort(), Object.keys(tool.values).sort());

			assert.equal(seen.good.calls[index], tool.request);
			assert.deepEqual(seen.good.results[index], tool.result);

			const [wrong] = seen.wrong.results[index] as IDataObject[];
			assert.equal(wrong.error, `Not sent: ${tool.error}`);
			assert.match(String(wrong.message), /^[A-Z].+\.$/);
		});
	}

	test('with a wrong value sends nothing', () => {
		assert.deepEqual(seen.wrong.calls, []);
	});

	/** The tools of people's own operations, as a workflow file may have them. */
	function forbidden(type = 'n8n-nodes-wolkvox.wolkvoxCampaignTool'): INode[] {
		return Object.entries(forbiddenTools).map(([value, given]) => toolOf(value, given, { type }));
	}

	for (const typeVersion of [3.1, 2.3]) {
		test(`those for people only are refused, though the file has them (agent ${typeVersion})`, async () => {
			const nodes = forbidden();
			const args = { Campaign_Type: 'predictive', Campaign: '1001' };
			const { turn, ...ended } = await callAll(
				await agentWith(nodes, typeVersion),
				nodes.map((node) => ({ name: nodeNameToToolName(node), args })),
			);
			assert.equal(turn.status, 'success');
			assert.deepEqual(ended.calls, []);
			assert.deepEqual(
				(ended.results as IDataObject[][]).map(([{ error, reason }]) => [error, reason]),
				nodes.map(() => [
					'Not sent: this operation is not for AI agents (campaign 1001)',
					'personOnly',
				]),
			);
		});
	}

	test('the node that is no tool is none, though the file connects it as one', async () => {
		model.answers = ['Which campaign?'];
		const nodes = forbidden('n8n-nodes-wolkvox.wolkvoxCampaign');
		const { status, error } = await say('Go on', { workflowId: await agentWith(nodes) });
		assert.deepEqual(
			[status, error],
			['error', 'Node does not have a `supplyData` method defined'],
		);
		assert.deepEqual(model.questions, []);
		assert.deepEqual(simulator.calls, []);
	});
});

// Comes last: it looks at all that the model was given in the tests above.
test('the model never gets the token', () => {
	const all = model.wire.join('\n');
	for (const text of ['customer_id 0012345678 has been deleted successfully', 'this is [token]']) {
		assert.ok(all.includes(text), `The model was not given "${text}"`);
	}
	// A part would be too much.
	assert.ok(!all.includes(token.slice(0, 24)), 'The model was given the token');
});
