/** Get Campaign: what it asks Wolkvox, what comes out for each item, and what it refuses. */

import { sleep, type IDataObject, type INode } from 'n8n-workflow';
import { jsonOf } from '../support/engine';
import { MODES, runNode, type Mode } from '../support/node';
import {
	json,
	refusals,
	strangeReplies,
	withCodeAsText,
	withNotice,
	type Answer,
	type Fault,
} from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/** Gets the campaigns `{{ $json.campaign }}`. */
async function get(
	campaigns: unknown[],
	options: IDataObject = {},
	settings: { mode?: Mode; node?: Partial<INode>; onStart?: (stop: () => void) => void } = {},
) {
	const run = await runNode({
		...settings,
		operation: 'getCampaign',
		items: campaigns.map((campaign) => ({ campaign })) as IDataObject[],
		parameters: {
			campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' },
			options,
		},
	});
	const { hints } = run.run.data.resultData.runData['Wolkvox Campaign'][0];
	return { ...run, output: jsonOf(run.items), hint: hints?.[0]?.message };
}

async function answered(reply: Answer, campaign: unknown = '1001') {
	simulator().fault = () => ({ reply });
	return await get([campaign]);
}

const BASE = 'https://wv0023.wolkvox.com/api/v2/information.php?api=campaigns&campaign=';
const asked = () => simulator().calls.map(({ url }) => url.replace(BASE, ''));
const list = (data: unknown, rest: IDataObject = {}) =>
	json(200, { code: '200', error: null, msg: '', data, ...rest } as never);

/** A campaign as the simulator lists it. */
const listed = (campaign_id: string, rest: IDataObject = {}) => ({
	campaign_id,
	campaign_name: `Campaign ${campaign_id}`,
	campaign_description: '',
	type_campaign: 'predictive',
	status: 'Started',
	records: '0',
	...rest,
});
const HINT = 'Check Campaign, and that the credential belongs to the right Wolkvox account.';
const missing = (id: string) =>
	`Campaign ${id} was not read: this Wolkvox account has no campaign ${id}`;

describe('the request', () => {
	test('is a GET for the one campaign, without a body', async () => {
		simulator().addCampaign({ id: '1001', status: 'Stopped', records: ['1', '2'] });
		const { items, error } = await get(['1001'], {}, { mode: 'stopWorkflow' });
		expect(error).toBeUndefined();
		expect(simulator().calls.map(({ method, url, body }) => [method, url, body])).toEqual([
			['GET', `${BASE}1001`, ''],
		]);
		const names = simulator().calls[0].headers.map(([name]) => name.toLowerCase());
		expect(names).not.toContain('content-type');
		expect(items).toEqual([
			expect.objectContaining({
				json: listed('1001', { status: 'Stopped', records: '2' }),
				pairedItem: { item: 0 },
			}),
		]);
	});

	test('names the campaign as it was given', async () => {
		simulator().fault = () => ({ reply: list([listed('1001')]) });
		const { output } = await get([' 01001 ', 1001]);
		expect(asked()).toEqual(['01001', '1001']);
		expect(output).toEqual([listed('1001'), listed('1001')]);
	});

	test.each(MODES)('is one for all items that ask for the same campaign (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001' });
		simulator().addCampaign({ id: '2001', type: 'preview' });
		const { outputs, items, error } = await get(
			['1001', '2001', '1001', 1001, '2001'],
			{},
			{ mode },
		);
		expect(error).toBeUndefined();
		expect(asked()).toEqual(['1001', '2001']);
		const preview = listed('2001', { type_campaign: 'preview' });
		const [first, second] = [listed('1001'), preview];
		expect(jsonOf(items)).toEqual([first, second, first, first, second]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(jsonOf(outputs('Success')[0]).map(({ from }) => (from as IDataObject).campaign)).toEqual(
			['1001', '2001', '1001', 1001, '2001'],
		);
	});

	test('is another one where items want to wait or to try again for another time', async () => {
		simulator().addCampaign({ id: '1001' });
		await get(['1001', '1001', '1001'], { timeout: '={{ $itemIndex === 2 ? 9 : 8 }}' });
		expect(asked()).toEqual(['1001', '1001']);
		simulator().calls.length = 0;
		await get(['1001', '1001', '1001'], { maxRetries: '={{ $itemIndex }}' });
		expect(asked()).toEqual(['1001', '1001', '1001']);
	});

	test('does not take the lists of the editor, so a status is that of now', async () => {
		simulator().addCampaign({ id: '1001' });
		await get(['1001']);
		simulator().addCampaign({ id: '1001', status: 'Stopped' });
		const { output } = await get(['1001']);
		expect(output).toEqual([listed('1001', { status: 'Stopped' })]);
	});
});

