/** The node as it would be published, in a real n8n, against the simulator. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { IDataObject, INode } from 'n8n-workflow';
import type { WorkflowFile } from '../test/support/engine';
import { exampleCredential, fillIn, prepareExample, readExample } from '../test/support/example';
import { json, strangeReplies, WolkvoxSimulator, type Fault } from '../test/support/simulator';
import { N8n, type Execution, type Server } from './n8n.mjs';
import { removeWorkflow } from './workflow.mjs';

const { token } = exampleCredential.data;

let simulator: WolkvoxSimulator;
let n8n: N8n;
let workflows = 0;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	// All that n8n can be made to say, for the test of what it must not say.
	n8n = await N8n.create(simulator, { N8N_LOG_LEVEL: 'debug' });
	await n8n.importCredential(exampleCredential);
});
beforeEach(() => {
	simulator.reset();
	simulator.addToken(token);
});
after(async () => {
	await n8n?.remove();
	await simulator?.stop();
});

/** Runs the node on customers with these IDs; each has a name, too. */
async function remove(
	onError: INode['onError'],
	ids: string[],
	parameters?: IDataObject,
): Promise<Execution> {
	const customers = ids.map((one, index) => ({ id: one, name: `Customer ${index}` }));
	return await execute(customers, { onError }, parameters);
}

async function execute(
	customers: IDataObject[],
	node: Partial<INode>,
	parameters?: IDataObject,
): Promise<Execution> {
	const id = `RemoveRecord${String(++workflows).padStart(4, '0')}`;
	await n8n.importWorkflow(removeWorkflow(id, customers, node, parameters));
	return await n8n.execute(id);
}

/** The JSON of what a node put out, by output. */
function jsonOf(execution: Execution, nodeName: string): IDataObject[][] {
	return execution.outputs(nodeName).map((items) => items.map((item) => item.json));
}

/** What goes wrong, by customer ID. Every other answer takes a moment, so that calls can overlap. */
function faults(byId: Record<string, Fault>): void {
	simulator.fault = ({ body }) => byId[JSON.parse(body).customer_id] ?? { delay: 20 };
}

function sentIds(): string[] {
	return simulator.calls.map(({ body }) => JSON.parse(body).customer_id);
}

function success(customerId: string): IDataObject {
	return {
		removed: true,
		campaign_id: '1001',
		customer_id: customerId,
		code: 202,
		msg: `customer_id ${customerId} has been deleted successfully`,
	};
}

