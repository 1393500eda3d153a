/** A run that can't succeed ends. */

import { customers, MODES, removeRecords, type Mode } from './support/node';
import { jsonOf } from './support/engine';
import { useProxy } from './support/proxy';
import { json, refusals, strangeReplies, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
const continuing = MODES.slice(1);

// A list of campaigns is kept for a minute.
beforeEach(async () => {
	const { sleep } = jest.requireMock<typeof import('n8n-workflow')>('n8n-workflow');
	await sleep(60_001);
});

/** How many calls the simulator got, by the name of the call. */
function callsOf(api: string): number {
	return simulator().calls.filter(({ url }) => url.includes(`api=${api}`)).length;
}

describe('a campaign that is not there', () => {
	async function run(
		count: number,
		{
			mode,
			recordsPerRequest = 1,
			campaign = '7777',
		}: { mode?: Mode; recordsPerRequest?: number; campaign?: string } = {},
	) {
		const ended = await removeRecords(customers(count), {
			mode,
			parameters: {
				campaignId: { __rl: true, mode: 'id', value: campaign },
				options: { recordsPerRequest },
			},
		});
		const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
		return { ...ended, errors: jsonOf(ended.items).map(({ error }) => error), hint: hints?.[0] };
	}
	const missing = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
	const refuseAll = () => {
		simulator().fault = ({ url }) =>
			url.includes('remove_record') ? { reply: missing } : undefined;
	};

	test.each(continuing)('ends its records after ten refusals (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001' });
		refuseAll();
		const { errors, hint } = await run(200, { mode });
		expect(callsOf('remove_record')).toBe(10);
		expect(callsOf('campaigns')).toBe(1);
		expect(errors).toHaveLength(200);
		expect(errors[9]).toContain('Customer ID 1020304059 was not removed from campaign 7777: ');
		expect(errors.slice(10)).toEqual(
			customers(190, 1020304060).map(
				({ id }) =>
					`Not sent: customer ID ${id} in campaign 7777, because this Wolkvox account has no predictive campaign 7777`,
			),
		);
		expect(hint?.message).toContain('200 items: 200 not removed. 11 calls.');
	});

	test('is one of the other type, too', async () => {
		simulator().addCampaign({ id: '7777', type: 'preview' });
		refuseAll();
		const { errors } = await run(12);
		expect(callsOf('remove_record')).toBe(10);
		expect(errors[11]).toContain('this Wolkvox account has no predictive campaign 7777');
	});

	test('is what 404 on the list says', async () => {
		simulator().fault = () => ({ reply: missing });
		const { errors } = await run(12);
		expect(errors[11]).toContain('this Wolkvox account has no predictive campaign 7777');
	});

	test('ends a batch that is being split', async () => {
		refuseAll();
		simulator().addCampaign({ id: '1001' });
		const { errors } = await run(200, { recordsPerRequest: 100 });
		expect(callsOf('remove_record')).toBe(10);
		expect(errors[99]).toBe(
			'Customer ID 1020304149 was not removed from campaign 7777: this Wolkvox account has no predictive campaign 7777',
		);
		expect(errors[199]).toMatch(/^Not sent: .* has no predictive campaign 7777$/);
	});

	test('is not asked about in the stop mode, which ends before', async () => {
		refuseAll();
		const { error } = await run(200, { mode: 'stopWorkflow' });
		expect(simulator().calls).toHaveLength(1);
		expect(error?.message).toContain('Customer ID 1020304050 was not removed from campaign 7777');
	});

	test('does not end the records of others', async () => {
		simulator().addCampaign({ id: '1001', records: customers(30).map(({ id }) => id) });
		const items = customers(30).map((item, index) => ({
			...item,
			campaign: index % 2 ? '1001' : '7777',
		}));
		const { items: output } = await removeRecords(items, {
			parameters: { campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' } },
		});
		const states = jsonOf(output).map(({ removed, error }) => removed || String(error).slice(0, 9));
		expect(states.filter((state) => state === true)).toHaveLength(15);
		expect(states.filter((state) => state === 'Not sent:')).toHaveLength(5);
	});

	test.each([
		['the campaign is there', 1, undefined],
		['the list has no list', 1, json(200, { code: '200', error: null, msg: '' })],
		[
			'its type is not told',
			1,
			json(200, { code: '200', msg: '', data: [{ campaign_id: '7777' }] }),
		],
		['the list can not be had', 1, strangeReplies.webPage],
	] as const)('is none when %s: the run goes on to its end', async (_, lists, list) => {
		simulator().addCampaign({ id: '7777' });
		simulator().fault = ({ url }): Fault | undefined =>
			url.includes('remove_record') ? { reply: missing } : list && { reply: list };
		const { errors } = await run(40);
		expect(callsOf('remove_record')).toBe(40);
		expect(callsOf('campaigns')).toBe(lists);
		expect(errors.every((error) => String(error).startsWith('Customer ID '))).toBe(true);
	});

	test('is known from a list that is kept, where the campaign is in it', async () => {
		simulator().addCampaign({ id: '7777' });
		refuseAll();
		await run(12);
		await run(12);
		expect(callsOf('remove_record')).toBe(24);
		expect(callsOf('campaigns')).toBe(1);
		// One that is not in it may be newer.
		await run(12, { campaign: '8888' });
		expect(callsOf('campaigns')).toBe(2);
	});

	test('is not asked about once something was removed, or when refusals are not in a row', async () => {
		simulator().addCampaign({ id: '7777', records: ['1020304050'] });
		await run(40);
		expect(callsOf('campaigns')).toBe(0);
		simulator().reset();
		simulator().fault = () => ({
			reply: simulator().calls.length % 10 === 0 ? strangeReplies.webPage : missing,
		});
		await run(40);
		expect(callsOf('campaigns')).toBe(0);
	});
});