describe('what comes out', () => {
	const row = listed('1001');
	test.each<[string, Answer]>([
		['a number as code', json(200, { code: 200, error: null, msg: '', data: [row] })],
		['a text as code', json(200, { code: '200', error: null, msg: '', data: [row] })],
		['an empty code', json(200, { code: '', error: null, msg: '', data: [row] })],
		['the code "0"', json(200, { code: '0', error: '', msg: '', data: [row] })],
		['no code', json(200, { data: [row] })],
		['an object in place of the list', list(row)],
		['the list under another name', json(200, { code: '200', records: [row] })],
		['a list that stands alone', json(200, [row])],
		['all campaigns in place of the one', list([listed('11001'), listed('100'), row])],
		['the campaign twice', list([row, row])],
		['entries that are no campaigns', list([null, 'x', [], {}, row])],
		['a message of PHP before the list', withNotice(list([row]))],
	])('is the campaign for %s', async (_, reply) => {
		expect((await answered(reply)).output).toEqual([row]);
	});

	test('is what Wolkvox sent, numbers and texts and what is within', async () => {
		const fields = {
			campaign_id: 1001,
			campaign_name: ' Cobranza Ñ ',
			records: 12,
			status: 'STARTED',
			speed: '075',
			amd: null,
			ratio: 1.5,
			dial_mode: ['phone1 - ring: 60(seg)'],
		};
		expect((await answered(list([fields]))).output).toEqual([fields]);
	});

	test('has no national ID of an agent, and no key that n8n takes for a failing item', async () => {
		const agents = [{ agent_id: '12', agent_dni: '99887766' }];
		const fields = listed('1001', { agents, agent_dni: '99887766', error: 'x' });
		simulator().fault = () => ({ reply: list([fields]) });
		const { outputs } = await get(['1001'], {}, { mode: 'continueErrorOutput' });
		expect(outputs('Wolkvox Campaign').map(jsonOf)).toEqual([
			[listed('1001', { agents: [{ agent_id: '12' }] })],
			[],
		]);
	});
});

describe('a campaign that is not there', () => {
	test.each(MODES)('is a failing item (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001' });
		const { outputs, output, error, hint } = await get(['1001', '9009', '9009'], {}, { mode });
		expect(asked()).toEqual(['1001', '9009']);
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(missing('9009'));
			expect(error?.context.itemIndex).toBe(1);
			expect(error?.description).toContain('Before this item the run read 1 campaign.');
			return;
		}
		const failing = { error: missing('9009'), message: HINT };
		if (mode === 'continueErrorOutput') {
			const [success, failed] = outputs('Wolkvox Campaign').map(jsonOf);
			expect(success).toEqual([listed('1001')]);
			expect(failed).toEqual([failing, failing].map((one) => expect.objectContaining(one)));
		} else {
			expect(output).toEqual([
				listed('1001'),
				...[failing, failing].map((one) => ({
					campaign_id: '9009',
					reason: 'campaignMissing',
					...one,
				})),
			]);
		}
		expect(hint).toBe(
			'3 items: 1 read, 2 not read. 2 calls. Reason: this Wolkvox account has no campaign 9009.',
		);
	});

	const zero = '0 records were found';
	const notFound = { code: 404, error: 'NOT FOUND', msg: 'NO RECORDS' };
	test.each<[string, Answer]>([
		['an empty list', list([])],
		['null in place of the list', list(null)],
		['an empty text in place of the list', list('')],
		['an empty object in place of the list', list({})],
		['no list, and a text that counts none', json(200, { code: '200', error: null, msg: zero })],
		['the code "" and such a text', json(200, { code: '', error: null, msg: zero })],
		['a list that stands alone', json(200, [])],
		['an HTTP 404', json(404, notFound)],
		['the code 404 in an HTTP 200', json(200, notFound)],
		['the code "404" in an HTTP 200', withCodeAsText(json(200, notFound))],
		['other campaigns only', list([listed('10010'), listed('101'), listed('')])],
		['campaigns without an ID', list([{ campaign_name: '1001' }, { campaign_id: null }])],
		['an ID that is none', list([listed('1001 - Collections'), listed('1e3'), listed('0x3e9')])],
	])('is what this says: %s', async (_, reply) => {
		const { output } = await answered(reply);
		expect(output).toEqual([
			expect.objectContaining({ campaign_id: '1001', error: missing('1001') }),
		]);
	});
});

