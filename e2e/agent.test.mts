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
import {
	json,
	strangeReplies,
	WolkvoxSimulator,
	type CampaignRecord,
	type Fault,
} from '../test/support/simulator';
import { ChatModel, type Tool, type ToolCall } from './chatModel.mjs';
import { N8n, type Server } from './n8n.mjs';
import {
	byId,
	customer,
	forbiddenTools,
	operationTools,
	requestOf,
	type OperationTool,
} from './tools.mjs';
import { allowUndo, undo } from './undo.mjs';
import { nodeOf as makeNode, resourceOf } from './workflow.mjs';

const { token } = exampleCredential.data;
const file = new URL('../examples/agent.workflow.json', import.meta.url);
const example = JSON.parse(readFileSync(file, 'utf8')) as IWorkflowBase;
const openAi = { id: 'OpenAiCred000001', name: 'OpenAI account' };

/** What a chat message led to. */
interface Turn {
	executionId: string;
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
/** The example, with what its note asks to set. */
let workflowId: string;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	model = await ChatModel.start();
	n8n = await N8n.create(simulator);
	await n8n.importCredential(exampleCredential);
	await n8n.importCredential({
		...{ ...openAi, type: 'openAiApi' },
		data: { apiKey: model.apiKey, url: model.url },
	});
	server = await n8n.start();
	await server.setUpOwner();
	await allowUndo(server);
	workflowId = await variant();
});
beforeEach(() => {
	model.reset();
	simulator.reset();
	simulator.addToken(token);
	const ana = { customer_id: '1020304050', customer_name: 'Ana' };
	simulator.addCampaign({ id: '1001', records: [ana, customer, 'CC-88-77-66'] });
	simulator.addCampaign({ id: '2001', type: 'preview', records: [ana] });
});
after(async () => {
	await n8n?.remove();
	await model?.stop();
	await simulator?.stop();
});

function nodeOf({ nodes }: IWorkflowBase, name: string): INode {
	return nodes.find((node) => node.name === name)!;
}

/**
 * Makes a workflow of the example, and gives its ID.
 *
 * @param change what else is done to a node, after what the note in the example asks to set
 */
async function variant(change: (node: INode) => void = () => {}): Promise<string> {
	const { id: _, ...workflow } = structuredClone(example);
	for (const node of workflow.nodes) {
		setUp(node);
		change(node);
	}
	return await server.addWorkflow(workflow);
}

/** Sets in a node of the example what its note asks to set. */
function setUp(node: INode): void {
	const { parameters, credentials } = node;
	if (credentials?.openAiApi) node.credentials = { openAiApi: openAi };
	if (!credentials?.wolkvoxApi) return;
	const { id, name } = exampleCredential;
	node.credentials = { wolkvoxApi: { id, name } };
	const { dryRun: _, ...options } = parameters.options as IDataObject;
	parameters.options = options as INodeParameters;
	if (parameters.campaignId) parameters.campaignId = byId('1001');
	if (parameters.activityCode) parameters.activityCode = byId('12');
}

/** Makes a workflow of the example's agent with these tools in place of its own, and gives its ID. */
async function agentWith(tools: INode[], typeVersion = 3.1): Promise<string> {
	const { type, typeVersion: _, ...agent } = nodeOf(example, 'AI Agent');
	const others = structuredClone(example.nodes).filter(
		(node) => node.type.startsWith('@n8n/') && node.type !== type,
	);
	others.forEach(setUp);
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
	{ workflow = workflowId, sessionId = `session ${++sessions}` } = {},
): Promise<Turn> {
	const item = { json: { sessionId, action: 'sendMessage', chatInput } };
	const { executionId } = await server.request<{ executionId: string }>(
		'POST',
		`workflows/${workflow}/run`,
		{
			triggerToStartFrom: {
				name: 'When Chat Message Received',
				data: { startTime: Date.now(), executionTime: 0, source: [null], data: { main: [[item]] } },
			},
		},
	);
	const { status, runData, error } = await server.endedRun(executionId);
	const output = runData['AI Agent']?.[0].data?.main[0]?.[0].json;
	return { executionId, status, output, error: error?.message };
}

/** A call of a tool of the example for a customer. */
function call(name: string, id: unknown = customer, more: IDataObject = {}): ToolCall {
	return { name, args: { Customer_ID: id, ...more } };
}

/** A removal by the example's tool. */
const removal = (id?: unknown) => call('Remove_From_All_Campaigns', id);

