/** n8n's own setting Retry On Fail, which runs a node again with all its items. */

import { jsonOf } from './support/engine';
import { customers, removeRecords, type Mode } from './support/node';
import { json, refusals } from './support/simulator';
import { tryRemoveRecord } from './support/tries';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();
const items = customers(3);
const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** How many DELETEs each of the three customers got. */
const deletes = () =>
	items.map(({ id }) => simulator().calls.filter(({ body }) => body.includes(id)).length);

function refuse(index: number) {
	simulator().addCampaign({
		id: '1001',
		records: items.map(({ id }) => id).filter((_, item) => item !== index),
	});
}

test('stop mode, the third refused: what was removed is not sent again', async () => {
	refuse(2);
	const { error } = await removeRecords(items, { mode: 'stopWorkflow', node });
	expect(deletes()).toEqual([1, 1, 3]);
	expect(error?.message).toContain(`Customer ID ${items[2].id} was not removed`);
	expect(error?.description).toContain('Before this item the run removed 2 records');
});

test.each<Mode>(['continueRegularOutput', 'continueErrorOutput'])(
	'%s, the first refused: n8n tries again, what was removed comes out as it was',
	async (mode) => {
		refuse(0);
		const { outputs } = await removeRecords(items, { mode, node });
		expect(deletes()).toEqual([3, 1, 1]);
		const output = outputs('Wolkvox Campaign');
		const [success, failing] =
			mode === 'continueErrorOutput' ? output : [output[0].slice(1), output[0].slice(0, 1)];
		expect(jsonOf(success)).toEqual(
			items.slice(1).map(({ id }) => ({
				removed: true,
				campaign_id: '1001',
				customer_id: id,
				code: 202,
				msg: `customer_id ${id} has been deleted successfully`,
			})),
		);
		expect(success.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
		expect(jsonOf(failing)[0].error).toContain(`Customer ID ${items[0].id} was not removed`);
	},
);

test('a later try that works is a success', async () => {
	refuse(-1);
	simulator().fault = ({ body }) =>
		body.includes(items[2].id) && deletes()[2] < 3
			? { reply: refusals.parameterMissing }
			: undefined;
	const { error, items: output } = await removeRecords(items, { mode: 'stopWorkflow', node });
	expect(error).toBeUndefined();
	expect(deletes()).toEqual([1, 1, 3]);
	expect(jsonOf(output).map(({ customer_id }) => customer_id)).toEqual(items.map(({ id }) => id));
});

test('what was removed comes out as removed, also when a later try ends the run early', async () => {
	refuse(0);
	let tries = 0;
	simulator().fault = ({ body }) =>
		body.includes(items[0].id) && ++tries > 1 ? { reply: refusals.quotaSpent } : undefined;
	const { items: output } = await removeRecords(items, { node });
	expect(deletes()).toEqual([3, 1, 1]);
	expect(jsonOf(output)).toMatchObject([
		{ error: expect.stringContaining('the quota of calls for today is spent') },
		{ removed: true },
		{ removed: true },
	]);
});

test('the same customer in two items is two requests, on each try at most', async () => {
	simulator().addCampaign({ id: '1001', records: [items[0].id] });
	simulator().whenMissing = 'accept';
	const twice = [items[0], items[0]];
	const { items: output } = await removeRecords(twice, { node });
	expect(output.map(({ json }) => json.removed)).toEqual([true, true]);
	expect(simulator().calls).toHaveLength(2);
});

test('the second of two items for one customer is sent on each try until it is removed', async () => {
	simulator().addCampaign({ id: '1001', records: [items[0].id] });
	simulator().fault = () =>
		[2, 3].includes(simulator().calls.length) ? { reply: refusals.parameterMissing } : undefined;
	simulator().whenMissing = 'accept';
	const twice = [items[0], items[0]];
	const { error, items: output } = await removeRecords(twice, { mode: 'stopWorkflow', node });
	expect(error).toBeUndefined();
	expect(output.map(({ json }) => json.removed)).toEqual([true, true]);
	expect(simulator().calls).toHaveLength(4);
});

test('an item with several customer IDs that an earlier try removed counts with all of them', async () => {
	simulator().addCampaign({ id: '1001', records: ['1', '2', '3'] });
	const { error } = await removeRecords([{ id: '1,2,3' }, { id: '4' }], {
		mode: 'stopWorkflow',
		node,
	});
	expect(simulator().calls).toHaveLength(4);
	expect(error?.message).toContain('Customer ID 4 was not removed');
	expect(error?.description).toContain('Before this item the run removed 3 records');
});

describe('with what an earlier try removed', () => {
	const input = () => items.map((json) => ({ json }));
	const first = {
		parameters: { campaignType: 'predictive', campaignId: { __rl: true, mode: 'id', value: 1001 } },
	};

	/** What the calls of all tries asked for, in order. */
	const asked = () =>
		simulator().calls.map(({ url, body }) => `${url} ${JSON.parse(body).customer_id}`);

	beforeEach(() => {
		simulator().fault = () => ({ reply: json(202, { code: 202, error: null, msg: 'made up' }) });
	});

	test('another try of the same node on the same items sends nothing', async () => {
		const same = input();
		const output = await tryRemoveRecord(same, first);
		expect(await tryRemoveRecord(same, first)).toEqual(output);
		expect(deletes()).toEqual([1, 1, 1]);
	});

	test.each<[string, Parameters<typeof tryRemoveRecord>[1]]>([
		['Campaign Type', { parameters: { ...first.parameters, campaignType: 'preview' } }],
		['Campaign', { parameters: { campaignId: { __rl: true, mode: 'id', value: 1002 } } }],
		['Customer ID', { parameters: { ...first.parameters, customerId: '={{ $json.id + "0" }}' } }],
		['Server', { ...first, server: '0042' }],
	])('another try that asks for another %s sends everything', async (_, second) => {
		const same = input();
		await tryRemoveRecord(same, first);
		await tryRemoveRecord(same, second);
		expect(simulator().calls).toHaveLength(6);
		expect(new Set(asked()).size).toBe(6);
	});

	test.each<[string, Parameters<typeof tryRemoveRecord>[1]]>([
		['the same node, which the items reach on another way', { ...first, runIndex: 1 }],
		['another node', { ...first, node: { id: 'another', name: 'Wolkvox Campaign 1' } }],
		['the same node without Retry On Fail', { ...first, node: { retryOnFail: false } }],
	])('a run of %s sends everything', async (_, second) => {
		const same = input();
		await tryRemoveRecord(same, first);
		await tryRemoveRecord(same, second);
		expect(deletes()).toEqual([2, 2, 2]);
	});

	test('the next execution, which has the same items in another array, sends everything', async () => {
		await tryRemoveRecord(input(), first);
		await tryRemoveRecord(input(), first);
		expect(deletes()).toEqual([2, 2, 2]);
	});
});

test('without Retry On Fail a refused item is sent once', async () => {
	refuse(2);
	await removeRecords(items, { mode: 'stopWorkflow' });
	expect(deletes()).toEqual([1, 1, 1]);
});
