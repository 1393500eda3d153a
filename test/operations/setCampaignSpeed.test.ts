/** Set Campaign Speed: how fast a campaign dials. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange, type Change } from '../support/changes';
import { jsonOf } from '../support/engine';
import { formOf } from '../support/form';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { refusals } from '../support/simulator';
import { testShared } from '../support/shared';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1001', '1002', '1003'];
const SPEEDS = [75, 0, 100];
const PARAMETERS = { campaignId: byId('={{ $json.id }}'), speed: '={{ $json.speed }}' };

const change: Change = {
	name: 'Set Campaign Speed',
	operation: 'setCampaignSpeed',
	items: IDS.map((id, item) => ({ id, speed: SPEEDS[item] })),
	parameters: PARAMETERS,
	prepare: (one) => {
		for (const id of IDS) one.addCampaign({ id, speed: '40' });
	},
	isDone: (one, item) => one.campaigns.get(IDS[item])?.speed === String(SPEEDS[item]),
	requests: IDS.map(
		(id, item) =>
			`PUT campaign.php?api=speed&type_campaign=predictive&campaign_id=${id} {"speed":"${SPEEDS[item]}"}`,
	),
	done: IDS.map((id, item) => ({ speed: SPEEDS[item], campaign_id: id })),
	asked: IDS.map((id) => ({ campaign_id: id })),
	key: 'set',
	subjects: IDS.map((id) => `the speed of campaign ${id}`),
	participle: 'set',
	noun: 'campaign',
	verify: 'Look in wolkvox Manager at the speed of the campaign, or run this item again.',
};

testChange(change, simulator);
testShared(change, simulator);

/** Sets speeds of campaign 1001, unless an item has the ID of another one. */
async function set(
	speeds: unknown[],
	{ mode, ...parameters }: IDataObject & { mode?: Mode } = {},
	ids: string[] = [],
) {
	const ended = await runNode({
		operation: 'setCampaignSpeed',
		items: speeds.map((speed, item) => ({ id: ids[item] ?? '1001', speed })) as IDataObject[],
		mode,
		parameters: { ...PARAMETERS, ...parameters },
	});
	return { ...ended, output: jsonOf(ended.items) };
}

const bodies = () => simulator().calls.map(({ body }) => body);
const speedOf = (id: string) => simulator().campaigns.get(id)?.speed;

test("Set Campaign Speed sends the request of Wolkvox's page: the number as text", async () => {
	const { items } = await set([75]);
	const [{ method, url, headers, body }] = simulator().calls;
	expect([method, url, body]).toEqual([
		'PUT',
		'https://wv0023.wolkvox.com/api/v2/campaign.php?api=speed&type_campaign=predictive&campaign_id=1001',
		'{"speed":"75"}',
	]);
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
			['Accept', 'application/json'],
		]),
	);
	expect(items).toEqual([
		expect.objectContaining({
			json: {
				speed: 75,
				campaign_id: '1001',
				code: 202,
				msg: 'The speed of 1001 campaign_id has been updated successfully',
			},
			pairedItem: { item: 0 },
		}),
	]);
});

test('Set Campaign Speed takes the type and the ID of the campaign as they are meant', async () => {
	simulator().addCampaign({ id: '0007', type: 'preview' });
	const { output } = await set([5], { campaignType: '={{ " PREVIEW " }}' }, [' 0007 ']);
	expect(simulator().calls.map(requestOf)).toEqual([
		'PUT campaign.php?api=speed&type_campaign=preview&campaign_id=0007 {"speed":"5"}',
	]);
	expect(output[0]).toMatchObject({ speed: 5, campaign_id: '0007' });
});

describe('the speed', () => {
	test.each<[unknown, number]>([
		[0, 0],
		[1, 1],
		[99, 99],
		[100, 100],
		['75', 75],
		[' 75 ', 75],
		['075', 75],
		['75.0', 75],
	])('is a whole number from 0 to 100, also as text: %p', async (speed, expected) => {
		const { output } = await set([speed]);
		expect(bodies()).toEqual([`{"speed":"${expected}"}`]);
		expect(output[0]).toMatchObject({ speed: expected, code: 202 });
		expect(speedOf('1001')).toBe(String(expected));
	});

	test('is 50 in a node that was not touched', async () => {
		const ended = await runNode({
			operation: 'setCampaignSpeed',
			items: [{}],
			parameters: { campaignId: byId('1001') },
		});
		expect(bodies()).toEqual(['{"speed":"50"}']);
		expect(jsonOf(ended.items)[0].speed).toBe(50);
	});

	test.each<[string, unknown]>([
		['below 0', -1],
		['above 100', 101],
		['above 100 as text', '101'],
		['no whole number', 0.5],
		['no whole number as text', '99.9'],
		['a number with a comma', '50,5'],
		['a number with a percent sign', '50%'],
		['nothing', ''],
		['blanks', '  '],
		['null', null],
		['a field that is not there', undefined],
		['a word', 'fast'],
		['a word for nothing', 'undefined'],
		['a switch', true],
		['a list', [50]],
		['an object', { speed: 50 }],
		['the text of an expression', '{{ $json.speed }}'],
	])('is refused before anything is sent when it is %s', async (_, speed) => {
		const { output } = await set([speed]);
		expect(simulator().calls).toEqual([]);
		expect(output).toEqual([
			{
				set: false,
				campaign_id: '1001',
				reason: 'speedInvalid',
				error: 'Not sent: Speed is not a whole number from 0 to 100 (the speed of campaign 1001)',
				message: 'Give a whole number; 100 dials fastest.',
			},
		]);
		expect(speedOf('1001')).toBe('40');
	});

	test.each(['={{ NaN }}', '={{ Infinity }}', '={{ 100.0000001 }}', '={{ 1/0 }} '])(
		'is refused when the expression %s gives it',
		async (speed) => {
			const { output } = await set([1], { speed });
			expect(output[0].reason).toBe('speedInvalid');
			expect(simulator().calls).toEqual([]);
		},
	);

	test.each(MODES)('is refused for the item that has it only (%s)', async (mode) => {
		const { output, error } = await set([10, 200, 30], { mode }, IDS);
		const text = 'Not sent: Speed is not a whole number from 0 to 100 (the speed of campaign 1002)';
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(text);
			expect(error?.context.itemIndex).toBe(1);
			expect(error?.description).toContain('Nothing was sent, so nothing was set.');
			expect(IDS.map(speedOf)).toEqual(['40', '40', '40']);
			return;
		}
		expect(output.filter((one) => one.error === text)).toHaveLength(1);
		expect(IDS.map(speedOf)).toEqual(['10', '40', '30']);
	});
});

