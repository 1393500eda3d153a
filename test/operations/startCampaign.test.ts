/** Start Campaign: one call for all items that ask for the same campaign. */

import type { IDataObject } from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { byId, requestOf, testChange, type Change } from '../support/changes';
import { jsonOf, types } from '../support/engine';
import { formOf } from '../support/form';
import { MODES, runNode, TOKEN } from '../support/node';
import { refusals } from '../support/simulator';
import { testShared } from '../support/shared';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1001', '1002', '1003'];
const BASE = 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=start';

const change: Change = {
	name: 'Start Campaign',
	operation: 'startCampaign',
	items: IDS.map((id) => ({ id })),
	parameters: { campaignId: byId('={{ $json.id }}') },
	prepare: (one) => {
		for (const id of IDS) one.addCampaign({ id, status: 'Stopped', records: ['1', '2'] });
	},
	isDone: (one, item) => one.campaigns.get(IDS[item])?.status === 'Started',
	requests: IDS.map(
		(id) => `PUT campaign.php?api=start&type_campaign=predictive&campaign_id=${id}`,
	),
	done: IDS.map((id) => ({ started: true, campaign_id: id })),
	asked: IDS.map((id) => ({ campaign_id: id })),
	key: 'started',
	subjects: IDS.map((id) => `campaign ${id}`),
	participle: 'started',
	noun: 'campaign',
	verify: 'Look in wolkvox Manager whether the campaign is started.',
};

testChange(change, simulator);
testShared(change, simulator);

/** Starts the campaigns `{{ $json.id }}`. */
async function start(ids: unknown[], parameters: IDataObject = {}, node: IDataObject = {}) {
	const ended = await runNode({
		operation: 'startCampaign',
		items: ids.map((id) => ({ id })) as IDataObject[],
		node,
		parameters: { campaignId: byId('={{ $json.id }}'), ...parameters },
	});
	return { ...ended, output: jsonOf(ended.items) };
}

test("Start Campaign sends the request of Wolkvox's page, without a body", async () => {
	const { items } = await start(['1001']);
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
				started: true,
				campaign_id: '1001',
				code: 202,
				msg: 'The 1001 campaign_id has been started successfully',
			},
			pairedItem: { item: 0 },
		}),
	]);
});

test('Start Campaign takes the type and the ID of the campaign as they are meant', async () => {
	simulator().addCampaign({ id: '0007', type: 'preview', status: 'Stopped' });
	const { output } = await start([' 0007 '], { campaignType: '={{ " PREVIEW " }}' });
	expect(simulator().calls.map(requestOf)).toEqual([
		'PUT campaign.php?api=start&type_campaign=preview&campaign_id=0007',
	]);
	expect(output[0]).toMatchObject({ started: true, campaign_id: '0007' });
	expect(simulator().campaigns.get('0007')?.status).toBe('Started');
});

test('Start Campaign shares no call between campaigns of two types', async () => {
	simulator().addCampaign({ id: '1002', type: 'preview', status: 'Stopped' });
	const campaignType = '={{ $json.id === "1002" ? "preview" : "predictive" }}';
	await start(['1001', '1002', '1001', '1002'], { campaignType });
	expect(simulator().calls.map(requestOf)).toEqual([
		'PUT campaign.php?api=start&type_campaign=predictive&campaign_id=1001',
		'PUT campaign.php?api=start&type_campaign=preview&campaign_id=1002',
	]);
});

test('Start Campaign leaves the other campaigns and all records as they are', async () => {
	await start(['1002']);
	expect(IDS.map((_, item) => change.isDone(simulator(), item))).toEqual([false, true, false]);
	expect(IDS.map((id) => simulator().recordsOf(id))).toEqual(IDS.map(() => ['1', '2']));
});

