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
import { exampleCredential } from '../test/support/example';
import { strangeReplies, WolkvoxSimulator } from '../test/support/simulator';
import { n8nCommand } from './install.mjs';
import { freePort, N8n, waitFor, type Server, type Stored } from './n8n.mjs';

const folder = new URL('../examples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.workflow.json'));
const { token } = exampleCredential.data;
// What n8n reads CSV files with.
const { parse } = createRequire(n8nCommand)('csv-parse/sync') as {
	parse: (text: string, options: object) => Array<Record<string, string>>;
};

/** The time zone of the example that has one. */
const bogota = 'America/Bogota';

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;
/** What the customers paid, in a real Postgres that n8n reaches as any other. */
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
		// Whatever the hour, in one of them it is another day than in the time zone of the example.
		GENERIC_TIMEZONE: ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].find(
			(zone) => dayIn(zone) !== dayIn(bogota),
		),
	});
	server = await n8n.start();
	await server.setUpOwner();
	await addCredential('Wolkvox account', 'wolkvoxApi', exampleCredential.data);
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

/** Reads an example as the editor does when it is pasted: it makes the ID of the workflow anew. */
function read(file: string): IWorkflowBase {
	const { id: _, ...workflow } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
	return workflow as IWorkflowBase;
}

function nodeOf(workflow: IWorkflowBase, name: string): INode {
	const node = workflow.nodes.find((one) => one.name === name);
	assert.ok(node, `There is no node "${name}".`);
	return node;
}

/** Imports a workflow, and gives its ID. */
async function importWorkflow(workflow: IWorkflowBase): Promise<string> {
	return (await server.request<{ id: string }>('POST', 'workflows', workflow)).id;
}

/** Runs a workflow from its trigger, as the button in the editor does. */
async function execute(workflowId: string, trigger: string): Promise<Stored> {
	const { executionId } = await server.request<{ executionId: string }>(
		'POST',
		`workflows/${workflowId}/run`,
		{ triggerToStartFrom: { name: trigger } },
	);
	return await server.endedRun(executionId);
}

/** A day as it is called in a time zone, such as 2026-11-23. */
function dayIn(timeZone: string, ago = 0): string {
	const time = Date.now() - ago * 24 * 60 * 60 * 1000;
	return new Date(time).toLocaleDateString('sv', { timeZone });
}

function sentIds(): string[] {
	return simulator.calls.map(({ body }) => JSON.parse(body).customer_id);
}

