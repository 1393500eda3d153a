/** Start Campaign: one call for all items that ask for the same campaign. */

import { WolkvoxCampaign } from '../../index';
import { testCampaignState } from '../support/campaignState';
import { jsonOf, types } from '../support/engine';
import { formOf } from '../support/form';
import { MODES, runNode } from '../support/node';
import { refusals } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1001', '1002', '1003'];
const { change, set: start } = testCampaignState(
	{
		name: 'Start Campaign',
		operation: 'startCampaign',
		api: 'start',
		key: 'started',
		from: 'Stopped',
		to: 'Started',
	},
	simulator,
);

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
