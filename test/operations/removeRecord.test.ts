/** What Remove Record sends, and what of it stands in its texts. */

import { jsonOf } from '../support/engine';
import { customers, removeRecords, TOKEN } from '../support/node';
import { useSimulator } from '../support/wolkvox';

const simulator = useSimulator();

test("Remove Record sends the request of Wolkvox's page, and nothing else", async () => {
	simulator().addCampaign({ id: '1001', records: ['1020304050'] });
	await removeRecords([{ id: '1020304050' }]);

	expect(simulator().calls).toHaveLength(1);
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'DELETE https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive&campaign_id=1001',
	);
	expect(body).toBe('{"customer_id":"1020304050"}');
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
			['Accept', 'application/json'],
		]),
	);
	// The rest is what HTTP needs and n8n adds to every request.
	const usual = ['host', 'connection', 'content-length', 'accept-encoding', 'user-agent'];
	const others = headers
		.map(([name]) => name.toLowerCase())
		.filter((name) => !usual.includes(name));
	expect(others.sort()).toEqual(['accept', 'content-type', 'wolkvox-token']);
});

test('values of the item reach the request as they are meant', async () => {
	simulator().addCampaign({ id: '0007', type: 'preview', records: ['007', 'Ñandú-9', '12', '34'] });
	const { items } = await removeRecords(
		[
			{ id: ' 007 ', type: ' PREVIEW ', campaign: ' 0007 ' },
			{ id: 'Ñandú-9', type: 'Preview', campaign: '0007' },
			{ id: [12, '34,12'], type: 'preview', campaign: '0007' },
		],
		{
			parameters: {
				campaignType: '={{ $json.type }}',
				campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' },
			},
		},
	);
	expect(simulator().calls.map(({ body }) => body)).toEqual([
		'{"customer_id":"007"}',
		'{"customer_id":"Ñandú-9"}',
		'{"customer_id":"12,34"}',
	]);
	expect(simulator().calls[0].url).toContain('&type_campaign=preview&campaign_id=0007');
	expect(jsonOf(items).map(({ customer_id }) => customer_id)).toEqual(['007', 'Ñandú-9', '12,34']);
});

test('a long list of IDs is cut in the words, not in the request', async () => {
	const ids = customers(12).map(({ id }) => id);
	const { items } = await removeRecords([{ id: ids.join() }]);
	expect(JSON.parse(simulator().calls[0].body).customer_id.split(',')).toEqual(ids);
	expect(items[0].json.error).toContain(
		'Customer IDs 1020304050, 1020304051, 1020304052, 1020304053, 1020304054 and 7 more were not removed',
	);
});

test('a long Customer ID is cut in the words, not in the request', async () => {
	const [fits, long] = [60, 61].map((length) => '7'.repeat(length));
	const { items } = await removeRecords([{ id: fits }, { id: long }]);
	expect(simulator().calls.map(({ body }) => JSON.parse(body).customer_id)).toEqual([fits, long]);
	expect(items.map(({ json }) => json.error)).toEqual([
		expect.stringMatching(`^Customer ID ${fits} was not removed`),
		expect.stringMatching(`^Customer ID ${fits}… was not removed`),
	]);
});