/** What the tools gave back, by the ID of the call. */
function results(): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(model.results).map(([id, content]) => [id, content && JSON.parse(content)]),
	);
}

/** What comes of a removal, with the copy of the record. */
function success(record: CampaignRecord, id = '1001', type = 'predictive'): object {
	return {
		...{ removed: true, campaign_id: id, campaign_type: type, customer_id: record.customer_id },
		...{ code: 202, msg: `customer_id ${record.customer_id} has been deleted successfully` },
		record,
	};
}

const empty = 'Not sent: the Customer ID is empty';

describe('the example', () => {
	const ana = { customer_id: '1020304050', customer_name: 'Ana' };
	const findsAna = ['1001', '2001'].map((id) => ({ found: true, campaign_id: id, ...ana }));
	const find = 'GET campaign.php?api=find_record&customer_id=1020304050';
	const anas = ['1020304050'] as const;
	const comment = 'Will pay on Friday';

	const sent = () => simulator.calls.map(requestOf);

	test('tells the model what each tool does, what its values are, and what comes first', async () => {
		model.answers = ['Which customer?'];
		assert.equal((await say('Hello')).status, 'success');

		const [{ messages, tools }] = model.questions;
		const byName = Object.fromEntries(tools.map((tool) => [tool.name, tool]));
		assert.deepEqual(Object.keys(byName).sort(), [
			...['Codify_Record', 'Find_Record', 'Remove_From_All_Campaigns'],
		]);
		const instructions = String(messages[0].content);
		for (const [name, { description, parameters }] of Object.entries(byName)) {
			assert.match(instructions, new RegExp(`\\b${name}\\b`));
			assert.ok(description.length <= 1024, 'OpenAI takes no longer description');
			const { Customer_ID: id, Comment: text } = parameters.properties;
			assert.match(String(id.description), /character by character.* all leading zeros/);
			assert.match(String(id.description), /A name is not an ID.* Never make an ID up, guess it/);
			// The campaign and the activity code are a person's.
			const names = name === 'Codify_Record' ? ['Customer_ID', 'Comment'] : ['Customer_ID'];
			assert.deepEqual(Object.keys(parameters.properties), names);
			assert.deepEqual(parameters.required, names);
			if (text) assert.match(String(text.description), /Only what the person .* wrote/);
		}
		assert.match(byName.Find_Record.description, /changes nothing.* before every other tool/);
		assert.match(byName.Codify_Record.description, /one campaign.* only promises to pay/);
		const { description } = byName.Remove_From_All_Campaigns;
		assert.match(description, /all Wolkvox campaigns.* cannot be undone.* has paid, .* confirmed/);
		assert.match(instructions, /Call Find_Record first/);
		assert.match(instructions, /only promises to pay.* call Codify_Record/);
		assert.match(instructions, /has paid.* ask whether.* only after .* confirmed it in words/);
	});

	test('finds a customer who promises to pay, and codifies the record', async () => {
		model.answers = [
			[call('Find_Record', ...anas)],
			[call('Codify_Record', ...anas, { Comment: comment })],
			'Ana has the code.',
		];
		const { executionId: _, ...turn } = await say('1020304050 will pay on Friday');
		assert.deepEqual(turn, {
			...{ status: 'success', output: { output: 'Ana has the code.' }, error: undefined },
		});
		assert.deepEqual(sent(), [
			find,
			`PUT campaign.php?api=codify&type_campaign=predictive&campaign_id=1001 {"cod_act":"12","comment":"${comment}","customer_id":"1020304050"}`,
		]);
		assert.deepEqual(results(), {
			call_1: findsAna,
			call_2: [
				{
					...{ codified: true, campaign_id: '1001', customer_id: '1020304050', cod_act: '12' },
					...{ code: 202, msg: 'customer_id 1020304050 has been coded' },
				},
			],
		});
		assert.equal(simulator.recordsOf('1001').length, 3);
	});

	test('finds a customer who has paid, asks back, and removes all records after a yes', async () => {
		const sessionId = 'confirmed';
		const question = '1020304050, Ana, in 1001 and 2001. Is this the right customer?';
		model.answers = [[call('Find_Record', ...anas)], question];
		assert.deepEqual((await say('1020304050 has paid', { sessionId })).output, {
			output: question,
		});
		assert.deepEqual(results(), { call_1: findsAna });
		assert.deepEqual(sent(), [find]);

		model.answers = [[removal(...anas)], 'Done: Ana is out of both.'];
		const turn = await say('Yes, remove Ana', { sessionId });
		assert.deepEqual(turn.output, { output: 'Done: Ana is out of both.' });
		assert.deepEqual(sent().slice(1), [
			...[find, 'GET information.php?api=campaigns'],
			...['predictive&campaign_id=1001', 'preview&campaign_id=2001'].map(
				(where) =>
					`DELETE campaign.php?api=remove_record&type_campaign=${where} {"customer_id":"1020304050"}`,
			),
		]);
		assert.deepEqual(results().call_2, [success(ana), success(ana, '2001', 'preview')]);
		assert.deepEqual(simulator.recordsOf('1001'), [customer, 'CC-88-77-66']);
		assert.deepEqual(simulator.recordsOf('2001'), []);
		// The model still knew what the yes was about.
		const said = model.questions.at(-1)!.messages.filter(({ role }) => role === 'user');
		assert.deepEqual(
			said.map(({ content }) => content),
			['1020304050 has paid', 'Yes, remove Ana'],
		);
	});

	for (const typeVersion of [3.1, 2.3]) {
		test(`what was removed can be put back with the example undo (agent ${typeVersion})`, async () => {
			const workflow = await variant(agentOf(typeVersion));
			model.answers = [[removal(...anas), removal()], 'Done.'];
			const { executionId } = await say('Yes to both', { workflow });
			assert.deepEqual(simulator.recordsOf('1001'), ['CC-88-77-66']);
			const ended = await undo(server, executionId);
			assert.equal(ended.outputs('There')?.[0].length, 3);
			assert.deepEqual(simulator.recordsOf('1001').sort(), [customer, ...anas, 'CC-88-77-66']);
			assert.deepEqual(simulator.recordsOf('2001'), anas);
		});
	}

	test('tells the model of a customer who is in no campaign', async () => {
		model.answers = [
			[call('Find_Record', '9999999999')],
			[removal('9999999999')],
			'There is no such customer.',
		];
		await say('9999999999 has paid');
		assert.deepEqual(results(), {
			call_1: [{ found: false, customer_id: '9999999999' }],
			call_2: [{ removed: false, found: false, customer_id: '9999999999' }],
		});
	});

	test('removes nobody as long as Dry Run is on', async () => {
		const workflow = await variant(({ name, parameters }) => {
			const given = nodeOf(example, name).parameters;
			if (name === 'Remove From All Campaigns') parameters.options = given.options;
		});
		model.answers = [[removal()], 'Nobody was removed: Dry Run is on.'];
		await say('Yes', { workflow });
		assert.deepEqual(results(), {
			call_1: [
				{
					...{ removed: false, dry_run: true, campaign_id: '1001', campaign_type: 'predictive' },
					customer_id: customer,
				},
			],
		});
		assert.deepEqual(
			simulator.calls.map(({ method }) => method),
			['GET', 'GET'],
		);
		assert.equal(simulator.recordsOf('1001').length, 3);
	});

	test('sends nothing as it arrives', async () => {
		model.answers = [[removal()], 'Nobody was removed.'];
		const workflow = await server.addWorkflow({ ...example, id: undefined });
		const { status, error } = await say('Yes', { workflow });
		assert.equal(status, 'error');
		assert.equal(error, 'Error in sub-node OpenAI Chat Model');
		assert.deepEqual([...model.questions, ...simulator.calls], []);
	});

	const names = ['Find_Record', 'Codify_Record', 'Remove_From_All_Campaigns'];
	for (const [missing, reason, calls] of [
		['credential', 'the Wolkvox credential could not be read', names],
		['campaign', 'the Campaign is not a campaign ID', ['Codify_Record']],
	] as const) {
		test(`sends nothing without a ${missing}, and says so to the model`, async () => {
			const workflow = await variant((node) => {
				const { credentials, parameters } = nodeOf(example, node.name);
				if (!credentials?.wolkvoxApi) return;
				if (missing === 'credential') node.credentials = credentials;
				else Object.assign(node.parameters, { campaignId: parameters.campaignId });
			});
			model.answers = [calls.map((name) => call(name)), 'Nothing was done.'];
			assert.equal((await say('Yes', { workflow })).status, 'success');
			const told = Object.values(results()) as IDataObject[][];
			assert.equal(told.length, calls.length);
			for (const [{ error }] of told) {
				assert.ok(String(error).startsWith(`Not sent: ${reason} (customer ID ${customer}`));
			}
			assert.deepEqual(simulator.calls, []);
		});
	}
});

