/** n8n's own setting Retry On Fail, which runs a node again with all its items. */

import { jsonOf, runWorkflow } from './support/engine';
import {
	customers,
	nodeWorkflow,
	REMOVE_RECORD,
	removeRecords,
	TOKEN,
	type Mode,
} from './support/node';
import { refusals } from './support/simulator';
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

test('the same items on two ways to the node are no other try', async () => {
	refuse(-1);
	simulator().whenMissing = 'accept';
	const file = nodeWorkflow({
		operation: 'removeRecord',
		items,
		parameters: REMOVE_RECORD,
		node: { ...node, onError: 'continueRegularOutput' },
	});
	file.nodes.push({ ...file.nodes[0], id: 'x', name: 'Detour', type: 'n8n-nodes-base.noOp' });
	const toNode = file.connections.Items.main[0]?.[0];
	file.connections.Items.main[0]?.push({ node: 'Detour', type: 'main', index: 0 });
	file.connections.Detour = { main: [toNode ? [toNode] : []] };
	const { run } = await runWorkflow(file, { server: '0023', token: TOKEN });
	expect(run.data.resultData.runData['Wolkvox Campaign']).toHaveLength(2);
	expect(deletes()).toEqual([2, 2, 2]);
});

test('the next execution remembers nothing, and no token', async () => {
	refuse(-1);
	simulator().whenMissing = 'accept';
	await removeRecords(items, { node });
	await removeRecords(items, { node });
	expect(deletes()).toEqual([2, 2, 2]);
	expect(simulator().calls.every(({ token }) => token === TOKEN)).toBe(true);
});

test('without Retry On Fail a refused item is sent once', async () => {
	refuse(2);
	await removeRecords(items, { mode: 'stopWorkflow' });
	expect(deletes()).toEqual([1, 1, 1]);
});
