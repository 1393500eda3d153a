/** What goes over the wire: which requests, how many, in which order, to whom. */

import { jsonOf } from './support/engine';
import { customers, removeRecords, TOKEN } from './support/node';
import { strangeReplies } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

test.each([3, 1000])('%i items are as many requests, in order, one at a time', async (count) => {
	const items = customers(count);
	simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
	simulator().fault = () => ({ delay: Math.floor(Math.random() * 4) });

	const { items: output, error } = await removeRecords(items, { mode: 'stopWorkflow' });

	expect(error).toBeUndefined();
	const { calls, mostAtOnce } = simulator();
	expect(calls.map(({ body }) => JSON.parse(body).customer_id)).toEqual(items.map(({ id }) => id));
	expect(mostAtOnce).toBe(1);
	expect(calls.every(({ start, end }, index) => end === start + 1 && start === index * 2 + 1)).toBe(
		true,
	);
	expect(simulator().recordsOf('1001')).toEqual([]);
	expect(jsonOf(output)).toEqual(
		items.map(({ id }) => ({
			removed: true,
			campaign_id: '1001',
			customer_id: id,
			code: 202,
			msg: `customer_id ${id} has been deleted successfully`,
		})),
	);
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
});

test.each(['0023', 'wv0023', ' WV0023 ', 'wv0023.wolkvox.com', 'https://wv0023.wolkvox.com/'])(
	'the server "%s" is wv0023.wolkvox.com',
	async (server) => {
		simulator().addCampaign({ id: '1001', records: ['1'] });
		const { items } = await removeRecords([{ id: '1' }], {
			credential: { server, token: ` ${TOKEN} ` },
		});
		expect(jsonOf(items)[0].removed).toBe(true);
		expect(simulator().calls[0]).toMatchObject({ host: 'wv0023.wolkvox.com', token: TOKEN });
	},
);

test('a redirect is not followed, so the token stays', async () => {
	simulator().fault = () => ({ reply: strangeReplies.redirect });
	await removeRecords([{ id: '1' }]);
	expect(simulator().calls.map(({ host }) => host)).toEqual(['wv0023.wolkvox.com']);
});

test('the timeout of the options ends a request that hangs', async () => {
	simulator().fault = () => ({ reply: 'hang' });
	const { items } = await removeRecords([{ id: '1' }], {
		parameters: { options: { timeout: 1, maxRetries: 0 } },
	});
	expect(jsonOf(items)[0].error).toBe(
		'Customer ID 1 may or may not have been removed from campaign 1001: no answer came in time',
	);
});
