/** Every workflow of examples/, imported into a real n8n and run. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import {
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeTypeDescription,
	type IWorkflowBase,
} from 'n8n-workflow';
import {
	chooseAccount,
	exampleCredential,
	fillIn,
	readExample,
	wolkvoxNodesOf,
} from '../test/support/example';
import { strangeReplies, WolkvoxSimulator } from '../test/support/simulator';
import { n8nCommand } from './install.mjs';
import { freePort, N8n, waitFor, type Server, type Stored } from './n8n.mjs';

const folder = new URL('../examples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.workflow.json'));
/** What needs an account of somebody else's is imported, and not run. */
const imported = ['google-sheets.workflow.json'];
const { token } = exampleCredential.data;
// What n8n reads CSV files with.
const { parse } = createRequire(n8nCommand)('csv-parse/sync') as {
	parse: (text: string, options: object) => Array<Record<string, string>>;
};

/** The time zone of the examples that have one. */
const bogota = 'America/Bogota';

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;
/** What n8n knows of all its nodes. */
let types: INodeTypeDescription[];
/** Who paid and who is to be called, in a real Postgres that n8n reaches as any other. */
let database: PGlite;
let postgres: PGLiteSocketServer;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	// Comes before the server: it keeps this process busy for seconds, and connections would break.
	database = await PGlite.create();
	postgres = new PGLiteSocketServer({ db: database, port: await freePort(), maxConnections: 10 });
	await postgres.start();
	// In this mode n8n's log says when a schedule is due.
	n8n = await N8n.create(simulator, {
		N8N_LOG_LEVEL: 'debug',
		// Whatever the hour, in one of them it is another day than in the time zone of the examples.
		GENERIC_TIMEZONE: ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].find(
			(zone) => dayIn(zone) !== dayIn(bogota),
		),
	});
	server = await n8n.start();
	await server.setUpOwner();
	await addCredential(exampleCredential.name, 'wolkvoxApi', exampleCredential.data);
	types = JSON.parse(await server.file('types/nodes.json'));
});
beforeEach(() => {
	simulator.reset();
	simulator.addToken(token);
});
after(async () => {
	await n8n?.remove();
	await postgres?.stop();
	await database?.close();
	await simulator?.stop();
});

/** Makes a credential. An imported workflow takes the one of the name that it has. */
async function addCredential(name: string, type: string, data: object): Promise<string> {
	const credential = { name, type, data };
	return (await server.request<{ id: string }>('POST', 'credentials', credential)).id;
}

/** Makes a credential for the database. */
async function addDatabase(name: string): Promise<string> {
	const [host, port] = postgres.getServerConn().split(':');
	return await addCredential(name, 'postgres', {
		...{ host, port: Number(port), database: 'postgres', user: 'postgres', password: 'postgres' },
		...{ maxConnections: 10, allowUnauthorizedCerts: false, ssl: 'disable', sshTunnel: false },
	});
}

/** Reads an example as the editor does when it is pasted: it makes the ID of the workflow anew. */
function read(file: string): IWorkflowBase {
	const name = file.replace('.workflow.json', '');
	const { id: _, ...workflow } = readExample<IWorkflowBase>(name);
	return workflow as IWorkflowBase;
}

function nodeOf(workflow: IWorkflowBase, name: string): INode {
	const node = workflow.nodes.find((one) => one.name === name);
	assert.ok(node, `There is no node "${name}".`);
	return node;
}

