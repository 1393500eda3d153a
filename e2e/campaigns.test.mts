/** Whole days of a campaign in a real n8n: it is made, filled, started, stopped, cleared and deleted. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';
import { exampleCredential } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';
import { N8n, type Server, type Stored } from './n8n.mjs';
import { nodeOf } from './workflow.mjs';

const { token } = exampleCredential.data;

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator);
	await n8n.importCredential(exampleCredential);
	server = await n8n.start();
	await server.setUpOwner();
});
beforeEach(() => {
	simulator.reset();
	simulator.addToken(token, { quota: 100_000 });
});
after(async () => {
	await n8n?.remove();
	await simulator?.stop();
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** A node of ours that does one thing. */
function wolkvox(
	name: string,
	resource: string,
	operation: string,
	parameters: IDataObject,
	settings: Partial<INode> = {},
): INode {
	const { id, name: account } = exampleCredential;
	return {
		...nodeOf(name, 'n8n-nodes-wolkvox.wolkvoxCampaign', 1, { resource, operation, ...parameters }),
		credentials: { wolkvoxApi: { id, name: account } },
		...settings,
	};
}

/** What gives as many customers as there are. */
function customersFrom(count: number): INode {
	const code = `return Array.from({ length: ${count} }, (_, index) => ({ json: { customer_id: String(1020304050 + index), customer_name: 'Customer ' + index, tel1: '300' + (1000000 + index) } }));`;
	return nodeOf('Customers', 'n8n-nodes-base.code', 2, { jsCode: code });
}

/** Runs nodes one behind the other, from a trigger named Start. */
async function runInLine(...nodes: INode[]): Promise<Stored> {
	const all = [nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1), ...nodes];
	const connections: IWorkflowBase['connections'] = {};
	for (const [index, { name }] of all.slice(0, -1).entries()) {
		connections[name] = { main: [[{ node: all[index + 1].name, type: 'main', index: 0 }]] };
	}
	const settings = { executionOrder: 'v1' as const };
	const workflowId = await server.addWorkflow({
		name: 'In line',
		nodes: all,
		connections,
		settings,
	});
	// A large run takes minutes on a busy machine.
	return await server.execute(workflowId, 'Start', undefined, 500);
}

/** The calls in short, with how many came one behind the other. */
function callsInShort(): string[] {
	const short: Array<{ what: string; count: number }> = [];
	for (const { method, url } of simulator.calls) {
		const what = `${method} ${new URL(url).searchParams.get('api')}`;
		const last = short.at(-1);
		if (last?.what === what) last.count++;
		else short.push({ what, count: 1 });
	}
	return short.map(({ what, count }) => `${count} ${what}`);
}

const items = (run: Stored, name: string) => run.outputs(name)?.[0] ?? [];

test('a campaign is held while 1,000 records are removed, and goes on after that', async () => {
	const ids = Array.from({ length: 1000 }, (_, index) => String(1020304050 + index));
	simulator.addCampaign({ id: '1001', records: [...ids, 'stays'] });
	const campaign = { campaignId: byId('1001') };
	let dialing: unknown;
	simulator.fault = ({ method }) => {
		if (method === 'DELETE') dialing ??= simulator.campaigns.get('1001')?.status;
		return undefined;
	};
	const run = await runInLine(
		wolkvox('Stop Campaign', 'campaign', 'stopCampaign', campaign),
		customersFrom(1000),
		wolkvox('Remove Record', 'record', 'removeRecord', {
			...campaign,
			customerId: '={{ $json.customer_id }}',
			options: { recordsPerRequest: 100 },
		}),
		wolkvox('Start Campaign', 'campaign', 'startCampaign', campaign),
	);

	assert.equal(run.status, 'success');
	assert.deepEqual(callsInShort(), ['1 PUT stop', '10 DELETE remove_record', '1 PUT start']);
	assert.equal(dialing, 'Stopped');
	assert.deepEqual(simulator.recordsOf('1001'), ['stays']);
	assert.equal(simulator.campaigns.get('1001')?.status, 'Started');
	assert.equal(items(run, 'Remove Record').filter(({ removed }) => removed === true).length, 1000);
	// Each item has its own answer, although one call was for all of them.
	const started = items(run, 'Start Campaign');
	assert.equal(started.length, 1000);
	assert.deepEqual(
		new Set(started.map((one) => [one.started, one.campaign_id].join())),
		new Set(['true,1001']),
	);
	assert.equal(simulator.mostAtOnce, 1);
});

