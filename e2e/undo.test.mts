/** A way back in a real n8n: records are removed with copies, and the example puts them back. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { IDataObject, INode } from 'n8n-workflow';
import { exampleCredential } from '../test/support/example';
import { strangeReplies, WolkvoxSimulator, type CampaignRecord } from '../test/support/simulator';
import { N8n, type Server, type Stored } from './n8n.mjs';
import { allowUndo, undo } from './undo.mjs';
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
	await allowUndo(server);
});
beforeEach(() => {
	simulator.reset();
	simulator.addToken(token, { quota: 100_000 });
	simulator.addCampaign({ id: '1001', records });
	simulator.addCampaign({ id: '2001', type: 'preview', records: records.slice(0, 20) });
});
after(async () => {
	await n8n?.remove();
	await simulator?.stop();
});

/** Made-up customers with phones and all. */
const records: CampaignRecord[] = Array.from({ length: 50 }, (_, index) => ({
	customer_id: `C-${index}`,
	customer_name: `Customer ${index}`,
	customer_last_name: 'Ejemplo',
	city: 'Bogotá',
	opt1: `${index * 10_000}`,
	opt12: 'a "quoted" text, with commas',
	tel1: `30000000${String(index).padStart(2, '0')}`,
	tel2: `60100000${String(index).padStart(2, '0')}`,
}));

/** A removal of all customers by one node, run to its end. */
async function remove(
	operation: 'removeRecord' | 'removeEverywhere',
	options: IDataObject,
	onError: INode['onError'] = 'continueRegularOutput',
): Promise<Stored> {
	const { id, name } = exampleCredential;
	const campaignId = { __rl: true, mode: 'id', value: '1001' };
	const workflowId = await server.addWorkflow({
		name: operation,
		nodes: [
			nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1),
			{
				...nodeOf('Remove', 'n8n-nodes-wolkvox.wolkvoxCampaign', 1, {
					operation,
					...(operation === 'removeRecord' && { campaignId }),
					customerId: '={{ $json.customer_id }}',
					options: { keepCopy: true, maxRetries: 0, ...options },
				}),
				credentials: { wolkvoxApi: { id, name } },
				onError,
			},
		],
		connections: { Start: { main: [[{ node: 'Remove', type: 'main', index: 0 }]] } },
		pinData: { Start: records.map(({ customer_id }) => ({ json: { customer_id } })) },
	});
	return await server.execute(workflowId, 'Start', undefined, 120);
}

const numberOf = (ended: Stored, node: string) => ended.outputs(node)?.[0]?.length ?? 0;
/** The records of a campaign, without the fields that nobody gave. */
const recordsIn = (campaignId: string) =>
	[...(simulator.campaigns.get(campaignId)?.records.values() ?? [])]
		.map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value)))
		.sort((one, other) => (one.tel1 < other.tel1 ? -1 : 1));
const callsOf = (api: string) => simulator.calls.filter(({ url }) => url.includes(`api=${api}`));

describe('undo.workflow.json', { timeout: 600_000 }, () => {
	for (const [what, recordsPerRequest, reads] of [
		['one by one', 1, 50],
		['ten a request', 10, 1],
	] as const) {
		test(`50 records that were removed ${what} are there again, phones and all`, async () => {
			const removal = await remove('removeRecord', { recordsPerRequest });
			assert.equal(callsOf('find_record').length + callsOf('campaign_15').length, reads);
			assert.deepEqual(simulator.recordsOf('1001'), []);

			const dry = await undo(server, removal.id, true);
			assert.equal(numberOf(dry, 'There'), 50);
			assert.deepEqual(simulator.recordsOf('1001'), []);

			const ended = await undo(server, removal.id);
			assert.equal(numberOf(ended, 'There'), 50);
			assert.equal(numberOf(ended, 'To Look At'), 0);
			assert.deepEqual(recordsIn('1001'), records);

			await undo(server, removal.id);
			assert.equal(simulator.added.length, 50, 'a second run adds nobody');
		});
	}

	test('what was removed from all campaigns is in each of them again', async () => {
		const removal = await remove('removeEverywhere', {});
		assert.equal(removal.outputs('Remove')?.[0].length, 70);
		assert.deepEqual(simulator.recordsOf('1001').concat(simulator.recordsOf('2001')), []);
		const ended = await undo(server, removal.id);
		assert.equal(numberOf(ended, 'There'), 70);
		assert.deepEqual(recordsIn('1001'), records);
		assert.deepEqual(recordsIn('2001'), records.slice(0, 20));
	});

	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
		test(`nothing is removed without its copy where an answer got lost (${onError})`, async () => {
			let removals = 0;
			simulator.fault = ({ method }) =>
				method === 'DELETE' && ++removals === 8
					? { reply: strangeReplies.webPage, carriesOut: true }
					: undefined;
			const removal = await remove('removeRecord', {}, onError);
			assert.equal(simulator.recordsOf('1001').length, onError === 'stopWorkflow' ? 42 : 0);
			const ended = await undo(server, removal.id);
			assert.equal(numberOf(ended, 'There'), onError === 'stopWorkflow' ? 8 : 50);
			assert.deepEqual(recordsIn('1001'), records);
		});
	}

	test('a record whose removal nobody knows of is looked up, and the item says what became of it', async () => {
		let removals = 0;
		// Of the first removal only the answer is lost, of the second the removal as well.
		simulator.fault = ({ method }) => {
			if (method !== 'DELETE' || ++removals > 2) return undefined;
			return { reply: strangeReplies.webPage, carriesOut: removals === 1 };
		};
		const removal = await remove('removeRecord', { lookUpUnknown: true });
		const items = removal.outputs('Remove')?.[0] ?? [];
		assert.deepEqual([...new Set(items.map(({ removed }) => removed))], [true]);
		assert.deepEqual(
			items.map(({ looked_up: lookedUp }) => lookedUp),
			[true, ...Array(49).fill(undefined)],
		);
		assert.deepEqual(simulator.recordsOf('1001'), []);
		const [{ hints }] = removal.runData.Remove;
		assert.match(
			String(hints?.[0].message),
			/ 2 of them to look up what became of records\. 1 item settled by a look-up\.$/,
		);
	});
});