/** What the editor marks in red at the fields of a node. */
function issuesOf(node: INode): Record<string, string[]> {
	const type = types.find(
		({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
	);
	assert.ok(type, `n8n has no ${node.type} ${node.typeVersion}.`);
	// The editor fills in what has its default.
	const { properties } = type;
	const parameters = NodeHelpers.getNodeParameters(
		...([properties, node.parameters, true, false, node, type] as const),
	);
	const whole = { ...node, parameters: parameters ?? {} };
	return NodeHelpers.getNodeParametersIssues(properties, whole, type)?.parameters ?? {};
}

/** A day as it is called in a time zone, such as 2026-11-23. */
function dayIn(timeZone: string, ago = 0): string {
	const time = Date.now() - ago * 24 * 60 * 60 * 1000;
	return new Date(time).toLocaleDateString('sv', { timeZone });
}

/** Calls a webhook, and gives n8n's answer. */
async function post(
	path: string,
	body: object | URLSearchParams,
	headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
	const json = { 'Content-Type': 'application/json' };
	const response = await fetch(`${server.url}/webhook/${path}`, {
		method: 'POST',
		headers: body instanceof URLSearchParams ? headers : { ...json, ...headers },
		body: body instanceof URLSearchParams ? body : JSON.stringify(body),
	});
	return { status: response.status, text: await response.text() };
}

function sentIds(): string[] {
	return simulator.calls.map(({ body }) => JSON.parse(body).customer_id);
}

/** The calls in short: the method and the name of the call. */
function sentCalls(): string[] {
	return simulator.calls.map(({ method, url }) => `${method} ${apiOf(url)}`);
}

function apiOf(url: string): string | null {
	return new URL(url).searchParams.get('api');
}

describe('each example', { timeout: 240_000 }, () => {
	const readme = readFileSync(new URL('README.md', folder), 'utf8');
	const tests = readdirSync(new URL('.', import.meta.url))
		.filter((name) => name.endsWith('.test.mts'))
		.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
		.join('\n');

	for (const file of files) {
		test(`${file} has a row in the README, and a test that runs it`, () => {
			assert.match(readme, new RegExp(`^\\| \\[\`${file}\`\\]\\(${file}\\) +\\|`, 'm'));
			assert.ok(tests.includes(file) || imported.includes(file));
		});

		test(`${file} has nothing of the n8n that it was made in`, () => {
			const text = readFileSync(new URL(file, folder), 'utf8');
			const workflow = JSON.parse(text);
			const known = ['id', 'name', 'nodes', 'connections', 'active', 'settings', 'pinData'];
			assert.deepEqual(
				Object.keys(workflow).filter((key) => !known.includes(key)),
				[],
			);
			assert.equal(workflow.active, false);
			assert.deepEqual(workflow.pinData, {});
			assert.doesNotMatch(text, /"(webhookId|instanceId|cachedResultUrl)"/);
			// Any mail address, and what is long enough for a token.
			assert.doesNotMatch(text, /@(?!example\.)[\w-]+\.\w|[\w+/=-]{40,}/);
		});

		test(`${file} can be imported, and n8n knows all that it has`, async () => {
			const workflow = read(file);
			const id = await server.addWorkflow(workflow);
			const { nodes } = await server.request<IWorkflowBase>('GET', `workflows/${id}`);
			assert.deepEqual(
				nodes.map(({ name, parameters }) => [name, parameters]),
				workflow.nodes.map(({ name, parameters }) => [name, parameters]),
			);
			for (const node of nodes) {
				const empty = Object.entries(node.parameters)
					.filter(([, value]) => isEmptyLocator(value))
					.map(([name]) => name);
				assert.deepEqual(Object.keys(issuesOf(node)), empty, node.name);
			}
		});

		test(`${file} can not go off: what it is for has to be chosen first`, () => {
			const workflow = read(file);
			const nodes = wolkvoxNodesOf(workflow);
			for (const { name, parameters, credentials } of nodes) {
				assert.equal(credentials?.wolkvoxApi.name, 'Choose your Wolkvox account');
				const { value } = (parameters.campaignId ?? {}) as { value?: string };
				// Empty, or the one that a node before it gives.
				assert.match(value ?? '', /^(=.*(\$json|\.item\.json|\.first\(\)\.json)\..*|)$/, name);
				const { dryRun } = parameters.options as IDataObject;
				if (DANGEROUS.has(String(parameters.operation)))
					assert.equal(valueIn(workflow, dryRun), true, name);
			}
			// The IDs in it are of no form that customers have.
			const parameters = JSON.stringify(
				workflow.nodes.map((node) => node.parameters),
				(key, value) => (key === 'id' ? undefined : value),
			);
			assert.doesNotMatch(parameters, /\d{5}/);
			const { color, content } = nodeOf(workflow, 'Before It Runs').parameters;
			assert.equal(color, 3, 'n8n shows it in red');
			assert.deepEqual(String(content).match(/^\d(?=\. )/gm), ['1', '2', '3']);
		});
	}
});

/** What removes or adds records, or has people dialed. */
const DANGEROUS = new Set([
	...['removeRecord', 'removeEverywhere', 'addRecord', 'createCampaign', 'startCampaign'],
]);

/** A value; where it is a field of a node before, the one that this node sets. */
function valueIn(workflow: IWorkflowBase, value: unknown): unknown {
	const [, name, field] =
		/^=\{\{ \$\('(.+)'\)\.first\(\)\.json\.(\w+) \}\}$/.exec(String(value)) ?? [];
	return name === undefined ? value : assignmentOf(workflow, name, field).value;
}

/** A field that a node Edit Fields sets. */
function assignmentOf(workflow: IWorkflowBase, name: string, field: string): IDataObject {
	const { assignments } = nodeOf(workflow, name).parameters.assignments as {
		assignments: IDataObject[];
	};
	const found = assignments.find((one) => one.name === field);
	assert.ok(found, `"${name}" sets no ${field}.`);
	return found;
}

/** Whether a value is that of a field in which nothing is chosen yet. */
function isEmptyLocator(value: unknown): boolean {
	const { __rl: isLocator, value: chosen } = Object(value) as { __rl?: boolean; value?: unknown };
	return isLocator === true && chosen === '';
}

describe('web-form.workflow.json', { timeout: 240_000 }, () => {
	const key = { name: 'X-Form-Key', value: 'made-up-key-of-the-web-form' };
	let keyId: string;
	let workflowId: string;

	before(async () => {
		keyId = await addCredential('Web form key', 'httpHeaderAuth', key);
		workflowId = await publish('wolkvox-web-form', fillIn(read('web-form.workflow.json')));
	});
	beforeEach(() => {
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', 'CC-88'] });
	});

	/** Publishes the example with the key chosen, and gives its ID. */
	async function publish(path: string, workflow: IWorkflowBase): Promise<string> {
		const webhook = nodeOf(workflow, 'Web Form');
		// The editor gives each webhook an ID when a workflow is pasted.
		webhook.webhookId = webhook.parameters.path = path;
		webhook.credentials = { httpHeaderAuth: { id: keyId, name: 'Web form key' } };
		const id = await server.activate(workflow);
		await server.webhook(path);
		return id;
	}

	/** Sends the form, and gives n8n's answer. */
	async function send(
		body: object | URLSearchParams,
		headers: Record<string, string> = { [key.name]: key.value },
		path = 'wolkvox-web-form',
	): Promise<{ status: number; text: string }> {
		return await post(path, body, headers);
	}

	async function executionIds(): Promise<string[]> {
		return (await server.executionsOf(workflowId)).map(({ id }) => id);
	}

	for (const [what, body] of [
		['JSON', { customer_id: '0012345678', campaign_id: '2002' }],
		['a form', new URLSearchParams({ customer_id: '0012345678' })],
	] as const) {
		test(`a customer who comes as ${what} is removed`, async () => {
			const { status, text } = await send(body);
			assert.equal(status, 200);
			assert.deepEqual(JSON.parse(text), {
				removed: true,
				customer_id: '0012345678',
				campaign_id: '1001',
				execution: (await executionIds()).at(-1),
			});
			assert.deepEqual(simulator.recordsOf('1001'), ['1020304050', 'CC-88']);
			assert.equal(simulator.calls.length, 1);
		});
	}

	for (const [what, headers] of [
		['no key', {}],
		['another key', { [key.name]: `${key.value}!` }],
		['an empty key', { [key.name]: '' }],
	] as const) {
		test(`a call with ${what} is refused, and nothing is sent`, async () => {
			const before = await executionIds();
			const { status } = await send({ customer_id: '1020304050' }, headers);
			assert.equal(status, 403);
			assert.deepEqual(await executionIds(), before);
			assert.deepEqual(simulator.calls, []);
		});
	}

	test('n8n does not publish it without the key', async () => {
		const workflow = fillIn(read('web-form.workflow.json'));
		const webhook = nodeOf(workflow, 'Web Form');
		webhook.webhookId = webhook.parameters.path = 'without-key';
		delete webhook.credentials;
		await assert.rejects(server.activate(workflow), /Missing required credential: httpHeaderAuth/);
	});

	test('n8n does not publish it as it arrives', async () => {
		await assert.rejects(
			publish('as-it-arrives', read('web-form.workflow.json')),
			/Missing or invalid required parameters: campaignId"/,
		);
	});

	test('until Dry Run is out it removes nobody, and the answer is no success', async () => {
		const workflow = chooseAccount(read('web-form.workflow.json'));
		nodeOf(workflow, 'Wolkvox Campaign').parameters.campaignId = {
			...{ __rl: true, mode: 'id', value: '1001' },
		};
		await publish('web-form-dry-run', workflow);
		const { status, text } = await send(
			{ customer_id: '1020304050' },
			undefined,
			'web-form-dry-run',
		);
		assert.equal(status, 503);
		const { execution: _, ...answer } = JSON.parse(text);
		assert.deepEqual(answer, {
			...{ removed: false, dry_run: true, customer_id: '1020304050', campaign_id: '1001' },
		});
		assert.deepEqual(simulator.calls, []);
	});

	for (const body of [
		{},
		{ customer_id: '' },
		{ customer_id: null },
		{ customer_id: '1020304050,CC-88' },
		{ customer_id: ['1020304050', 'CC-88'] },
		[{ customer_id: '1020304050' }],
		new URLSearchParams('customer_id=1020304050&customer_id=CC-88'),
	]) {
		const what = body instanceof URLSearchParams ? body : JSON.stringify(body);
		test(`${what} is not one customer ID, and nothing is sent`, async () => {
			const { status, text } = await send(body);
			assert.equal(status, 400);
			assert.deepEqual(JSON.parse(text), {
				error: 'Send one customer ID, as customer_id. Nothing was removed.',
			});
			assert.deepEqual(simulator.calls, []);
		});
	}

	for (const [what, prepare, reason] of [
		[
			'is not in the campaign',
			() => {},
			/Wolkvox found no such record or campaign; it may be gone already$/,
		],
		[
			'may be gone',
			() => (simulator.fault = () => ({ reply: strangeReplies.webPage, carriesOut: true })),
			/may or may not have been removed/,
		],
		[
			'was refused with the token',
			() => (simulator.fault = () => ({ reply: strangeReplies.errorIn200 })),
			/Wolkvox did not accept the token$/,
		],
	] as const) {
		test(`the caller of a record that ${what} is told what is sure, and no more`, async () => {
			prepare();
			const { status, text } = await send({ customer_id: '9999999999' });
			assert.equal(status, 502);
			const id = (await executionIds()).at(-1) as string;
			assert.deepEqual(JSON.parse(text), {
				error: 'The removal was not confirmed. It may be sent again.',
				execution: id,
			});
			const [removed, notRemoved] = (await server.endedRun(id)).outputs('Wolkvox Campaign') ?? [];
			assert.deepEqual(removed, []);
			assert.match(String(notRemoved[0].error), reason);
		});
	}
});

describe('spreadsheet.workflow.json', { timeout: 240_000 }, () => {
	let disk: string;
	let workflowId: string;

	before(async () => {
		// The default of N8N_RESTRICT_FILE_ACCESS_TO.
		disk = join(n8n.folder, '.n8n-files');
		workflowId = await server.addWorkflow(onDisk(disk));
	});
	beforeEach(() => {
		rmSync(disk, { recursive: true, force: true });
		mkdirSync(disk);
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', '7', '8', '0099'] });
	});

	/** The example with its files in another folder. */
	function onDisk(path: string): IWorkflowBase {
		const text = JSON.stringify(fillIn(read('spreadsheet.workflow.json')));
		return JSON.parse(text.replaceAll('/home/node/.n8n-files', path));
	}

	/** Runs the example on a file, and gives the run and the file that it wrote. */
	async function clean(text: string): Promise<{ run: Stored; written: string | undefined }> {
		writeFileSync(join(disk, 'customers.csv'), text);
		const run = await server.execute(workflowId, 'Start');
		const [name, ...more] = readdirSync(disk).filter((one) => one !== 'customers.csv');
		assert.deepEqual(more, []);
		if (name === undefined) return { run, written: undefined };
		assert.match(name, /^not-removed-\d{4}-\d\d-\d\d-\d{6}\.csv$/);
		const written = readFileSync(join(disk, name), 'utf8');
		rmSync(join(disk, name));
		return { run, written };
	}

	/** A file as Excel saves "CSV UTF-8", with a byte order mark. */
	function csv(...lines: string[]): string {
		return `\ufeff${lines.join('\r\n')}\r\n`;
	}

	/** The rows of a file, as n8n reads them. */
	function rowsOf(text: string | undefined): Array<Record<string, string>> {
		return parse(String(text), { columns: true, bom: true });
	}

	test('rows that were not removed are in a second file, with the reason', async () => {
		const { run, written } = await clean(
			csv(
				'customer_id,name,city',
				'0012345678,"Prueba, Carla",Bogotá',
				',Elena Vacia,Cali',
				'9999999999,"Ausente, ""Hugo""",Medellín',
				'1020304050,Ana Ejemplo,',
				'1.02E+09,Ines Numero,"Pasto\nNariño"',
				'"7, 8",Fabio y Gina Pareja,Tunja',
			),
		);

		assert.equal(run.status, 'success');
		assert.deepEqual(sentIds(), ['0012345678', '9999999999', '1020304050', '7,8']);
		assert.equal(simulator.mostAtOnce, 1);
		assert.deepEqual(simulator.recordsOf('1001'), ['0099']);
		assert.deepEqual(
			run.outputs('Removed')?.[0].map((item) => item.customer_id),
			['0012345678', '1020304050', '7,8'],
		);

		const rest = rowsOf(written);
		assert.deepEqual(Object.keys(rest[0]), ['customer_id', 'name', 'city', 'error', 'message']);
		assert.deepEqual(
			rest.map(({ message: _, ...row }) => row),
			[
				{
					...{ customer_id: '', name: 'Elena Vacia', city: 'Cali' },
					error: 'Not sent: the Customer ID is empty (campaign 1001)',
				},
				{
					...{ customer_id: '9999999999', name: 'Ausente, "Hugo"', city: 'Medellín' },
					error:
						'Customer ID 9999999999 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
				},
				{
					...{ customer_id: '1.02E+09', name: 'Ines Numero', city: 'Pasto\nNariño' },
					error:
						'Not sent: the Customer ID was damaged before it reached this node (campaign 1001)',
				},
			],
		);
		assert.match(rest[0].message, /^Map the field that holds the customer ID\. /);
		assert.match(rest[1].message, /^Check that the campaign .* \(words of the simulator\)"\.$/);
	});

	test('the second file can be mended, and run in place of the first', async () => {
		const { written } = await clean(
			csv('customer_id,name', ',Elena Vacia', '9999999999,Hugo Ausente'),
		);
		simulator.calls.length = 0;

		const { written: again } = await clean(String(written).replace('\n,Elena', '\n0099,Elena'));
		assert.deepEqual(sentIds(), ['0099', '9999999999']);
		assert.deepEqual(
			rowsOf(again).map((row) => [row.customer_id, Object.keys(row)]),
			[['9999999999', ['customer_id', 'name', 'error', 'message']]],
		);
	});

	test('there is no second file when all were removed', async () => {
		const { run, written } = await clean(csv('customer_id,name', '0012345678,Carla Prueba'));
		assert.equal(run.status, 'success');
		assert.equal(written, undefined);
		assert.deepEqual(sentIds(), ['0012345678']);
	});

	test('a file whose columns are parted by ";" removes nobody', async () => {
		const { written } = await clean(csv('customer_id;name', '0012345678;Carla Prueba'));
		assert.match(String(written), /the Customer ID is empty/);
		assert.deepEqual(simulator.calls, []);
	});

	test('the workflow ends with a message when there is no file', async () => {
		const run = await server.execute(workflowId, 'Start');
		assert.equal(run.status, 'error');
		assert.match(String(run.error?.message), /binary file 'data', but none was found/);
		assert.deepEqual(simulator.calls, []);
	});

	test('n8n reads in no other folder', async () => {
		const elsewhere = join(n8n.folder, 'elsewhere');
		mkdirSync(elsewhere);
		writeFileSync(join(elsewhere, 'customers.csv'), 'customer_id\n0012345678\n');
		const run = await server.execute(await server.addWorkflow(onDisk(elsewhere)), 'Start');
		assert.equal(run.status, 'error');
		assert.match(String(run.error?.message), /^Access to the file is not allowed/);
		assert.deepEqual(simulator.calls, []);
	});
});

describe('nightly.workflow.json', { timeout: 240_000 }, () => {
	let databaseId: string;
	let workflowId: string;

	before(async () => {
		await database.exec('CREATE TABLE payments (customer_id varchar, name varchar, paid_on date)');
		databaseId = await addDatabase('Payments database');
		workflowId = await server.addWorkflow(fillIn(withDatabase()));
	});
	beforeEach(async () => {
		await database.exec('DELETE FROM payments');
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', '7', '8'] });
	});

	/** The example with the database chosen. */
	function withDatabase(): IWorkflowBase {
		const workflow = read('nightly.workflow.json');
		nodeOf(workflow, 'Paid Yesterday').credentials = {
			postgres: { id: databaseId, name: 'Payments database' },
		};
		return workflow;
	}

	async function pay(customerId: string | null, name: string, ago = 1): Promise<void> {
		const values = [customerId, name, dayIn(bogota, ago)];
		await database.query('INSERT INTO payments VALUES ($1, $2, $3)', values);
	}

	const notFound =
		'Customer ID 9999999999 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already';
	// No page says what becomes of the others in a request of which Wolkvox knows only a part.
	const maybeGone =
		'Customer ID 9999999999 may already have been removed from campaign 1001 by an earlier attempt: Wolkvox found no such record or campaign; it may be gone already';
	const empty = 'Not sent: the Customer ID is empty (campaign 1001)';

	for (const [what, paid, summary] of [
		[
			'some were removed',
			[
				['0012345678', 'Carla Prueba'],
				['9999999999', 'Hugo Ausente'],
				// Two payments of one customer.
				['1020304050', 'Ana Ejemplo'],
				['1020304050', 'Ana Ejemplo'],
				[null, 'Elena Vacia'],
			],
			{ removed: 2, not_removed: 2, reasons: `${maybeGone}\n${empty}` },
		],
		[
			'all were removed',
			[
				['0012345678', 'Carla Prueba'],
				['1020304050', 'Ana Ejemplo'],
			],
			{ removed: 2, not_removed: 0, reasons: '' },
		],
		[
			'none were removed',
			[['9999999999', 'Hugo Ausente']],
			{ removed: 0, not_removed: 1, reasons: notFound },
		],
		['nobody paid', [], { removed: 0, not_removed: 0, reasons: '' }],
	] as Array<[string, Array<[string | null, string]>, IDataObject]>) {
		test(`there is one summary when ${what}`, async () => {
			for (const one of paid) await pay(...one);
			await pay('7', 'Paid Today', 0);
			await pay('8', 'Paid Before', 2);
			const run = await server.execute(workflowId, 'Every Night');

			assert.equal(run.status, 'success');
			assert.deepEqual(run.outputs('Summary'), [
				[{ day: dayIn(bogota, 1), would_be_removed: 0, ...summary }],
			]);
			const ids = [...new Set(paid.flatMap(([id]) => id ?? []))].sort();
			// All with one request; what Wolkvox refuses is sent again in parts.
			assert.deepEqual(sentIds().slice(0, 1), ids.length > 0 ? [ids.join(',')] : []);
			assert.deepEqual(
				simulator.recordsOf('1001'),
				['1020304050', '0012345678', '7', '8'].filter((id) => !ids.includes(id)),
			);
		});
	}

	test('as it arrives, and without a campaign, n8n does not run it', async () => {
		await pay('0012345678', 'Carla Prueba');
		for (const workflow of [read('nightly.workflow.json'), chooseAccount(withDatabase())]) {
			const run = await server.execute(await server.addWorkflow(workflow), 'Every Night');
			assert.equal(run.outputs('Summary')?.[0][0].removed ?? 0, 0);
			assert.deepEqual(simulator.calls, []);
		}
	});

	test('until Dry Run is out it counts who would be removed', async () => {
		await pay('0012345678', 'Carla Prueba');
		await pay(null, 'Elena Vacia');
		const workflow = fillIn(withDatabase());
		nodeOf(workflow, 'Wolkvox Campaign').parameters.options = { dryRun: true };
		const run = await server.execute(await server.addWorkflow(workflow), 'Every Night');
		assert.deepEqual(run.outputs('Summary'), [
			[
				{
					...{ day: dayIn(bogota, 1), removed: 0, would_be_removed: 1, not_removed: 1 },
					reasons: empty,
				},
			],
		]);
		assert.deepEqual(simulator.calls, []);
	});

	test('a database that is away is no night without payments', async () => {
		await postgres.stop();
		try {
			const run = await server.execute(workflowId, 'Every Night');
			assert.equal(run.status, 'error');
			assert.equal(run.outputs('Summary'), undefined);
		} finally {
			await postgres.start();
		}
	});

	test('it is due at half past one', async () => {
		const id = await server.activate(fillIn(withDatabase()));
		const line = new RegExp(`Registered cron .*"groupId":"${id}".*"cron":"(.*?)"`);
		const cron = await waitFor('the schedule', () => line.exec(n8n.printed)?.[1]);
		assert.match(cron, /^\d+ 30 1 \* \* \*$/);
	});

	test('the schedule starts it', async () => {
		await pay('0012345678', 'Carla Prueba');
		await pay('9999999999', 'Hugo Ausente');
		const workflow = fillIn(withDatabase());
		// A night of one second.
		nodeOf(workflow, 'Every Night').parameters.rule = {
			interval: [{ field: 'seconds', secondsInterval: 1 }],
		};
		const id = await server.activate(workflow);
		const [{ id: executionId }] = await waitFor('the schedule', async () => {
			const executions = await server.executionsOf(id);
			return executions.length > 0 ? executions : undefined;
		});
		await server.request('POST', `workflows/${id}/deactivate`);
		assert.deepEqual((await server.endedRun(executionId)).outputs('Summary'), [
			[
				{
					...{ day: dayIn(bogota, 1), removed: 1, would_be_removed: 0, not_removed: 1 },
					reasons: maybeGone,
				},
			],
		]);
	});
});

describe('every-campaign.workflow.json', { timeout: 240_000 }, () => {
	const customer = '0012345678';

	beforeEach(() => {
		simulator.addCampaign({ id: '1001', records: [customer, '1020304050'] });
		simulator.addCampaign({ id: '1002', records: ['1020304050'] });
		simulator.addCampaign({ id: '1003', status: 'Stopped', records: [customer] });
		simulator.addCampaign({ id: '2001', type: 'preview', records: ['12345678', customer] });
	});

	/** The example with the three things set that its note names. */
	function setUp(customerId = customer): IWorkflowBase {
		const workflow = chooseAccount(read('every-campaign.workflow.json'));
		const [field] = (nodeOf(workflow, 'Customer').parameters.assignments as any).assignments;
		field.value = customerId;
		nodeOf(workflow, 'Remove Record').parameters.options = {};
		return workflow;
	}

	async function run(workflow: IWorkflowBase): Promise<Stored> {
		return await server.execute(await server.addWorkflow(workflow), 'Start');
	}

	/** What each of the last nodes got. */
	function endsOf(run: Stored): Record<string, Array<IDataObject[]>> {
		const names = ['Removed', 'Not in It', 'To Look At'];
		return Object.fromEntries(
			names.map((name) => [
				name,
				(run.runData[name] ?? []).map(({ data }) => data?.main[0]?.map(({ json }) => json) ?? []),
			]),
		);
	}

	function records(): Record<string, string[]> {
		const ids = [...simulator.campaigns.keys()];
		return Object.fromEntries(ids.map((id) => [id, simulator.recordsOf(id)]));
	}

	function sent(): string[] {
		return simulator.calls.map(({ method, url, body }) => {
			const { searchParams: given } = new URL(url);
			return [method, ...given.values(), body].filter(Boolean).join(' ');
		});
	}

	test('as it arrives it asks Wolkvox nothing', async () => {
		const { status, error } = await run(read('every-campaign.workflow.json'));
		assert.equal(status, 'error');
		assert.match(String(error?.message), /credential/i);
		assert.deepEqual(simulator.calls, []);
	});

	test('with the credential alone it shows what it would remove, and removes nobody', async () => {
		const workflow = setUp();
		nodeOf(workflow, 'Remove Record').parameters = nodeOf(
			read('every-campaign.workflow.json'),
			'Remove Record',
		).parameters;
		const before = records();
		const ended = await run(workflow);

		assert.equal(ended.status, 'success');
		assert.deepEqual(endsOf(ended).Removed, [
			['1001', '1003', '2001'].map((campaign_id) => ({
				...{ removed: false, dry_run: true, campaign_id, customer_id: customer },
			})),
		]);
		assert.deepEqual(records(), before);
		assert.ok(simulator.calls.every(({ method }) => method === 'GET'));
	});

	test('the customer is out of every campaign, the others stay', async () => {
		const ended = await run(setUp());

		assert.equal(ended.status, 'success');
		const { Removed: removed, 'Not in It': notIn, 'To Look At': toLookAt } = endsOf(ended);
		assert.deepEqual(
			removed.map((items) => items.map((item) => [item.removed, item.campaign_id])),
			[['1001', '1003', '2001'].map((id) => [true, id])],
		);
		assert.deepEqual(notIn, [[{ found: false, campaign_id: '1002', customer_id: customer }]]);
		assert.deepEqual(toLookAt, []);
		assert.deepEqual(records(), {
			...{ 1001: ['1020304050'], 1002: ['1020304050'], 1003: [], 2001: ['12345678'] },
		});
		assert.deepEqual(sent(), [
			'GET campaigns',
			`GET find_record 1001 ${customer}`,
			`GET find_record 1002 ${customer}`,
			`GET find_record 1003 ${customer}`,
			`GET find_record 2001 ${customer}`,
			`DELETE remove_record predictive 1001 {"customer_id":"${customer}"}`,
			`DELETE remove_record predictive 1003 {"customer_id":"${customer}"}`,
			`DELETE remove_record preview 2001 {"customer_id":"${customer}"}`,
		]);
		assert.equal(simulator.mostAtOnce, 1);
	});

	test('a campaign that could not be looked into, and a record that stayed, are not lost', async () => {
		simulator.fault = ({ method, url }) => {
			const campaign = new URL(url).searchParams.get('campaign_id');
			if (method === 'GET' && campaign === '1001') return { reply: strangeReplies.webPage };
			if (method === 'DELETE' && campaign === '1003') return { reply: strangeReplies.webPage };
			return undefined;
		};
		const ended = await run(setUp());

		assert.equal(ended.status, 'success');
		const { Removed: removed, 'To Look At': toLookAt } = endsOf(ended);
		assert.deepEqual(
			removed.flat().map((item) => item.campaign_id),
			['2001'],
		);
		assert.deepEqual(
			toLookAt
				.flat()
				.map(({ campaign_id: id, error }) => [id, error])
				.sort(),
			[
				[
					'1001',
					`Customer ID ${customer} was not looked up in campaign 1001: the answer was a web page (HTML) and not an answer of the Wolkvox API`,
				],
				[
					'1003',
					`Customer ID ${customer} may or may not have been removed from campaign 1003: the answer was a web page (HTML) and not an answer of the Wolkvox API`,
				],
			],
		);
	});

	test('no list of campaigns is no success', async () => {
		simulator.fault = ({ url }) =>
			url.includes('api=campaigns') ? { reply: strangeReplies.webPage } : undefined;
		const { status, error } = await run(setUp());
		assert.equal(status, 'error');
		assert.match(
			String(error?.message),
			/^The campaigns were not listed: the answer was a web page/,
		);
		assert.equal(simulator.calls.length, 1);
	});

	test('several customers may come in place of the one', async () => {
		const workflow = setUp();
		const list: INode = {
			...nodeOf(workflow, 'Customer'),
			...{ id: 'list', name: 'List' },
			parameters: {
				mode: 'raw',
				jsonOutput: JSON.stringify({
					customers: [customer, '1020304050'].map((customer_id) => ({ customer_id })),
				}),
			},
		};
		Object.assign(nodeOf(workflow, 'Customer'), {
			...{ type: 'n8n-nodes-base.splitOut', typeVersion: 1 },
			parameters: { fieldToSplitOut: 'customers', options: {} },
		});
		workflow.nodes.push(list);
		workflow.connections.Start.main = [[{ node: 'List', type: 'main', index: 0 }]];
		workflow.connections.List = { main: [[{ node: 'Customer', type: 'main', index: 0 }]] };
		const ended = await run(workflow);

		assert.equal(ended.status, 'success');
		assert.deepEqual(
			endsOf(ended)
				.Removed.flat()
				.map((item) => [item.campaign_id, item.customer_id]),
			[
				...['1001', '1003', '2001'].map((id) => [id, customer]),
				...['1001', '1002'].map((id) => [id, '1020304050']),
			],
		);
		assert.deepEqual(records(), { 1001: [], 1002: [], 1003: [], 2001: ['12345678'] });
	});
});

describe('paid-by-web.workflow.json', { timeout: 240_000 }, () => {
	const path = 'wolkvox-paid-by-web';
	const key = { name: 'X-Form-Key', value: 'made-up-key-of-the-web-site' };
	let keyId: string;
	let workflowId: string;

	before(async () => {
		keyId = await addCredential('Key of the web site', 'httpHeaderAuth', key);
		workflowId = await publish(path, ({ campaignId, activityCode }) => {
			Object.assign(campaignId, { mode: 'id', value: '1001' });
			Object.assign(activityCode, { mode: 'id', value: '12' });
		});
	});
	beforeEach(() => {
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678'] });
		simulator.addCode({ cod_act: '12', description_cod_act: 'Paid' });
	});

	/** Publishes the example with both credentials chosen, and gives its ID. */
	async function publish(
		webhookPath: string,
		choose: (parameters: Record<'campaignId' | 'activityCode', object>) => void,
	): Promise<string> {
		const workflow = chooseAccount(read('paid-by-web.workflow.json'));
		const webhook = nodeOf(workflow, 'Web Payment');
		webhook.webhookId = webhook.parameters.path = webhookPath;
		webhook.credentials = { httpHeaderAuth: { id: keyId, name: 'Key of the web site' } };
		choose(nodeOf(workflow, 'Codify Record').parameters as never);
		const id = await server.activate(workflow);
		await server.webhook(webhookPath);
		return id;
	}

	async function send(
		body: object | URLSearchParams,
		headers: Record<string, string> = { [key.name]: key.value },
	): Promise<{ status: number; text: string }> {
		return await post(path, body, headers);
	}

	async function lastExecution(): Promise<string | undefined> {
		return (await server.executionsOf(workflowId)).at(-1)?.id;
	}

	for (const [what, choose, missing] of [
		['as it arrives', () => {}, 'campaignId, activityCode'],
		[
			'without a campaign',
			({ activityCode }) => Object.assign(activityCode, { mode: 'id', value: '12' }),
			'campaignId',
		],
		[
			'without an activity code',
			({ campaignId }) => Object.assign(campaignId, { mode: 'id', value: '1001' }),
			'activityCode',
		],
	] as Array<[string, Parameters<typeof publish>[1], string]>) {
		test(`n8n does not publish it ${what}`, async () => {
			await assert.rejects(
				publish(what.replaceAll(' ', '-'), choose),
				new RegExp(`Missing or invalid required parameters: ${missing}"`),
			);
			assert.deepEqual(simulator.calls, []);
		});
	}

	test('published without the credentials it takes no call', async () => {
		const workflow = read('paid-by-web.workflow.json');
		const webhook = nodeOf(workflow, 'Web Payment');
		webhook.webhookId = webhook.parameters.path = 'without-credentials';
		const { campaignId, activityCode } = nodeOf(workflow, 'Codify Record').parameters;
		Object.assign(campaignId as object, { mode: 'id', value: '1001' });
		Object.assign(activityCode as object, { mode: 'id', value: '12' });
		const id = await server.activate(workflow);
		await server.webhook('without-credentials');
		const { status } = await post('without-credentials', { customer_id: '1020304050' }, {});
		assert.equal(status, 500);
		assert.deepEqual(await server.executionsOf(id), []);
		assert.deepEqual(simulator.calls, []);
	});

	for (const [what, body] of [
		['JSON', { customer_id: '0012345678', campaign_id: '2002' }],
		['a form', new URLSearchParams({ customer_id: '0012345678' })],
	] as const) {
		test(`a customer who comes as ${what} gets the code, and the record stays`, async () => {
			const { status, text } = await send(body);
			assert.equal(status, 200);
			assert.deepEqual(JSON.parse(text), {
				codified: true,
				customer_id: '0012345678',
				campaign_id: '1001',
				execution: await lastExecution(),
			});
			const record = simulator.recordOf('1001', '0012345678');
			assert.equal(record?.cod_act, '12');
			// In n8n's time zone, since the workflow has none.
			assert.match(String(record?.comments), /^Paid by web on \d{4}-\d\d-\d\d$/);
			assert.deepEqual(simulator.recordOf('1001', '1020304050'), { customer_id: '1020304050' });
			assert.deepEqual(
				simulator.calls.map(({ method, url }) => `${method} ${new URL(url).searchParams}`),
				['PUT api=codify&type_campaign=predictive&campaign_id=1001'],
			);
		});
	}

	test('a call without the key is refused, and nothing is sent', async () => {
		const before = await lastExecution();
		assert.equal((await send({ customer_id: '1020304050' }, {})).status, 403);
		assert.equal(await lastExecution(), before);
		assert.deepEqual(simulator.calls, []);
	});

	for (const body of [
		{},
		{ customer_id: '' },
		{ customer_id: '1020304050,0012345678' },
		{ customer_id: ['1020304050', '0012345678'] },
	]) {
		test(`${JSON.stringify(body)} is not one customer ID, and nobody is codified`, async () => {
			const { status, text } = await send(body);
			assert.equal(status, 400);
			assert.deepEqual(JSON.parse(text), {
				error: 'Send one customer ID, as customer_id. Nothing was codified.',
			});
			assert.deepEqual(simulator.calls, []);
		});
	}

	for (const [what, prepare, customerId, reason] of [
		[
			'is not in the campaign',
			() => {},
			'9999999999',
			/was not codified in campaign 1001: Wolkvox found no such record or campaign/,
		],
		[
			'may have the code',
			() => (simulator.fault = () => ({ reply: strangeReplies.webPage, carriesOut: true })),
			'1020304050',
			/may or may not have been codified in campaign 1001/,
		],
	] as const) {
		test(`the web site is not told that a record which ${what} was codified`, async () => {
			prepare();
			const { status, text } = await send({ customer_id: customerId });
			assert.equal(status, 502);
			const id = (await lastExecution()) as string;
			assert.deepEqual(JSON.parse(text), {
				error: 'The code was not confirmed. It may be sent again.',
				execution: id,
			});
			const [codified, failing] = (await server.endedRun(id)).outputs('Codify Record') ?? [];
			assert.deepEqual(codified, []);
			assert.match(String(failing[0].error), reason);
		});
	}
});

describe('leads.workflow.json', { timeout: 240_000 }, () => {
	const path = 'wolkvox-leads';
	const ana = { 'First Name': 'Ana', 'Last Name': 'Ejemplo', Phone: '3005550101' };
	let workflowId: string;

	before(async () => {
		workflowId = await publish(path, (addRecord) => {
			addRecord.campaignId = { __rl: true, mode: 'id', value: '1001' };
			addRecord.options = { skipExisting: true };
		});
	});
	beforeEach(() => {
		simulator.addCampaign({ id: '1001', records: ['1020304050'] });
	});

	/** Publishes the example, with the credential chosen unless told otherwise, and gives its ID. */
	async function publish(
		formPath: string,
		choose: (addRecord: IDataObject) => void,
		workflow = chooseAccount(read('leads.workflow.json')),
	): Promise<string> {
		const form = nodeOf(workflow, 'Lead Form');
		form.webhookId = formPath;
		(form.parameters.options as IDataObject).path = formPath;
		choose(nodeOf(workflow, 'Add Record').parameters);
		const id = await server.activate(workflow);
		await waitFor('the form', async () => {
			const { ok } = await fetch(`${server.url}/form/${formPath}`, { headers: browser });
			return ok || undefined;
		});
		return id;
	}

	// The form is not for programs that follow links.
	const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };

	/** Fills the form in and sends it, as the page does; gives what its last page says. */
	async function send(
		lead: Record<string, string>,
		formPath = path,
	): Promise<{ title: string; message: string; run: Stored }> {
		const body = new FormData();
		const labels = ['First Name', 'Last Name', 'Phone', 'Email'];
		for (const [index, label] of labels.entries()) body.set(`field-${index}`, lead[label] ?? '');
		const sent = { method: 'POST', headers: browser, body };
		const answer = await fetch(`${server.url}/form/${formPath}`, sent);
		const { formWaitingUrl: page } = (await answer.json()) as { formWaitingUrl: string };
		const status = new URL(page);
		status.pathname += '/n8n-execution-status';
		await waitFor('the last page', async () => {
			const text = (await (await fetch(status)).text()).trim();
			assert.notEqual(text, 'error');
			return text === 'form-waiting' || undefined;
		});
		const html = await (await fetch(page, { headers: browser })).text();
		// Which the page does once it is seen.
		await fetch(page, { method: 'POST', headers: browser });
		const [, title = '', message = ''] = /<h1>(.*?)<\/h1>\s*<p.*?>(.*?)<\/p>/s.exec(html) ?? [];
		const run = await server.endedRun(new URL(page).pathname.split('/').at(-1) as string);
		assert.equal(run.status, 'success');
		return { title, message, run };
	}

	const adds = () => sentCalls().filter((call) => call === 'POST add_record').length;

	test('n8n does not publish it as it arrives', async () => {
		await assert.rejects(
			publish('as-it-arrives', () => {}),
			/Missing or invalid required parameters: campaignId"/,
		);
	});

	test('published without the credential it sends nothing, and says that nobody was added', async () => {
		await publish(
			'without-credential',
			(addRecord) => (addRecord.campaignId = { __rl: true, mode: 'id', value: '1001' }),
			read('leads.workflow.json'),
		);
		const { title, run } = await send(ana, 'without-credential');
		assert.equal(title, 'We do not have your number');
		assert.match(String(run.outputs('To Look At')?.[0][0].error), /^Not sent: .*credential/);
		assert.deepEqual(simulator.calls, []);
	});

	test('with credential and campaign alone it adds nobody, and says so', async () => {
		await publish('with-dry-run', (addRecord) => {
			addRecord.campaignId = { __rl: true, mode: 'id', value: '1001' };
		});
		const { title, run } = await send(ana, 'with-dry-run');
		assert.equal(title, 'Dry run');
		assert.deepEqual(run.outputs('Add Record'), [
			[{ added: false, dry_run: true, campaign_id: '1001', customer_id: ana.Phone }],
		]);
		assert.deepEqual(simulator.calls, []);
	});

	test('a lead is added, with the number as it is dialed', async () => {
		const { title, message } = await send({
			...{ ...ana, Phone: ' (300) 555-01 01 ', Email: 'ana@example.com' },
		});
		assert.deepEqual([title, message], ['Thank you', 'We have your number, and call you.']);
		assert.deepEqual(sentCalls(), ['GET find_record', 'POST add_record']);
		const record = simulator.recordOf('1001', '3005550101');
		assert.deepEqual(
			Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => value !== '')),
			{
				...{ customer_id: '3005550101', customer_name: 'Ana', customer_last_name: 'Ejemplo' },
				...{ tel1: '3005550101', email: 'ana@example.com' },
			},
		);
	});

	test('who sends the form twice is added once, however the number is written', async () => {
		for (const Phone of ['3005550101', '300 555 0101', '300-555-0101']) {
			assert.equal((await send({ ...ana, Phone })).title, 'Thank you');
		}
		assert.deepEqual(simulator.added, ['1001 3005550101']);
		assert.equal(adds(), 1);
	});

	test('who is in the campaign from before is not added, and strangers do not learn it', async () => {
		simulator.addCampaign({ id: '1001', records: ['3005550101'] });
		const { title, run } = await send(ana);
		assert.equal(title, 'Thank you');
		assert.equal(run.outputs('Add Record')?.[0][0].existing, true);
		assert.equal(adds(), 0);
	});

	for (const Phone of [
		'',
		'300555010',
		'+57 300 555 0101',
		'3005550101, 3005550102',
		'call me 3005550101',
		'3.005550101E9',
		"={{ '3005550101' }}",
	]) {
		test(`"${Phone}" is not ten digits, and nothing is sent`, async () => {
			const { title, message } = await send({ ...ana, Phone });
			assert.equal(title, 'We do not have your number');
			assert.match(message, /^Please write the ten digits/);
			assert.deepEqual(simulator.calls, []);
		});
	}

	for (const carriesOut of [true, false]) {
		test(`a lead who was ${carriesOut ? '' : 'not '}added without an answer is not added again, and is told`, async () => {
			simulator.fault = ({ method }) =>
				method === 'POST' ? { reply: 'reset', carriesOut } : undefined;
			const { title, message, run } = await send(ana);
			assert.equal(title, 'We are not sure');
			assert.equal(
				message,
				`We may have your number, or not. Please do not send it again: we look at it. If you call us, say number ${run.id}.`,
			);
			assert.equal(adds(), 1);
			const [[toLookAt]] = run.outputs('To Look At') ?? [];
			assert.equal(toLookAt.maybe_added, true);
			assert.match(
				String(toLookAt.error),
				/^Customer ID 3005550101 may or may not have been added to campaign 1001: /,
			);

			// Who sends it again in spite of it is looked for first.
			simulator.fault = () => undefined;
			assert.equal((await send(ana)).title, 'Thank you');
			assert.deepEqual(simulator.added, ['1001 3005550101']);
		});
	}

	for (const [what, method, reply] of [
		['could not be looked for', 'GET', strangeReplies.webPage],
		['was refused', 'POST', strangeReplies.errorIn200],
	] as const) {
		test(`a lead who ${what} is not added, and may send the form again`, async () => {
			simulator.fault = (call) => (call.method === method ? { reply } : undefined);
			const { title, message, run } = await send(ana);
			assert.equal(title, 'We do not have your number');
			assert.equal(
				message,
				`Please send the form again later. If you call us, say number ${run.id}.`,
			);
			assert.match(
				String(run.outputs('To Look At')?.[0][0].error),
				/^Customer ID 3005550101 was not added to campaign 1001: /,
			);
			assert.deepEqual(simulator.added, []);

			simulator.fault = () => undefined;
			assert.equal((await send(ana)).title, 'Thank you');
			assert.deepEqual(simulator.added, ['1001 3005550101']);
		});
	}

	test('a program that says it is one is turned away', async () => {
		const before = await server.executionsOf(workflowId);
		const body = new FormData();
		body.set('field-2', ana.Phone);
		const headers = { 'User-Agent': 'Googlebot/2.1' };
		const { status } = await fetch(`${server.url}/form/${path}`, { method: 'POST', headers, body });
		assert.equal(status, 401);
		assert.deepEqual(await server.executionsOf(workflowId), before);
	});
});