describe('each example', { timeout: 240_000 }, () => {
	const readme = readFileSync(new URL('README.md', folder), 'utf8');
	const tests = readdirSync(new URL('.', import.meta.url))
		.filter((name) => name.endsWith('.test.mts'))
		.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
		.join('\n');
	let types: INodeTypeDescription[];
	before(async () => {
		types = JSON.parse(await server.file('types/nodes.json'));
	});

	for (const file of files) {
		test(`${file} has a row in the README, and a test that runs it`, () => {
			assert.match(readme, new RegExp(`^\\| \\[\`${file}\`\\]\\(${file}\\) +\\|`, 'm'));
			assert.ok(tests.includes(file));
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
			const wolkvox = workflow.nodes.find(({ type }: INode) =>
				type.startsWith('n8n-nodes-wolkvox.'),
			);
			assert.match(wolkvox.parameters.campaignId.value, /^1001$|\$fromAI\(/);
			const { id, name } = exampleCredential;
			assert.deepEqual(wolkvox.credentials, { wolkvoxApi: { id, name } });
		});

		test(`${file} can be imported, and n8n knows all that it has`, async () => {
			const workflow = read(file);
			const id = await importWorkflow(workflow);
			const { nodes } = await server.request<IWorkflowBase>('GET', `workflows/${id}`);
			assert.deepEqual(
				nodes.map(({ name, parameters }) => [name, parameters]),
				workflow.nodes.map(({ name, parameters }) => [name, parameters]),
			);
			for (const node of nodes) {
				const type = types.find(
					({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
				);
				assert.ok(type, `n8n has no ${node.type} ${node.typeVersion}.`);
				// What the editor marks in red.
				const issues = NodeHelpers.getNodeParametersIssues(type.properties, node, type);
				assert.equal(issues, null, `${node.name}: ${JSON.stringify(issues)}`);
			}
		});
	}
});

describe('web-form.workflow.json', { timeout: 240_000 }, () => {
	const key = { name: 'X-Form-Key', value: 'made-up-key-of-the-web-form' };
	let workflowId: string;

	before(async () => {
		await addCredential('Web form key', 'httpHeaderAuth', key);
		const workflow = read('web-form.workflow.json');
		// The editor gives each webhook an ID when a workflow is pasted.
		nodeOf(workflow, 'Web Form').webhookId = 'made-up-id-of-the-web-form';
		workflowId = await server.activate(workflow);
		await server.webhook('wolkvox-web-form');
	});
	beforeEach(() => {
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', 'CC-88'] });
	});

	/** Sends the form, and gives n8n's answer. */
	async function send(
		body: object | URLSearchParams,
		headers: Record<string, string> = { [key.name]: key.value },
	): Promise<{ status: number; text: string }> {
		const json = { 'Content-Type': 'application/json' };
		const response = await fetch(`${server.url}/webhook/wolkvox-web-form`, {
			method: 'POST',
			headers: body instanceof URLSearchParams ? headers : { ...json, ...headers },
			body: body instanceof URLSearchParams ? body : JSON.stringify(body),
		});
		return { status: response.status, text: await response.text() };
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
		const workflow = read('web-form.workflow.json');
		const webhook = nodeOf(workflow, 'Web Form');
		webhook.webhookId = webhook.parameters.path = 'without-key';
		delete webhook.credentials;
		await assert.rejects(server.activate(workflow), /Missing required credential: httpHeaderAuth/);
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
		workflowId = await importWorkflow(onDisk(disk));
	});
	beforeEach(() => {
		rmSync(disk, { recursive: true, force: true });
		mkdirSync(disk);
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', '7', '8', '0099'] });
	});

	/** The example with its files in another folder. */
	function onDisk(path: string): IWorkflowBase {
		const text = JSON.stringify(read('spreadsheet.workflow.json'));
		return JSON.parse(text.replaceAll('/home/node/.n8n-files', path));
	}

	/** Runs the example on a file, and gives the run and the file that it wrote. */
	async function clean(text: string): Promise<{ run: Stored; written: string | undefined }> {
		writeFileSync(join(disk, 'customers.csv'), text);
		const run = await execute(workflowId, 'Start');
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
		const run = await execute(workflowId, 'Start');
		assert.equal(run.status, 'error');
		assert.match(String(run.error?.message), /binary file 'data', but none was found/);
		assert.deepEqual(simulator.calls, []);
	});

	test('n8n reads in no other folder', async () => {
		const elsewhere = join(n8n.folder, 'elsewhere');
		mkdirSync(elsewhere);
		writeFileSync(join(elsewhere, 'customers.csv'), 'customer_id\n0012345678\n');
		const run = await execute(await importWorkflow(onDisk(elsewhere)), 'Start');
		assert.equal(run.status, 'error');
		assert.match(String(run.error?.message), /^Access to the file is not allowed/);
		assert.deepEqual(simulator.calls, []);
	});
});

describe('nightly.workflow.json', { timeout: 240_000 }, () => {
	let workflowId: string;

	before(async () => {
		await database.exec('CREATE TABLE payments (customer_id varchar, name varchar, paid_on date)');
		const [host, port] = postgres.getServerConn().split(':');
		await addCredential('Payments database', 'postgres', {
			...{ host, port: Number(port), database: 'postgres', user: 'postgres', password: 'postgres' },
			...{ maxConnections: 10, allowUnauthorizedCerts: false, ssl: 'disable', sshTunnel: false },
		});
		workflowId = await importWorkflow(read('nightly.workflow.json'));
	});
	beforeEach(async () => {
		await database.exec('DELETE FROM payments');
		simulator.addCampaign({ id: '1001', records: ['1020304050', '0012345678', '7', '8'] });
	});

	async function pay(customerId: string | null, name: string, ago = 1): Promise<void> {
		const values = [customerId, name, dayIn(bogota, ago)];
		await database.query('INSERT INTO payments VALUES ($1, $2, $3)', values);
	}

	const notFound =
		'Customer ID 9999999999 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already';
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
			{ removed: 2, not_removed: 2, reasons: `${notFound}\n${empty}` },
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
			const run = await execute(workflowId, 'Every Night');

			assert.equal(run.status, 'success');
			assert.deepEqual(run.outputs('Summary'), [[{ day: dayIn(bogota, 1), ...summary }]]);
			const ids = [...new Set(paid.flatMap(([id]) => id ?? []))].sort();
			assert.deepEqual(sentIds(), ids);
			assert.deepEqual(
				['7', '8'].filter((id) => !simulator.recordsOf('1001').includes(id)),
				[],
			);
		});
	}

	test('a database that is away is no night without payments', async () => {
		await postgres.stop();
		try {
			const run = await execute(workflowId, 'Every Night');
			assert.equal(run.status, 'error');
			assert.equal(run.outputs('Summary'), undefined);
		} finally {
			await postgres.start();
		}
	});

	test('it is due at half past one', async () => {
		const id = await server.activate(read('nightly.workflow.json'));
		const line = new RegExp(`Registered cron .*"groupId":"${id}".*"cron":"(.*?)"`);
		const cron = await waitFor('the schedule', () => line.exec(n8n.printed)?.[1]);
		assert.match(cron, /^\d+ 30 1 \* \* \*$/);
	});

	test('the schedule starts it', async () => {
		await pay('0012345678', 'Carla Prueba');
		await pay('9999999999', 'Hugo Ausente');
		const workflow = read('nightly.workflow.json');
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
			[{ day: dayIn(bogota, 1), removed: 1, not_removed: 1, reasons: notFound }],
		]);
	});
});