test('a campaign is made, filled, started, stopped, cleared and deleted', async () => {
	simulator.skills.push({ skill_id: '33', skill_name: 'Collections' });
	const made = await runInLine(
		wolkvox('Create Campaign', 'campaign', 'createCampaign', {
			name: 'Morning',
			description: 'Made by a test',
			startTime: '08:00',
			endTime: '18:00',
			skillId: byId('33'),
		}),
		nodeOf('Leads', 'n8n-nodes-base.code', 2, {
			jsCode: `return [1, 2, 3].map((index) => ({ json: { id: '10203040' + index, campaign: $input.first().json.campaign_id } }));`,
		}),
		wolkvox('Add Record', 'record', 'addRecord', {
			campaignId: byId('={{ $json.campaign }}'),
			fields: {
				mappingMode: 'defineBelow',
				value: { customer_id: '={{ $json.id }}', customer_name: 'Made up', tel1: '3000000000' },
			},
		}),
		wolkvox('Start Campaign', 'campaign', 'startCampaign', {
			campaignId: byId('={{ $json.campaign_id }}'),
		}),
	);
	assert.equal(made.status, 'success');
	assert.deepEqual(callsInShort(), ['1 POST create_campaign', '1 POST add_record', '1 PUT start']);
	const [{ campaign_id: id }] = items(made, 'Create Campaign');
	assert.equal(typeof id, 'string');
	assert.deepEqual(simulator.recordsOf(String(id)), ['102030401', '102030402', '102030403']);
	assert.equal(simulator.campaigns.get(String(id))?.status, 'Started');

	// A person types the ID to confirm, which no expression can.
	const campaign = { campaignId: byId(String(id)) };
	const end = (confirmCampaignId: string) => [
		wolkvox('Stop Campaign', 'campaign', 'stopCampaign', campaign),
		wolkvox('Remove All Records', 'campaign', 'clearCampaign', {
			...campaign,
			clear: 'all',
			confirmCampaignId,
		}),
		wolkvox('Delete Campaign', 'campaign', 'deleteCampaign', { ...campaign, confirmCampaignId }),
	];
	simulator.calls.length = 0;
	const refused = await runInLine(...end('1002'));
	assert.equal(refused.status, 'error');
	assert.match(String(refused.error?.message), /^Not sent: /);
	assert.deepEqual(callsInShort(), ['1 PUT stop']);
	assert.equal(simulator.recordsOf(String(id)).length, 3);

	simulator.calls.length = 0;
	const ended = await runInLine(...end(String(id)));
	assert.equal(ended.status, 'success');
	assert.deepEqual(callsInShort(), [
		'1 PUT stop',
		'1 DELETE clear_campaign',
		'1 DELETE delete_campaign',
	]);
	assert.equal(items(ended, 'Delete Campaign')[0].deleted, true);
	assert.equal(simulator.campaigns.has(String(id)), false);
});

describe('10,000 leads from a file', { timeout: 600_000 }, () => {
	const COUNT = 10_000;
	const leads = Array.from({ length: COUNT }, (_, index) =>
		[1020304050 + index, `Customer ${index}`, 3001000000 + index, 'x'].join(),
	);
	const header = 'customer_id,customer_name,tel1,source';

	for (const recordsPerRequest of [100, 1]) {
		test(`are added each once, ${recordsPerRequest} a request`, async () => {
			const folder = join(n8n.folder, '.n8n-files');
			mkdirSync(folder, { recursive: true });
			writeFileSync(join(folder, 'leads.csv'), [header, ...leads].join('\n'));
			simulator.addCampaign({ id: '1001' });
			const run = await runInLine(
				nodeOf('File', 'n8n-nodes-base.readWriteFile', 1, {
					operation: 'read',
					fileSelector: join(folder, 'leads.csv'),
					options: {},
				}),
				nodeOf('Rows', 'n8n-nodes-base.extractFromFile', 1.1, { operation: 'csv', options: {} }),
				wolkvox('Add Record', 'record', 'addRecord', {
					campaignId: byId('1001'),
					fields: { mappingMode: 'autoMapInputData', value: null },
					options: { recordsPerRequest },
				}),
			);
			assert.equal(run.status, 'success');
			assert.deepEqual(callsInShort(), [`${COUNT / recordsPerRequest} POST add_record`]);
			assert.equal(simulator.mostAtOnce, 1);
			assert.equal(simulator.added.length, COUNT);
			assert.equal(new Set(simulator.added).size, COUNT);
			const out = items(run, 'Add Record');
			assert.equal(out.filter(({ added }) => added === true).length, COUNT);
			assert.deepEqual(
				out.map(({ customer_id: customer }) => customer),
				leads.map((line) => line.split(',')[0]),
			);
			// As it stands in the file, and without the column that Wolkvox does not know.
			const last = simulator.recordOf('1001', '1020314049');
			assert.equal(last?.customer_name, 'Customer 9999');
			assert.equal(last?.tel1, '3001009999');
			assert.equal(last && 'source' in last, false);
			const [{ hints }] = run.runData['Add Record'];
			assert.match(
				String(hints?.[0].message),
				/Left out, because Wolkvox has no such fields: source\./,
			);
		});
	}
});

test('an add whose answer is lost is not sent again, also by Retry On Fail', async () => {
	simulator.addCampaign({ id: '1001' });
	simulator.fault = () => ({ reply: 'reset', carriesOut: true });
	for (const onError of ['continueRegularOutput', 'stopWorkflow'] as const) {
		simulator.calls.length = 0;
		simulator.added.length = 0;
		const run = await runInLine(
			customersFrom(1),
			wolkvox(
				'Add Record',
				'record',
				'addRecord',
				{ campaignId: byId('1001'), fields: { mappingMode: 'autoMapInputData', value: null } },
				{ onError, retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
			),
		);
		assert.deepEqual(callsInShort(), ['1 POST add_record']);
		assert.deepEqual(simulator.added, ['1001 1020304050']);
		const [item = {}] = items(run, 'Add Record');
		const text = onError === 'stopWorkflow' ? run.error?.message : item.error;
		assert.match(
			String(text),
			/^Customer ID 1020304050 may or may not have been added to campaign 1001: /,
		);
		if (onError === 'continueRegularOutput') assert.equal(item.maybe_added, true);
	}
});
