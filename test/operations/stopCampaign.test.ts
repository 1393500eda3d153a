/** Stop Campaign: one call for all items that ask for the same campaign. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange, type Change } from '../support/changes';
import { jsonOf } from '../support/engine';
import { formOf } from '../support/form';
import { runNode, TOKEN } from '../support/node';
import { refusals } from '../support/simulator';
import { testShared } from '../support/shared';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1001', '1002', '1003'];
const BASE = 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=stop';

const change: Change = {
	name: 'Stop Campaign',
	operation: 'stopCampaign',
	items: IDS.map((id) => ({ id })),
	parameters: { campaignId: byId('={{ $json.id }}') },
	prepare: (one) => {
		for (const id of IDS) one.addCampaign({ id, status: 'Started', records: ['1', '2'] });
	},
	isDone: (one, item) => one.campaigns.get(IDS[item])?.status === 'Stopped',
	requests: IDS.map((id) => `PUT campaign.php?api=stop&type_campaign=predictive&campaign_id=${id}`),
	done: IDS.map((id) => ({ stopped: true, campaign_id: id })),
	asked: IDS.map((id) => ({ campaign_id: id })),
	key: 'stopped',
	subjects: IDS.map((id) => `campaign ${id}`),
	participle: 'stopped',
	noun: 'campaign',
	verify: 'Look in wolkvox Manager whether the campaign is stopped.',
};

testChange(change, simulator);
testShared(change, simulator);

/** Stops the campaigns `{{ $json.id }}`. */
async function stop(ids: unknown[], parameters: IDataObject = {}, node: IDataObject = {}) {
	const ended = await runNode({
		operation: 'stopCampaign',
		items: ids.map((id) => ({ id })) as IDataObject[],
		node,
		parameters: { campaignId: byId('={{ $json.id }}'), ...parameters },
	});
	return { ...ended, output: jsonOf(ended.items) };
}

test("Stop Campaign sends the request of Wolkvox's page, without a body", async () => {
	const { items } = await stop(['1001']);
	const [{ method, url, headers, body }] = simulator().calls;
	expect([method, url, body]).toEqual([
		'PUT',
		`${BASE}&type_campaign=predictive&campaign_id=1001`,
		'',
	]);
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Accept', 'application/json'],
		]),
	);
	expect(headers.map(([name]) => name.toLowerCase())).not.toContain('content-type');
	expect(items).toEqual([
		expect.objectContaining({
			json: {
				stopped: true,
				campaign_id: '1001',
				code: 202,
				msg: 'The 1001 campaign_id has been stopped successfully',
			},
			pairedItem: { item: 0 },
		}),
	]);
});

test('Stop Campaign takes the type and the ID of the campaign as they are meant', async () => {
	simulator().addCampaign({ id: '0007', type: 'preview', status: 'Started' });
	const { output } = await stop([' 0007 '], { campaignType: '={{ " PREVIEW " }}' });
	expect(simulator().calls.map(requestOf)).toEqual([
		'PUT campaign.php?api=stop&type_campaign=preview&campaign_id=0007',
	]);
	expect(output[0]).toMatchObject({ stopped: true, campaign_id: '0007' });
	expect(simulator().campaigns.get('0007')?.status).toBe('Stopped');
});

test('Stop Campaign shares no call between campaigns of two types', async () => {
	simulator().addCampaign({ id: '1002', type: 'preview', status: 'Started' });
	const campaignType = '={{ $json.id === "1002" ? "preview" : "predictive" }}';
	await stop(['1001', '1002', '1001', '1002'], { campaignType });
	expect(simulator().calls.map(requestOf)).toEqual([
		'PUT campaign.php?api=stop&type_campaign=predictive&campaign_id=1001',
		'PUT campaign.php?api=stop&type_campaign=preview&campaign_id=1002',
	]);
});

test('Stop Campaign leaves the other campaigns and all records as they are', async () => {
	await stop(['1002']);
	expect(IDS.map((_, item) => change.isDone(simulator(), item))).toEqual([false, true, false]);
	expect(IDS.map((id) => simulator().recordsOf(id))).toEqual(IDS.map(() => ['1', '2']));
});

describe('the campaign of Stop Campaign', () => {
	test.each<[string, unknown]>([
		['nothing', ''],
		['null', null],
		['a name', 'Collections'],
		['several', '1001,1002'],
		['a list', ['1001', '1002']],
		['zero', '0'],
		['a negative number', -1],
		['a fraction', 1001.5],
		['a number that is not exact', Number('12345678901234567890')],
		['a switch', true],
	])('is refused before anything is sent when it is %s', async (_, id) => {
		const { output } = await stop([id]);
		expect(output).toEqual([
			{
				stopped: false,
				reason: 'campaignIdInvalid',
				error: 'Not sent: the Campaign is not a campaign ID',
				message: expect.stringContaining('A campaign ID has up to 18 digits'),
			},
		]);
		expect(simulator().calls).toEqual([]);
	});

	test.each(['voice', '', null, ['predictive']])(
		'is refused when an expression gives the type %p',
		async (type) => {
			const { output } = await stop(['1001'], {
				campaignType: `={{ ${JSON.stringify(type)} }}`,
			});
			expect(output[0]).toMatchObject({
				stopped: false,
				reason: 'campaignTypeInvalid',
				error: 'Not sent: the Campaign Type is neither predictive nor preview (campaign 1001)',
			});
			expect(simulator().calls).toEqual([]);
		},
	);

	test('is not stopped when it has another type', async () => {
		simulator().addCampaign({ id: '1001', type: 'preview', status: 'Started' });
		const { output } = await stop(['1001']);
		expect(output[0]).toMatchObject({ stopped: false, campaign_id: '1001' });
		expect(output[0].error).toBe(
			'Campaign 1001 was not stopped: Wolkvox says that a value is missing',
		);
	});
});

test('Stop Campaign holds a campaign with one call for a thousand records that reach it', async () => {
	const { output, items } = await stop(Array<string>(1000).fill('1001'));
	expect(simulator().calls).toHaveLength(1);
	expect(output).toHaveLength(1000);
	expect(output.every((one) => one.stopped === true)).toBe(true);
	expect(items.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(
		Array.from({ length: 1000 }, (_, item) => item),
	);
});

test('Stop Campaign says what Wolkvox answers when it refuses', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await stop(['1001']);
	expect(output[0].message).toContain(
		'Wolkvox answered: code 400, BAD REQUEST, "SOME PARAMETERS ARE REQUIRED".',
	);
	expect(JSON.stringify(output)).not.toMatch(/remov|customer/i);
});

test('the form of Stop Campaign has what it needs, and the options of what changes something', () => {
	const form = formOf({ resource: 'campaign', operation: 'stopCampaign' });
	expect(form.entry?.name).toBe('Stop Campaign');
	expect(form.fields).toEqual(['campaignType', 'campaignId', 'options']);
	expect(form.options).toEqual(['checkQuota', 'dryRun', 'maxRetries', 'timeout']);
});