describe('what goes wrong comes back to the model', () => {
	const notRemoved = `Customer ID ${customer} was not removed from campaign 1001`;
	const cases: Array<{
		name: string;
		id?: unknown;
		/** What is answered to one of the calls. */
		fault?: [api: 'find_record' | 'campaigns' | 'remove_record', reply: Fault['reply']];
		/** How many requests are sent. */
		sent?: number;
		error: string;
		message: RegExp;
	}> = [
		{
			name: 'an empty customer ID',
			id: '',
			error: empty,
			message: /customer ID/,
		},
		{
			name: 'no customer ID',
			id: null,
			error: empty,
			message: /customer ID/,
		},
		{
			name: 'a customer ID that is no text',
			id: { id: customer },
			error: 'Not sent: the Customer ID is neither text nor a number',
			message: /as text/,
		},
		{
			name: 'a customer ID that was spoiled',
			id: '1.02E+09',
			error: 'Not sent: the Customer ID was damaged before it reached this node',
			message: /exactly as it was uploaded/,
		},
		{
			name: 'a record that is gone in between',
			fault: ['remove_record', json(404, { code: 404, error: 'NOT FOUND', msg: 'no such record' })],
			sent: 3,
			error: `${notRemoved}: Wolkvox found no such record or campaign; it may be gone already`,
			message: /Wolkvox answered: code 404, NOT FOUND, "no such record"/,
		},
		{
			name: 'a campaign that the list does not have',
			fault: ['campaigns', json(200, { code: '200', error: null, msg: 'none', data: [] })],
			sent: 2,
			error: `Not sent: the list of campaigns does not have the campaign that the customer is in (customer ID ${customer} in campaign 1001)`,
			message: /Remove the record with Remove Record/,
		},
		{
			name: 'a look-up that can not be understood',
			fault: ['find_record', strangeReplies.webPage],
			sent: 1,
			error: `Customer ID ${customer} was not removed: the answer was a web page (HTML) and not an answer of the Wolkvox API`,
			message: /^[A-Z]/,
		},
		{
			name: 'a token that is not accepted',
			fault: ['find_record', strangeReplies.errorIn200],
			sent: 1,
			error: `Customer ID ${customer} was not removed: Wolkvox did not accept the token`,
			message: /PLEASE VALIDATE TOKEN/,
		},
		{
			name: 'an answer that repeats the token',
			fault: [
				'remove_record',
				json(400, { code: 400, error: `no ${token}`, msg: `this is ${token}` }),
			],
			sent: 3,
			error: `${notRemoved}: Wolkvox refused the request`,
			message: /code 400, no \[token\], "this is \[token\]"/,
		},
		{
			name: 'an answer that leaves it open',
			fault: ['remove_record', strangeReplies.webPage],
			sent: 3,
			error: `Customer ID ${customer} may or may not have been removed from campaign 1001: the answer was a web page (HTML) and not an answer of the Wolkvox API`,
			message: /Look in wolkvox Manager whether the record is still in the campaign/,
		},
	];
	for (const { name, id, fault, sent = 0, error, message } of cases) {
		test(name, async () => {
			const [api, reply] = fault ?? [];
			simulator.fault = ({ url }) => (api && url.includes(`api=${api}`) ? { reply } : undefined);
			model.answers = [[removal(id)], 'Nobody was removed.'];
			const { executionId: _, ...turn } = await say('Yes');
			assert.deepEqual(turn, {
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

/** Gives the agent another version. */
function agentOf(typeVersion: number): (node: INode) => void {
	return (node) => {
		if (node.name === 'AI Agent') node.typeVersion = typeVersion;
	};
}

// Up to version 2.3 of its node the agent itself starts all tools of an answer at once; since 3 the
// engine runs them, one after the other (n8n-core, requests-response.js).
for (const typeVersion of [3.1, 2.3]) {
	test(`several calls in one answer are sent one at a time (agent ${typeVersion})`, async () => {
		const workflow = await variant(agentOf(typeVersion));
		simulator.fault = () => ({ delay: 100 });
		const ids = ['1020304050', '', '0012345678', '9999999999', 'CC-88-77-66'];
		model.answers = [ids.map(removal), 'Three customers were removed.'];
		assert.equal((await say('Yes to all', { workflow })).status, 'success');

		assert.equal(simulator.mostAtOnce, 1);
		const removed = simulator.calls.flatMap(({ removed: gone = [] }) => gone);
		const given = ['1020304050', '1020304050', '0012345678', 'CC-88-77-66'];
		// Which of the tools comes first is open where they are started at once.
		if (typeVersion < 3) for (const list of [removed, given]) list.sort();
		assert.deepEqual(removed, given);
		assert.deepEqual(simulator.recordsOf('1001').concat(simulator.recordsOf('2001')), []);
		const told = Object.entries(results()).map(([id, result]) => [
			id,
			...(result as IDataObject[]).map(
				(one) => one.error ?? `${one.customer_id} ${one.campaign_id} ${one.removed}`,
			),
		]);
		assert.deepEqual(told, [
			['call_1', '1020304050 1001 true', '1020304050 2001 true'],
			['call_2', empty],
			['call_3', '0012345678 1001 true'],
			['call_4', '9999999999 undefined false'],
			['call_5', 'CC-88-77-66 1001 true'],
		]);
	});
}

// What docs/ai-agent.md says about the setting, and the reason for "Continue" in the example.
describe('On Error of the tool', () => {
	const good = removal();
	const bad = removal('');
	const cases: Array<{
		onError: INode['onError'];
		typeVersion: number;
		/** What the model is given, if the workflow goes on. */
		given: unknown;
	}> = [
		// As the editor stores "Stop Workflow": the hint is lost.
		{
			onError: undefined,
			typeVersion: 3.1,
			given: [[success({ customer_id: customer })], [{ error: empty }]],
		},
		// The reason is lost.
		{ onError: undefined, typeVersion: 2.3, given: [[success({ customer_id: customer })], ''] },
		// Everything is lost, the success too.
		{ onError: 'continueErrorOutput', typeVersion: 3.1, given: ['', ''] },
		// Only who writes the workflow's JSON can have this.
		{ onError: 'stopWorkflow', typeVersion: 3.1, given: undefined },
	];
	for (const { onError, typeVersion, given } of cases) {
		test(`${onError ?? 'not set'}, agent ${typeVersion}`, async () => {
			const workflow = await variant((node) => {
				agentOf(typeVersion)(node);
				if (node.name !== 'Remove From All Campaigns') return;
				if (onError) node.onError = onError;
				else delete node.onError;
			});
			model.answers = [[good, bad], 'Done.'];
			const { status, error } = await say('Yes', { workflow });
			assert.deepEqual([status, error], given ? ['success', undefined] : ['error', empty]);
			assert.deepEqual(given && Object.values(results()), given);
			assert.equal(simulator.calls.length, 3);
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
	const requestsOf = ({ lookUps = [], request }: OperationTool) => [...lookUps, request];
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
		workflow: string,
		calls: ToolCall[],
	): Promise<(typeof seen)['good'] & { turn: Turn }> {
		model.reset();
		model.answers = [calls, 'Done.'];
		const turn = await say('Go on', { workflow });
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
			records: [customer, 'CC-88', 'CC-99', { customer_id: '1020304050', customer_name: 'Ana' }],
		});
		const answered = { customer_id: '1', result: 'ANSWER' };
		simulator.addCampaign({ id: '1002', name: 'Renewals', records: [answered, '2'] });
		const types: INodeTypeDescription[] = JSON.parse(await server.file('types/nodes.json'));
		toolType = types.find(({ name }) => name === 'n8n-nodes-wolkvox.wolkvoxCampaignTool')!;

		const workflow = await agentWith(tools.map((tool) => toolOf(tool.value, tool.parameters)));
		Object.assign(
			seen.good,
			await callAll(
				workflow,
				tools.map(({ text, values }) => ({ name: nodeNameToToolName(text), args: values })),
			),
		);
		offered = model.questions[0].tools;
		simulator.calls.length = 0;
		Object.assign(
			seen.wrong,
			await callAll(
				workflow,
				tools.map(({ text, values, wrong }) => ({
					name: nodeNameToToolName(text),
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

			const sent = tools.slice(0, index).flatMap(requestsOf).length;
			const requests = requestsOf(tool);
			assert.deepEqual(seen.good.calls.slice(sent, sent + requests.length), requests);
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
		const { status, error } = await say('Go on', { workflow: await agentWith(nodes) });
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
	for (const text of [`customer_id ${customer} has been deleted successfully`, 'this is [token]']) {
		assert.ok(all.includes(text), `The model was not given "${text}"`);
	}
	// A part would be too much.
	assert.ok(!all.includes(token.slice(0, 24)), 'The model was given the token');
});