describe('some of several items fail', { timeout: 120_000 }, () => {
	// The second has no customer ID, the third is in no campaign, the fourth is refused in HTTP 200.
	const ids = ['1020304050', '', '1020304051', '1020304052', 'CC-88-77-66'];
	const sent = ids.filter((id) => id !== '');
	const empty = 'Not sent: the Customer ID is empty (campaign 1001)';
	const notFound =
		'Customer ID 1020304051 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already';
	const refused =
		'Customer ID 1020304052 was not removed from campaign 1001: Wolkvox did not allow the request';
	const locked = { code: 403, error: 'FORBIDDEN', msg: 'THIS RECORD IS LOCKED' };

	beforeEach(() => {
		simulator.addCampaign({ id: '1001', records: ['1020304050', '1020304052', 'CC-88-77-66'] });
		faults({ '1020304052': { reply: json(200, locked) } });
	});

	test('"continue (using error output)" parts them, and both branches find their customers', async () => {
		const run = await remove('continueErrorOutput', ids);

		assert.equal(run.exitCode, 0);
		const [removed, notRemoved] = jsonOf(run, 'Wolkvox Campaign');
		assert.deepEqual(removed, [success('1020304050'), success('CC-88-77-66')]);
		// n8n puts the fields of the input item before those of the failing one.
		assert.deepEqual(
			notRemoved.map((item) => Object.keys(item)),
			Array(3).fill(['id', 'name', 'error', 'message']),
		);
		assert.deepEqual(
			notRemoved.map(({ id, error }) => [id, error]),
			[
				['', empty],
				['1020304051', notFound],
				['1020304052', refused],
			],
		);
		assert.match(String(notRemoved[2].message), /code 403, FORBIDDEN, "THIS RECORD IS LOCKED"/);

		const from = (nodeName: string) =>
			jsonOf(run, nodeName)[0].map((item) => (item.from as IDataObject).name);
		assert.deepEqual(from('Removed'), ['Customer 0', 'Customer 4']);
		assert.deepEqual(from('Not Removed'), ['Customer 1', 'Customer 2', 'Customer 3']);
		assert.deepEqual(sentIds(), sent);
		assert.equal(simulator.mostAtOnce, 1);
		assert.deepEqual(simulator.recordsOf('1001'), ['1020304052']);
	});

	test('"continue" keeps them in the order of the input', async () => {
		const run = await remove('continueRegularOutput', ids);

		assert.equal(run.exitCode, 0);
		const [items] = jsonOf(run, 'Wolkvox Campaign');
		assert.deepEqual(
			items.map((item) => (item.removed ? item : item.error)),
			[success('1020304050'), empty, notFound, refused, success('CC-88-77-66')],
		);
		for (const item of items.slice(1, 4)) {
			assert.deepEqual([item.removed, typeof item.reason], [false, 'string']);
		}
		assert.deepEqual(
			jsonOf(run, 'Removed')[0].map((item) => (item.from as IDataObject).id),
			ids,
		);
		assert.deepEqual(sentIds(), sent);
		assert.equal(simulator.mostAtOnce, 1);
	});

	test('"stop workflow" sends nothing while an item has no customer ID', async () => {
		const run = await remove('stopWorkflow', ids);

		assert.equal(run.exitCode, 1);
		assert.equal(run.error?.message, empty);
		assert.match(String(run.error?.description), /^Map the field .* nothing was removed\.$/);
		assert.deepEqual(run.error?.context, { itemIndex: 1 });
		assert.deepEqual(simulator.calls, []);
	});

	for (const [id, message] of [
		['1020304051', notFound],
		['1020304052', refused],
	]) {
		test(`"stop workflow" stops at customer ID ${id}, and says what it has removed`, async () => {
			const run = await remove('stopWorkflow', ['1020304050', 'CC-88-77-66', id, '1020304053']);

			assert.equal(run.exitCode, 1);
			assert.equal(run.error?.message, message);
			assert.match(String(run.error?.description), /Before this item the run removed 2 records/);
			assert.deepEqual(run.error?.context, { itemIndex: 2 });
			assert.deepEqual(sentIds(), ['1020304050', 'CC-88-77-66', id]);
			assert.equal(simulator.mostAtOnce, 1);
			assert.deepEqual(simulator.recordsOf('1001'), ['1020304052']);
			assert.deepEqual(jsonOf(run, 'Removed'), []);
		});
	}
});