describe('a server that is away', () => {
	/** Two retries wait for 3 seconds in all, so 100 items last for five minutes. */
	const options = { maxRetries: 2 };

	test.each(continuing)('ends the run after three items and five minutes (%s)', async (mode) => {
		const start = Date.now();
		useProxy('http://127.0.0.1:9');
		const { items } = await removeRecords(customers(300), { mode, parameters: { options } });
		useProxy(simulator().proxyUrl);
		const errors = jsonOf(items).map(({ error }) => String(error));
		const sent = errors.filter((error) => !error.startsWith('Not sent: ')).length;
		expect(Date.now() - start).toBeGreaterThan(5 * 60_000);
		expect(sent).toBeGreaterThan(90);
		expect(sent).toBeLessThan(150);
		expect(errors[sent]).toMatch(/^Not sent: customer ID \d+ in campaign 1001, because /);
	});

	test('does not end it after fewer than three items', async () => {
		simulator().fault = () => ({ reply: 'reset' });
		// Ten retries wait for 181 seconds.
		const { items } = await removeRecords(customers(4), {
			parameters: { options: { maxRetries: 10 } },
		});
		const errors = jsonOf(items).map(({ error }) => String(error));
		expect(errors.map((error) => error.startsWith('Not sent: '))).toEqual([
			...[false, false, false],
			true,
		]);
		expect(errors[3]).toContain('because the connection broke before the whole answer came');
	});

	test('does not end it when there was an answer in between', async () => {
		simulator().addCampaign({ id: '1001', records: [customers(3)[2].id] });
		simulator().fault = ({ body }) =>
			body.includes(customers(3)[2].id) ? undefined : { reply: 'reset' };
		const { items } = await removeRecords(customers(5), {
			parameters: { options: { maxRetries: 10 } },
		});
		expect(jsonOf(items).some(({ error }) => String(error).startsWith('Not sent: '))).toBe(false);
	});
});

test('what ends the run for all ends it for every campaign', async () => {
	simulator().fault = () => ({ reply: refusals.quotaSpent });
	const items = customers(3).map((item, index) => ({ ...item, campaign: String(1001 + index) }));
	const { items: output } = await removeRecords(items, {
		parameters: { campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' } },
	});
	expect(simulator().calls).toHaveLength(1);
	expect(output).toHaveLength(3);
});