describe('the campaign of Start Campaign', () => {
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
		const { output } = await start([id]);
		expect(output).toEqual([
			{
				started: false,
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
			const { output } = await start(['1001'], {
				campaignType: `={{ ${JSON.stringify(type)} }}`,
			});
			expect(output[0]).toMatchObject({
				started: false,
				reason: 'campaignTypeInvalid',
				error: 'Not sent: the Campaign Type is neither predictive nor preview (campaign 1001)',
			});
			expect(simulator().calls).toEqual([]);
		},
	);

	test('is not started when it has another type', async () => {
		simulator().addCampaign({ id: '1001', type: 'preview', status: 'Stopped' });
		const { output } = await start(['1001']);
		expect(output[0]).toMatchObject({ started: false, campaign_id: '1001' });
		expect(output[0].error).toBe(
			'Campaign 1001 was not started: Wolkvox says that a value is missing',
		);
	});
});

test('Start Campaign says what Wolkvox answers when it refuses', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await start(['1001']);
	expect(output[0].message).toContain(
		'Wolkvox answered: code 400, BAD REQUEST, "SOME PARAMETERS ARE REQUIRED".',
	);
	expect(JSON.stringify(output)).not.toMatch(/remov|customer/i);
});

describe('Start Campaign is for persons only', () => {
	// n8n makes a type of its own of each node that is a tool (n8n, load-nodes-and-credentials.ts).
	const TOOL = 'n8n-nodes-wolkvox.wolkvoxCampaignTool';
	beforeAll(() => {
		types[TOOL] = new WolkvoxCampaign();
	});
	afterAll(() => {
		delete types[TOOL];
	});

	const offers = (operation: string, nodeName?: string) =>
		formOf({ resource: 'campaign', operation }, nodeName).entry !== undefined;

	test('and not offered to AI agents, as Stop Campaign is', () => {
		expect(offers('startCampaign')).toBe(true);
		expect(offers('startCampaign', 'wolkvoxCampaignTool')).toBe(false);
		expect(offers('stopCampaign')).toBe(true);
		expect(offers('stopCampaign', 'wolkvoxCampaignTool')).toBe(true);
	});

	test.each(MODES)('and refused when an agent asks for it all the same (%s)', async (mode) => {
		const ended = await runNode({
			operation: 'startCampaign',
			items: IDS.map((id) => ({ id })),
			mode,
			parameters: change.parameters,
			node: { type: TOOL },
		});
		expect(simulator().calls).toEqual([]);
		expect(IDS.some((_, item) => change.isDone(simulator(), item))).toBe(false);
		const hint =
			'It changes for many people whether they are called. Use it in a workflow that a person builds.';
		const text = (id: string) => `Not sent: this operation is not for AI agents (campaign ${id})`;
		if (mode === 'stopWorkflow') {
			expect(ended.error?.message).toBe(text('1001'));
			expect(ended.error?.description).toBe(`${hint} Nothing was sent, so nothing was started.`);
			return;
		}
		expect(jsonOf(ended.items)).toEqual(
			IDS.map((id) => expect.objectContaining({ error: text(id), message: hint })),
		);
	});

	test('and refused in a dry run of an agent, too', async () => {
		const { output } = await start(['1001'], { options: { dryRun: true } }, { type: TOOL });
		expect(output).toEqual([
			expect.objectContaining({ started: false, campaign_id: '1001', reason: 'personOnly' }),
		]);
	});

	test('but Stop Campaign is not', async () => {
		const ended = await runNode({
			operation: 'stopCampaign',
			items: [{ id: '1001' }],
			parameters: change.parameters,
			node: { type: TOOL },
		});
		expect(jsonOf(ended.items)).toEqual([expect.objectContaining({ stopped: true })]);
	});
});

test('Start Campaign says in its form that people will be dialed, and Stop Campaign does not', () => {
	const start = formOf({ resource: 'campaign', operation: 'startCampaign' });
	expect(start.notice).toContain('People will be dialed');
	expect(start.entry?.action).toContain('dials people');
	expect(formOf({ resource: 'campaign', operation: 'stopCampaign' }).notice).toBeUndefined();
});

describe('the form of Start Campaign', () => {
	const form = formOf({ resource: 'campaign', operation: 'startCampaign' });

	test('has type and campaign, and the options of what changes something', () => {
		expect(form.entry?.name).toBe('Start Campaign');
		expect(form.fields).toEqual(['campaignType', 'campaignId', 'options']);
		expect(form.options).toEqual(['checkQuota', 'dryRun', 'maxRetries', 'timeout']);
	});
});