describe('the options that look before the leap', { timeout: 120_000 }, () => {
	const ids = ['1020304050', '', '1020304051,1020304052'];
	const unsent = ['1020304050', '1020304051', '1020304052'];
	beforeEach(() => simulator.addCampaign({ id: '1001', records: unsent }));

	test('a dry run sends nothing, and says what would be sent', async () => {
		const run = await remove('continueRegularOutput', ids, { options: { dryRun: true } });

		assert.equal(run.exitCode, 0);
		const [items] = jsonOf(run, 'Wolkvox Campaign');
		assert.deepEqual(
			[items[0], items[2]],
			[
				{ removed: false, dry_run: true, campaign_id: '1001', customer_id: '1020304050' },
				{
					removed: false,
					dry_run: true,
					campaign_id: '1001',
					customer_id: '1020304051,1020304052',
				},
			],
		);
		assert.equal(items[1].error, 'Not sent: the Customer ID is empty (campaign 1001)');
		assert.match(
			String(run.hints('Wolkvox Campaign')[0]?.message),
			/^Dry run: 2 of 3 items can be sent: 3 records, 2 calls\./,
		);
		assert.deepEqual(simulator.calls, []);
		assert.deepEqual(simulator.recordsOf('1001'), unsent);
	});

	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
		test(`more records than Max Records are not sent ("${onError}")`, async () => {
			const run = await remove(onError, [ids[0], ids[2]], { options: { maxRecords: 2 } });

			const text =
				'Not sent: this run is for 3 records, and Max Records is 2 (customer ID 1020304050 in campaign 1001)';
			const first = onError === 'stopWorkflow' ? undefined : jsonOf(run, 'Wolkvox Campaign');
			assert.equal(first ? first.flat()[0].error : run.error?.message, text);
			assert.deepEqual(simulator.calls, []);
		});
	}

	test('a run that needs more calls than are left sends only the question', async () => {
		simulator.addToken(token, { quota: 2 });
		const run = await remove('continueRegularOutput', [ids[0], ids[2]], {
			options: { checkQuota: true },
		});
		const [items] = jsonOf(run, 'Wolkvox Campaign');
		assert.match(String(items[0].error), /^Not sent: this run needs 2 calls, and 1 is left today /);
		assert.deepEqual(
			simulator.calls.map(({ method, url }) => `${method} ${new URL(url).search}`),
			['GET ?api=token_info'],
		);

		simulator.calls.length = 0;
		simulator.addToken(token, { quota: 3 });
		await remove('continueRegularOutput', [ids[0], ids[2]], { options: { checkQuota: true } });
		assert.equal(simulator.calls.length, 3);
		assert.deepEqual(simulator.recordsOf('1001'), []);
	});
});

// The engine of a real n8n runs in a sandbox, which hands out copies (N8N_EXPRESSION_ENGINE).
test(
	'a field that the node reads in the item is what n8n reads there',
	{ timeout: 120_000 },
	async () => {
		const id = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.jsonValue());
		const customer = fc.record({ id, other: fc.record({ 'the id': id }) }, { requiredKeys: [] });
		const customers = fc.sample(customer, { seed: 1, numRuns: 500 }) as unknown as IDataObject[];
		for (const path of ['$json.id', '$json["other"]["the id"]']) {
			const read = async (customerId: string) => {
				const parameters = { customerId, options: { dryRun: true } };
				const done = await execute(customers, { onError: 'continueRegularOutput' }, parameters);
				return jsonOf(done, 'Wolkvox Campaign')[0];
			};
			const inItem = await read(`={{ ${path} }}`);
			assert.equal(inItem.length, 500);
			assert.deepEqual(inItem, await read(`={{ (${path}) }}`));
		}
	},
);

test('a refused token ends the requests, not the items', { timeout: 60_000 }, async () => {
	simulator.addCampaign({ id: '1001', records: ['1', '2', '3', '4'] });
	faults({ '2': { reply: strangeReplies.errorIn200 } });
	const run = await remove('continueErrorOutput', ['1', '2', '3', '4']);

	const [removed, notRemoved] = jsonOf(run, 'Wolkvox Campaign');
	assert.deepEqual(removed, [success('1')]);
	assert.deepEqual(
		notRemoved.map(({ error }) => error),
		[
			'Customer ID 2 was not removed from campaign 1001: Wolkvox did not accept the token',
			'Not sent: customer ID 3 in campaign 1001, because Wolkvox did not accept the token',
			'Not sent: customer ID 4 in campaign 1001, because Wolkvox did not accept the token',
		],
	);
	assert.deepEqual(sentIds(), ['1', '2']);
	assert.deepEqual(simulator.recordsOf('1001'), ['2', '3', '4']);
});

test("the request on the wire is the one of Wolkvox's page", { timeout: 60_000 }, async () => {
	simulator.addCampaign({ id: '77', type: 'preview', records: ['0012', 'Ñ-9'] });
	const run = await remove('stopWorkflow', [' 0012 , Ñ-9'], {
		campaignType: 'preview',
		campaignId: { __rl: true, mode: 'id', value: '77' },
	});

	assert.equal(run.exitCode, 0);
	assert.equal(simulator.calls.length, 1);
	const [{ method, url, headers, body }] = simulator.calls;
	assert.equal(method, 'DELETE');
	assert.equal(
		url,
		'https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=preview&campaign_id=77',
	);
	assert.equal(body, '{"customer_id":"0012,Ñ-9"}');
	// What HTTP needs, and n8n adds to every request.
	const usual = ['host', 'connection', 'content-length', 'accept-encoding', 'user-agent'];
	assert.deepEqual(
		headers
			.map(([name, value]) => [name.toLowerCase(), value])
			.filter(([name]) => !usual.includes(name))
			.sort(),
		[
			['accept', 'application/json'],
			['content-type', 'application/json'],
			['wolkvox-token', token],
		],
	);
});