describe('morning.workflow.json', { timeout: 240_000 }, () => {
	let databaseId: string;
	const campaignName = () => `Morning ${dayIn(bogota)}`;

	before(async () => {
		await database.exec(
			'CREATE TABLE people (customer_id varchar, name varchar, phone bigint, call_on date)',
		);
		databaseId = await addDatabase('People database');
	});
	beforeEach(async () => {
		await database.exec('DELETE FROM people');
		simulator.skills.push({ skill_id: '33', skill_name: 'Collections' });
		// One of the day before, with the same people.
		simulator.addCampaign({ id: '1001', name: `Morning ${dayIn(bogota, 1)}`, records: ids(3) });
	});

	function ids(count: number): string[] {
		return Array.from({ length: count }, (_, index) => String(1020304050 + index));
	}

	async function call(customerIds: Array<string | null>, ago = 0): Promise<void> {
		for (const [index, customerId] of customerIds.entries()) {
			const values = [customerId, `Person ${index}`, 3005550000 + index, dayIn(bogota, ago)];
			await database.query('INSERT INTO people VALUES ($1, $2, $3, $4)', values);
		}
	}

	/** The example with the three things set that its note names. */
	function chosen({ skill = '33', dryRun = false } = {}): IWorkflowBase {
		const workflow = chooseAccount(read('morning.workflow.json'));
		nodeOf(workflow, 'People to Call').credentials = {
			postgres: { id: databaseId, name: 'People database' },
		};
		Object.assign(nodeOf(workflow, 'Create Campaign').parameters.skillId as object, {
			...(skill && { mode: 'id', value: skill }),
		});
		assignmentOf(workflow, 'Today', 'dry_run').value = dryRun;
		return workflow;
	}

	/** Stores it, and gives its ID. */
	async function setUp(choice: Parameters<typeof chosen>[0] = {}): Promise<string> {
		return await server.addWorkflow(chosen(choice));
	}

	async function run(workflowId: string): Promise<Stored> {
		simulator.calls.length = 0;
		return await server.execute(workflowId, 'Every Morning');
	}

	function summaryOf(run: Stored): IDataObject {
		const [[summary, ...more]] = run.outputs('Summary') ?? [[]];
		assert.deepEqual(more, []);
		return summary;
	}

	/** The campaigns that have the name of today. */
	function madeToday() {
		return [...simulator.campaigns.values()].filter(({ name }) => name === campaignName());
	}

	/** Whoever was added, and how often. */
	function assertEachOnce(customerIds: string[]): void {
		const [{ id, records }, ...more] = madeToday();
		assert.deepEqual(more, []);
		assert.deepEqual(simulator.added.toSorted(), customerIds.map((one) => `${id} ${one}`).sort());
		assert.equal(records.size, customerIds.length);
	}

	test('as it arrives, and without a skill, n8n does not run it', async () => {
		await call(ids(3));
		for (const workflow of [read('morning.workflow.json'), chosen({ skill: '' })]) {
			const { status, error } = await run(await server.addWorkflow(workflow));
			assert.equal(status, 'error');
			assert.match(String(error?.message), /Parameter "Skill" is required/);
			assert.deepEqual(simulator.calls, []);
		}
	});

	test('until dry_run is false it shows what it would do, and does nothing', async () => {
		await call(ids(3));
		const ended = await run(await setUp({ dryRun: true }));
		assert.equal(ended.status, 'success');
		assert.deepEqual(summaryOf(ended), {
			...{ day: dayIn(bogota), campaign_name: campaignName(), campaign_id: 'dry run' },
			...{ added: 0, there_before: 0, would_be_added: 3, uncertain: 0, not_added: 0 },
			...{ to_look_at: [], started: false, reason: '' },
		});
		assert.deepEqual(
			ended.outputs('Add Record')?.[0].map((item) => [item.dry_run, item.customer_id]),
			ids(3).map((id) => [true, id]),
		);
		assert.deepEqual(sentCalls(), ['GET campaigns']);
		assert.deepEqual([...simulator.campaigns.keys()], ['1001']);
	});

	test('today’s people are in one new campaign, each once, and it is started', async () => {
		await call(ids(250));
		// Twice in the database, and another day.
		await call(ids(2));
		await call(['1020309999'], 1);
		const ended = await run(await setUp());

		assert.equal(ended.status, 'success');
		const [{ id, status, type }] = madeToday();
		assert.deepEqual([status, type], ['Started', 'predictive']);
		assertEachOnce(ids(250));
		assert.deepEqual(sentCalls(), [
			...['GET campaigns', 'POST create_campaign'],
			...['POST add_record', 'POST add_record', 'POST add_record', 'PUT start'],
		]);
		assert.equal(simulator.mostAtOnce, 1);
		assert.deepEqual(summaryOf(ended), {
			...{ day: dayIn(bogota), campaign_name: campaignName(), campaign_id: id },
			...{ added: 250, there_before: 0, would_be_added: 0, uncertain: 0, not_added: 0 },
			...{ to_look_at: [], started: true, reason: '' },
		});
		const record = simulator.recordOf(id, '1020304059');
		assert.deepEqual([record?.customer_name, record?.tel1], ['Person 9', '3005550009']);
		assert.deepEqual(JSON.parse(simulator.calls[1].body), {
			...JSON.parse(simulator.calls[1].body),
			...{ campaign_name: campaignName(), skill_id: '33' },
			...{ start_time: '080000', end_time: '180000' },
		});
	});

	test('on a morning without people nothing happens', async () => {
		const ended = await run(await setUp());
		assert.equal(ended.status, 'success');
		assert.deepEqual(simulator.calls, []);
	});

	test('an account without campaigns gets its first', async () => {
		simulator.campaigns.clear();
		await call(ids(3));
		assert.equal(summaryOf(await run(await setUp())).added, 3);
		assertEachOnce(ids(3));
	});

	test('run again it calls nobody twice, and adds who came in between', async () => {
		const workflowId = await setUp();
		await call(ids(120));
		await run(workflowId);
		await call(['1020309999']);
		const again = await run(workflowId);

		assert.equal(again.status, 'success');
		assertEachOnce([...ids(120), '1020309999']);
		assert.deepEqual(
			new Set(sentCalls()),
			new Set(['GET campaigns', 'GET find_record', 'POST add_record', 'PUT start']),
		);
		assert.equal(sentCalls().filter((one) => one === 'POST add_record').length, 1);
		const { added, there_before, started } = summaryOf(again);
		assert.deepEqual(
			{ added, there_before, started },
			{ added: 1, there_before: 120, started: true },
		);
	});

	for (const carriesOut of [true, false]) {
		test(`a campaign that was ${carriesOut ? '' : 'not '}created without an answer gets nobody`, async () => {
			const workflowId = await setUp();
			await call(ids(120));
			simulator.fault = ({ url }) =>
				apiOf(url) === 'create_campaign'
					? { reply: strangeReplies.webPage, carriesOut }
					: undefined;
			const ended = await run(workflowId);
			assert.equal(ended.status, 'error');
			assert.match(
				String(ended.error?.message),
				/^Campaign Morning .* may or may not have been created: .*\. Nobody was added\. Run the workflow again in ten minutes/,
			);
			assert.deepEqual(sentCalls(), ['GET campaigns', 'POST create_campaign']);
			assert.deepEqual(simulator.added, []);

			// n8n's own retry goes on at the node that ended the run.
			simulator.fault = () => undefined;
			simulator.calls.length = 0;
			await server.request('POST', `executions/${ended.id}/retry`, { loadWorkflow: false });
			assert.deepEqual(simulator.calls, []);

			assert.equal((await run(workflowId)).status, 'success');
			assertEachOnce(ids(120));
			assert.equal(madeToday()[0].status, 'Started');
			assert.equal(sentCalls().includes('POST create_campaign'), !carriesOut);
		});

		test(`people who were ${carriesOut ? '' : 'not '}added without an answer are not added twice`, async () => {
			const workflowId = await setUp();
			await call(ids(250));
			let lots = 0;
			simulator.fault = ({ url }) =>
				apiOf(url) === 'add_record' && ++lots === 2 ? { reply: 'reset', carriesOut } : undefined;
			const first = summaryOf(await run(workflowId));
			assert.deepEqual(
				[first.added, first.uncertain, first.not_added, first.started],
				[150, 100, 0, true],
			);
			const toLookAt = first.to_look_at as IDataObject[];
			assert.deepEqual(
				toLookAt.map(({ customer_id: id }) => id),
				ids(200).slice(100),
			);
			assert.match(String(toLookAt[0].error), / may or may not have been added to campaign /);

			const second = summaryOf(await run(workflowId));
			assert.deepEqual(
				[second.added, second.there_before, second.uncertain],
				carriesOut ? [0, 250, 0] : [100, 150, 0],
			);
			assertEachOnce(ids(250));
		});
	}

	test('no list of campaigns, no campaign', async () => {
		await call(ids(3));
		simulator.fault = ({ url }) =>
			apiOf(url) === 'campaigns' ? { reply: strangeReplies.webPage } : undefined;
		const { status, error } = await run(await setUp());
		assert.equal(status, 'error');
		assert.match(String(error?.message), /^The campaigns were not listed: /);
		assert.deepEqual(sentCalls(), ['GET campaigns']);
	});

	test('where several campaigns have the name of today a person has to look', async () => {
		await call(ids(3));
		simulator.addCampaign({ id: '2001', name: campaignName() });
		simulator.addCampaign({ id: '2002', name: campaignName().toUpperCase() });
		const { status, error } = await run(await setUp());
		assert.equal(status, 'error');
		assert.match(String(error?.message), /several campaigns named Morning .*: 2001, 2002\. /);
		assert.deepEqual(sentCalls(), ['GET campaigns']);
	});

	test('a campaign that was not started says so, and starts when it is run again', async () => {
		const workflowId = await setUp();
		await call(ids(3));
		simulator.fault = ({ method }) =>
			method === 'PUT' ? { reply: strangeReplies.errorIn200 } : undefined;
		const first = await run(workflowId);
		assert.equal(first.status, 'success');
		const { added, started, reason } = summaryOf(first);
		assert.deepEqual([added, started], [3, false]);
		assert.match(String(reason), /^Campaign \d+ was not started: /);

		simulator.fault = () => undefined;
		assert.equal(summaryOf(await run(workflowId)).started, true);
		assertEachOnce(ids(3));
		assert.equal(madeToday()[0].status, 'Started');
	});

	test('nobody in it: it is not started', async () => {
		await call(ids(3));
		simulator.fault = ({ url }) =>
			apiOf(url) === 'add_record' ? { reply: strangeReplies.errorIn200 } : undefined;
		const ended = await run(await setUp());
		assert.equal(ended.status, 'success');
		const { added, not_added, started } = summaryOf(ended);
		assert.deepEqual({ added, not_added, started }, { added: 0, not_added: 3, started: false });
		assert.equal(sentCalls().includes('PUT start'), false);
	});

	test('a row that is not sure stays out, and one without an ID is not added a second time', async () => {
		const workflowId = await setUp();
		await call(['1020304050', '1.02E+09', null]);
		const first = summaryOf(await run(workflowId));
		assert.deepEqual([first.added, first.not_added, first.started], [2, 1, true]);
		assert.match(
			String((first.to_look_at as IDataObject[])[0].error),
			/^Not sent: the Customer ID was damaged before it reached this node/,
		);

		const second = summaryOf(await run(workflowId));
		assert.deepEqual([second.added, second.there_before, second.not_added], [0, 1, 2]);
		assert.equal(simulator.added.length, 2);
	});

	test('a database that is away is no morning without people', async () => {
		const workflowId = await setUp();
		await postgres.stop();
		try {
			const ended = await run(workflowId);
			assert.equal(ended.status, 'error');
			assert.deepEqual(simulator.calls, []);
		} finally {
			await postgres.start();
		}
	});

	test('it is due at six', async () => {
		const id = await server.activate(chosen());
		const line = new RegExp(`Registered cron .*"groupId":"${id}".*"cron":"(.*?)"`);
		const cron = await waitFor('the schedule', () => line.exec(n8n.printed)?.[1]);
		assert.match(cron, /^\d+ 0 6 \* \* \*$/);
		await server.request('POST', `workflows/${id}/deactivate`);
	});
});