describe('several speeds of one campaign', () => {
	test.each(MODES)('are all sent in order, so that the last one counts (%s)', async (mode) => {
		const { output, items } = await set([50, 75, 50], { mode });
		expect(bodies()).toEqual(['{"speed":"50"}', '{"speed":"75"}', '{"speed":"50"}']);
		expect(speedOf('1001')).toBe('50');
		expect(output.map(({ speed }) => speed)).toEqual([50, 75, 50]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	});

	test('share a call where neighbors set the same', async () => {
		const { output } = await set([50, '50', 75, 75, ' 50']);
		expect(bodies()).toEqual(['{"speed":"50"}', '{"speed":"75"}', '{"speed":"50"}']);
		expect(speedOf('1001')).toBe('50');
		expect(output.map(({ speed }) => speed)).toEqual([50, 50, 75, 75, 50]);
	});

	test('share a call across items for other campaigns', async () => {
		await set([50, 75, 50, 75], {}, ['1001', '1002', '1001', '1002']);
		expect(simulator().calls.map(requestOf)).toEqual([
			'PUT campaign.php?api=speed&type_campaign=predictive&campaign_id=1001 {"speed":"50"}',
			'PUT campaign.php?api=speed&type_campaign=predictive&campaign_id=1002 {"speed":"75"}',
		]);
		expect([speedOf('1001'), speedOf('1002')]).toEqual(['50', '75']);
	});

	test('that an unusable item stands between share a call', async () => {
		const { output } = await set([50, 'fast', 50]);
		expect(bodies()).toEqual(['{"speed":"50"}']);
		expect(output.map(({ speed, reason }) => speed ?? reason)).toEqual([50, 'speedInvalid', 50]);
	});

	test('count as calls in a dry run', async () => {
		const { run } = await set([50, 75, 50, 50], { options: { dryRun: true } });
		const { hints } = run.data.resultData.runData['Wolkvox Campaign'][0];
		expect(hints?.[0]?.message).toBe('Dry run: 4 of 4 items can be sent: 1 campaign, 3 calls.');
		expect(speedOf('1001')).toBe('40');
	});

	test.each(MODES)('leave the last one done by Retry On Fail (%s)', async (mode) => {
		// What was done behind one that failed would not count any more once that one is sent again.
		let left = 2;
		simulator().fault = ({ body }) =>
			body === '{"speed":"75"}' && left-- > 0 ? { reply: refusals.parameterMissing } : undefined;
		const ended = await runNode({
			operation: 'setCampaignSpeed',
			items: [75, 50].map((speed) => ({ id: '1001', speed })),
			mode,
			parameters: PARAMETERS,
			node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect(ended.error).toBeUndefined();
		expect(jsonOf(ended.items).map(({ speed }) => speed)).toEqual([75, 50]);
		expect(speedOf('1001')).toBe('50');
	});
});

test('Set Campaign Speed says what Wolkvox answers when it refuses', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await set([50]);
	expect(output[0].error).toBe(
		'The speed of campaign 1001 was not set: Wolkvox says that a value is missing',
	);
	expect(output[0].message).toContain(
		'Wolkvox answered: code 400, BAD REQUEST, "SOME PARAMETERS ARE REQUIRED".',
	);
	expect(JSON.stringify(output)).not.toMatch(/remov|customer/i);
});

test('the form of Set Campaign Speed has what it needs, and the options of what changes something', () => {
	const form = formOf({ resource: 'campaign', operation: 'setCampaignSpeed' });
	expect(form.entry?.name).toBe('Set Campaign Speed');
	expect(form.fields).toEqual(['campaignType', 'campaignId', 'speed', 'options']);
	expect(form.options).toEqual(['checkQuota', 'dryRun', 'maxRetries', 'timeout']);
	expect(form.field('speed')).toMatchObject({
		type: 'number',
		default: 50,
		typeOptions: { minValue: 0, maxValue: 100 },
	});
});