test('50 items are 50 requests, one at a time', { timeout: 60_000 }, async () => {
	const ids = Array.from({ length: 50 }, (_, index) => String(1020304050 + index));
	simulator.addCampaign({ id: '1001', records: ids });
	faults({});
	const run = await remove('continueErrorOutput', ids);

	assert.deepEqual(jsonOf(run, 'Wolkvox Campaign'), [ids.map(success), []]);
	assert.deepEqual(sentIds(), ids);
	assert.equal(simulator.mostAtOnce, 1);
	assert.deepEqual(simulator.recordsOf('1001'), []);
});

test(
	'250 items are 3 requests, and 9 more to find the one that is refused',
	{ timeout: 60_000 },
	async () => {
		const ids = Array.from({ length: 250 }, (_, index) => String(1020304050 + index));
		simulator.addCampaign({ id: '1001', records: ids.filter((_, index) => index !== 100) });

		const run = await remove('continueErrorOutput', ids, { options: { recordsPerRequest: 100 } });

		assert.equal(run.exitCode, 0);
		const [removed, notRemoved] = jsonOf(run, 'Wolkvox Campaign');
		assert.deepEqual(
			removed.map((item) => item.customer_id),
			ids.filter((_, index) => index !== 100),
		);
		assert.deepEqual(
			[0, 99, 100, 101, 160, 161, 248].map((index) => removed[index].request_records),
			[100, 100, 1, 60, 60, 88, 88],
		);
		assert.deepEqual(
			notRemoved.map(({ id, error }) => [id, error]),
			[
				[
					ids[100],
					`Customer ID ${ids[100]} may already have been removed from campaign 1001 by an earlier attempt: Wolkvox found no such record or campaign; it may be gone already`,
				],
			],
		);
		assert.equal(simulator.calls.length, 12);
		assert.equal(simulator.mostAtOnce, 1);
		assert.deepEqual(simulator.recordsOf('1001'), []);
	},
);

test('the example remove-records.workflow.json runs', { timeout: 60_000 }, async () => {
	const workflow = fillIn(readExample<WorkflowFile & { id: string }>('remove-records'));
	prepareExample(simulator);
	await n8n.importWorkflow(workflow);
	const run = await n8n.execute(workflow.id);

	assert.equal(run.exitCode, 0);
	assert.deepEqual(
		jsonOf(run, 'Removed')[0].map((item) => item.customer_id),
		[
			...['EXAMPLE-01', 'EXAMPLE-02', 'EXAMPLE-03', 'EXAMPLE-04'],
			...['EXAMPLE-05,EXAMPLE-06', 'EXAMPLE-10', 'EXAMPLE-11'],
		],
	);
	assert.deepEqual(
		jsonOf(run, 'Not Removed')[0].map((item) => item.name),
		['Elena Vacia', 'Hugo Ausente', 'Ines Numero', 'Juan Pagina', 'Karen Corte'],
	);
	assert.equal(simulator.mostAtOnce, 1);
});