describe('a read that fails', () => {
	const page = { statusCode: 404, body: '<html><title>Not Found</title></html>' };
	const faults: Array<[string, Fault['reply'], string]> = [
		['a web page with an HTTP 404', page, 'the answer was a web page'],
		['a web page', strangeReplies.webPage, 'the answer was a web page'],
		['a list that got lost', list(undefined, { msg: '3 records were found' }), 'had no list'],
		['a broken connection', 'reset', 'the connection broke before'],
		['no answer in time', 'hang', 'no answer came in time'],
		['a page of a gateway', strangeReplies.gatewayPage, 'Wolkvox had trouble on its side'],
		['a missing parameter', refusals.parameterMissing, 'Wolkvox says that a value is missing'],
	];

	test.each(faults)('was not read, and is never half done: %s', async (_, reply, what) => {
		simulator().addCampaign({ id: '2001' });
		simulator().fault = ({ url }) => (url.endsWith('=1001') ? { reply } : undefined);
		const { output } = await get(['1001', '2001', '1001'], { timeout: 0.3, maxRetries: 0 });
		expect(asked()).toEqual(['1001', '2001']);
		expect(output[1]).toEqual(listed('2001'));
		for (const failing of [output[0], output[2]]) {
			expect(failing.error).toMatch(/^Campaign 1001 was not read: /);
			expect(failing.error).toContain(what);
			expect(failing.reason).not.toBe('campaignMissing');
			expect(failing).not.toHaveProperty('found');
			expect(JSON.stringify(failing)).not.toMatch(/may or may not|may already|maybe|not found/);
		}
	});

	test('is tried again for all that share it', async () => {
		simulator().addCampaign({ id: '1001' });
		simulator().fault = () => (asked().length < 3 ? { reply: 'reset' } : undefined);
		const { output } = await get(['1001', '1001']);
		expect(asked()).toEqual(['1001', '1001', '1001']);
		expect(output).toEqual([listed('1001'), listed('1001')]);
	});

	test.each(MODES.slice(1))('ends the run when the quota is spent (%s)', async (mode) => {
		simulator().fault = () => ({ reply: refusals.quotaSpent });
		const { output } = await get(['1001', '2001', '1001'], {}, { mode });
		expect(asked()).toEqual(['1001']);
		expect(output.map(({ error }) => error)).toEqual([
			'Campaign 1001 was not read: the quota of calls for today is spent',
			'Not sent: campaign 2001, because the quota of calls for today is spent',
			'Campaign 1001 was not read: the quota of calls for today is spent',
		]);
	});
});

describe('a campaign that is not sure', () => {
	test.each([
		'',
		null,
		'Collections',
		'1001,2001',
		'0',
		-1,
		1001.5,
		Number('12345678901234567890'),
	])('is refused before anything is sent: %p', async (campaign) => {
		const { output } = await get([campaign]);
		expect(output).toEqual([
			{
				reason: 'campaignIdInvalid',
				error: 'Not sent: the Campaign is not a campaign ID',
				message: expect.stringContaining('A campaign ID has up to 18 digits'),
			},
		]);
		expect(simulator().calls).toEqual([]);
	});

	test('in the stop mode lets nothing be sent', async () => {
		const { error } = await get(['1001', 'x'], {}, { mode: 'stopWorkflow' });
		expect(error?.message).toBe('Not sent: the Campaign is not a campaign ID');
		expect(error?.context.itemIndex).toBe(1);
		expect(error?.description).toContain('Nothing was sent, so nothing was read.');
		expect(simulator().calls).toEqual([]);
	});
});

describe('a stop', () => {
	/** Stops the run while its second call is on its way. */
	async function stopAtTheSecond(campaigns: string[], mode: Mode) {
		for (const id of campaigns) simulator().addCampaign({ id });
		let stop = () => {};
		simulator().fault = () => {
			if (asked().length < 2) return undefined;
			void sleep(0).then(() => stop());
			return { reply: 'hang' };
		};
		return await get(
			campaigns,
			{},
			{
				mode,
				onStart: (stopRun) => {
					stop = stopRun;
				},
			},
		);
	}
	const stopped = 'was not read: the execution was stopped while this request was on its way';

	test.each(MODES)('keeps what is done, and sends nothing more (%s)', async (mode) => {
		const { output } = await stopAtTheSecond(['1001', '2001', '3001'], mode);
		expect(output.map(({ error, campaign_id }) => error ?? campaign_id)).toEqual([
			'1001',
			`Campaign 2001 ${stopped}`,
		]);
		expect(asked()).toEqual(['1001', '2001']);
	});

	test.each(MODES)('keeps it also for items behind that share a call (%s)', async (mode) => {
		const { items } = await stopAtTheSecond(['1001', '2001', '3001', '1001'], mode);
		const came = items.map(({ json: { error, campaign_id }, pairedItem }) => [
			(pairedItem as { item: number }).item,
			error ?? campaign_id,
		]);
		expect(came.sort()).toEqual([
			[0, '1001'],
			[1, `Campaign 2001 ${stopped}`],
			[3, '1001'],
		]);
	});
});

test.each(MODES)('Retry On Fail reads again what failed, and nothing else (%s)', async (mode) => {
	simulator().addCampaign({ id: '1001' });
	simulator().addCampaign({ id: '2001' });
	// n8n tries again when the first item failed, or when the node threw.
	simulator().fault = ({ url }) =>
		url.endsWith('=1001') && asked().filter((id) => id === '1001').length < 3
			? { reply: strangeReplies.webPage }
			: undefined;
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const { output, error } = await get(['1001', '2001', '1001'], {}, { mode, node });
	expect(error).toBeUndefined();
	expect(output).toEqual([listed('1001'), listed('2001'), listed('1001')]);
	expect([...asked()].sort()).toEqual(['1001', '1001', '1001', '2001']);
});