describe('the server', { timeout: 120_000 }, () => {
	let server: Server;
	before(async () => {
		server = await n8n.start();
		await server.setUpOwner();
	});
	after(async () => await server?.stop());

	test('n8n has the node with its category, its icons and its tool for agents', async () => {
		const all = await server.file('types/nodes.json');
		const node = (name: string) =>
			(JSON.parse(all) as Array<IDataObject & { iconUrl: Record<string, string> }>).find(
				(type) => type.name === `n8n-nodes-wolkvox.${name}`,
			);
		const type = node('wolkvoxCampaign');
		assert.deepEqual((type?.codex as IDataObject)?.categories, ['Communication']);
		for (const theme of ['light', 'dark']) {
			assert.match(await server.file(String(type?.iconUrl[theme])), /<svg/);
		}
		assert.ok(node('wolkvoxCampaignTool'));
	});

	/** Presses the test button of a saved credential. */
	async function testCredential(data: object): Promise<{ status: string; message: string }> {
		const credential = { name: 'Wolkvox account', type: 'wolkvoxApi', data };
		const { id } = await server.request<{ id: string }>('POST', 'credentials', credential);
		return await server.request('POST', 'credentials/test', { credentials: { id, ...credential } });
	}

	test('the credential test accepts a good token, with one request that removes nothing', async () => {
		assert.deepEqual(await testCredential(exampleCredential.data), {
			status: 'OK',
			message: 'Wolkvox accepted the token',
		});
		assert.deepEqual(
			simulator.calls.map(({ method, url }) => `${method} ${url}`),
			['GET https://wv0023.wolkvox.com/api/v2/information.php?api=token_info'],
		);
		assert.equal(simulator.calls[0].token, token);
	});

	test('the credential test says why a token is refused', async () => {
		const { status, message } = await testCredential({ server: '0023', token: `${token}-else` });
		assert.equal(status, 'Error');
		assert.match(
			message,
			/^Wolkvox did not accept the token\. Check that Server belongs to this Wolkvox account /,
		);
		assert.match(message, /code 403, FORBIDDEN, "PLEASE VALIDATE TOKEN"/);
	});

	test('the credential test does not follow a redirect', async () => {
		simulator.fault = () => ({ reply: strangeReplies.redirect });
		const { status, message } = await testCredential(exampleCredential.data);
		assert.equal(status, 'Error');
		assert.match(
			message,
			/^The answer was a redirect to another address, which was not followed\./,
		);
		assert.deepEqual(
			simulator.calls.map(({ host }) => host),
			['wv0023.wolkvox.com'],
		);
	});
});

describe('the token', { timeout: 120_000 }, () => {
	// A refused token is the last: nothing is sent after it.
	const ids = ['echoed', 'reset', 'closed', 'late', 'page', 'moved', 'refused'];
	const options = { timeout: 1, maxRetries: 0 };
	const echo = { code: 400, error: `no ${token}`, msg: `the token ${token} is not the one` };

	beforeEach(() => {
		faults({
			echoed: { reply: json(400, echo) },
			reset: { reply: 'reset' },
			closed: { reply: 'close' },
			late: { reply: 'hang' },
			page: { reply: strangeReplies.gatewayPage },
			moved: { reply: strangeReplies.redirect },
			refused: { reply: strangeReplies.errorIn200 },
		});
	});

	test('goes to Wolkvox alone, whatever goes wrong', async () => {
		const run = await remove('continueErrorOutput', ids, { options });
		assert.deepEqual(sentIds(), ids);
		assert.deepEqual(
			jsonOf(run, 'Wolkvox Campaign').map((items) => items.length),
			[0, ids.length],
		);
		for (const id of ['echoed', 'reset', 'late']) {
			assert.equal((await remove('stopWorkflow', [id], { options })).exitCode, 1);
		}
		assert.ok(simulator.calls.every((call) => call.token === token));
		assert.deepEqual([...new Set(simulator.calls.map(({ host }) => host))], ['wv0023.wolkvox.com']);
	});

	// Comes last: it looks at what all the tests above left behind.
	test('is in no output, no log and no file of n8n', () => {
		const stored = contents(join(n8n.folder, '.n8n'));
		// Both hold what was removed: the outputs, logs and stored executions are there.
		for (const text of [n8n.printed, stored]) {
			assert.ok(text.includes('customer_id CC-88-77-66 has been deleted successfully'));
			assert.ok(text.includes('the token [token] is not the one'));
			// A part would be too much.
			assert.ok(!text.includes(token.slice(0, 24)));
		}
	});
});

/** All that stands in the files of a folder, the installed package left out. */
function contents(folder: string): string {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
		.join('\n');
}
