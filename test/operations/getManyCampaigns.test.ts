/** Get Many Campaigns: what it asks Wolkvox, what comes out, and what it refuses. */

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

/** Lists campaigns for some items, with the fields as they are given. */
async function getMany(
	parameters: IDataObject = {},
	settings: {
		items?: IDataObject[];
		mode?: Mode;
		node?: Partial<INode>;
		onStart?: (stop: () => void) => void;
	} = {},
) {
	const run = await runNode({
		items: [{}],
		...settings,
		operation: 'getManyCampaigns',
		parameters,
	});
	const { hints } = run.run.data.resultData.runData['Wolkvox Campaign'][0];
	const output = jsonOf(run.items);
	return {
		...run,
		output,
		ids: output.map(({ campaign_id }) => campaign_id),
		hint: hints?.[0]?.message,
	};
}

async function answered(reply: Answer, parameters: IDataObject = {}) {
	simulator().fault = () => ({ reply });
	return await getMany(parameters);
}

const URL_OF_LIST = 'https://wv0023.wolkvox.com/api/v2/information.php?api=campaigns';
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

/** Four campaigns, one of each type and status. */
function addFour() {
	simulator().addCampaign({ id: '1001', records: ['1', '2'] });
	simulator().addCampaign({ id: '1002', status: 'Stopped' });
	simulator().addCampaign({ id: '2001', type: 'preview' });
	simulator().addCampaign({ id: '2002', type: 'preview', status: 'Stopped' });
}

describe('the request', () => {
	test('is one GET for the whole list, without a body', async () => {
		addFour();
		const { items, error } = await getMany({}, { mode: 'stopWorkflow' });
		expect(error).toBeUndefined();
		expect(simulator().calls.map(({ method, url, body }) => [method, url, body])).toEqual([
			['GET', URL_OF_LIST, ''],
		]);
		const names = simulator().calls[0].headers.map(([name]) => name.toLowerCase());
		expect(names).not.toContain('content-type');
		expect(items).toEqual(
			[
				listed('1001', { records: '2' }),
				listed('1002', { status: 'Stopped' }),
				listed('2001', { type_campaign: 'preview' }),
				listed('2002', { type_campaign: 'preview', status: 'Stopped' }),
			].map((one) => expect.objectContaining({ json: one, pairedItem: { item: 0 } })),
		);
	});

	test('has nothing of the filters: Wolkvox knows none', async () => {
		await getMany({ returnAll: true, filters: { campaignType: 'preview', status: 'stopped' } });
		expect(simulator().calls.map(({ url }) => url)).toEqual([URL_OF_LIST]);
	});

	test.each(MODES)('is one for all items, whatever they take of the list (%s)', async (mode) => {
		addFour();
		const items = [
			{ limit: 1, type: 'predictive' },
			{ limit: 9, type: 'preview' },
			{ limit: '2', type: 'predictive' },
		];
		const {
			outputs,
			ids,
			items: output,
			error,
		} = await getMany(
			{
				limit: '={{ $json.limit }}',
				filters: { campaignType: '={{ $json.type }}' },
			},
			{ mode, items },
		);
		expect(error).toBeUndefined();
		expect(simulator().calls).toHaveLength(1);
		expect(ids).toEqual(['1001', '2001', '2002', '1001', '1002']);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 1, 2, 2].map((item) => ({ item })),
		);
		expect(jsonOf(outputs('Success')[0]).map(({ from }) => from)).toEqual(
			[0, 1, 1, 2, 2].map((item) => items[item]),
		);
	});

	test('is another one where items want to wait for another time', async () => {
		addFour();
		await getMany(
			{ options: { timeout: '={{ $json.seconds }}' } },
			{ items: [{ seconds: 5 }, { seconds: 6 }, { seconds: 6 }] },
		);
		expect(simulator().calls).toHaveLength(2);
	});
});

describe('Limit and Return All', () => {
	beforeEach(() => {
		for (let id = 1001; id <= 1060; id++) simulator().addCampaign({ id: String(id) });
	});

	test.each<[IDataObject, number]>([
		[{}, 50],
		[{ limit: 3 }, 3],
		[{ limit: ' 7 ' }, 7],
		[{ limit: 60 }, 60],
		[{ limit: 1e6 }, 60],
		[{ returnAll: true }, 60],
		[{ returnAll: '={{ "TRUE" }}' }, 60],
		[{ returnAll: '={{ false }}', limit: 2 }, 2],
		// What the form does not show does not count.
		[{ returnAll: true, limit: 3 }, 60],
		[{ returnAll: '={{ true }}', limit: 'x' }, 60],
	])('%j gives %i of 60', async (parameters, count) => {
		const { ids, error } = await getMany(parameters, { mode: 'stopWorkflow' });
		expect(error).toBeUndefined();
		expect(ids).toEqual(Array.from({ length: count }, (_, index) => String(1001 + index)));
	});

	test('the limit counts what the filters let through', async () => {
		simulator().addCampaign({ id: '2001', type: 'preview' });
		simulator().addCampaign({ id: '2002', type: 'preview' });
		const { ids } = await getMany({ limit: 1, filters: { campaignType: 'preview' } });
		expect(ids).toEqual(['2001']);
	});
});

describe('the filters', () => {
	test.each<[IDataObject, string[]]>([
		[{}, ['1001', '1002', '2001', '2002']],
		[{ campaignType: 'predictive' }, ['1001', '1002']],
		[{ campaignType: 'preview' }, ['2001', '2002']],
		[{ status: 'started' }, ['1001', '2001']],
		[{ status: 'stopped' }, ['1002', '2002']],
		[{ campaignType: 'preview', status: 'stopped' }, ['2002']],
		[{ campaignType: '={{ " Preview" }}', status: '={{ "STARTED" }}' }, ['2001']],
	])('%j', async (filters, expected) => {
		addFour();
		expect((await getMany({ filters })).ids).toEqual(expected);
	});

	test("know Wolkvox's words in any case", async () => {
		const rows = [
			{ campaign_id: 1, type_campaign: 'Predictive', status: 'STOPPED' },
			{ campaign_id: 2, type_campaign: ' PREVIEW ', status: 'stopped' },
			{ campaign_id: 3, type_campaign: 'predictive', status: null },
			{ campaign_id: 4, status: 'stopped' },
			{ campaign_id: 5, type_campaign: 'whatsapp', status: 'Stopped' },
		];
		simulator().fault = () => ({ reply: list(rows) });
		expect((await getMany({ filters: { campaignType: 'predictive' } })).ids).toEqual([1, 3]);
		expect((await getMany({ filters: { status: 'stopped' } })).ids).toEqual([1, 2, 4, 5]);
		expect((await getMany()).ids).toEqual([1, 2, 3, 4, 5]);
	});

	test.each(MODES)('that nothing passes let nothing come out (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001' });
		const { output, error, hint } = await getMany({ filters: { status: 'stopped' } }, { mode });
		expect(error).toBeUndefined();
		expect(output).toEqual([]);
		expect(hint).toBeUndefined();
	});
});

describe('what comes out', () => {
	const row = listed('1001');

	test.each<[string, Answer]>([
		['a number as code', json(200, { code: 200, error: null, msg: '', data: [row] })],
		['an empty code', json(200, { code: '', error: null, msg: '', data: [row] })],
		['the code "0"', json(200, { code: '0', error: '', msg: '', data: [row] })],
		['an object in place of the list', list(row)],
		['the list under another name', json(200, { code: '200', records: [row] })],
		['a list that stands alone', json(200, [row])],
		['entries that are no campaigns', list([null, 'x', 7, [], row])],
		['a message of PHP before the list', withNotice(list([row]))],
	])('is the campaign for %s', async (_, reply) => {
		expect((await answered(reply)).output).toEqual([row]);
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
	])('is nothing, and no failure, for %s', async (_, reply) => {
		const { output, error, hint } = await answered(reply);
		expect(error).toBeUndefined();
		expect(output).toEqual([]);
		expect(hint).toBeUndefined();
	});

	test('is what Wolkvox sent, numbers and texts, without the national ID of an agent', async () => {
		const fields = {
			campaign_id: 1001,
			campaign_name: ' Cobranza Ñ ',
			records: '012',
			speed: 75,
			amd: null,
		};
		const agents = [{ agent_id: '12', agent_dni: '99887766', error: 'x' }];
		const { output } = await answered(list([{ ...fields, agents, agent_dni: 1, error: 'x' }]));
		expect(output).toEqual([{ ...fields, agents: [{ agent_id: '12' }] }]);
	});
});

describe('a read that fails', () => {
	const page = { statusCode: 404, body: '<html><title>Not Found</title></html>' };

	test.each<[string, Fault['reply'], string]>([
		['a web page with an HTTP 404', page, 'the answer was a web page'],
		['a web page', strangeReplies.webPage, 'the answer was a web page'],
		['a list that got lost', list(undefined, { msg: '3 records were found' }), 'had no list'],
		['a broken connection', 'reset', 'the connection broke before'],
		['no answer in time', 'hang', 'no answer came in time'],
		['a page of a gateway', strangeReplies.gatewayPage, 'Wolkvox had trouble on its side'],
	])('is a failing item, and never half done: %s', async (_, reply, what) => {
		simulator().fault = () => ({ reply });
		const { output } = await getMany(
			{ options: { timeout: 0.3, maxRetries: 0 } },
			{ items: [{}, {}] },
		);
		expect(simulator().calls).toHaveLength(1);
		expect(output).toHaveLength(2);
		for (const failing of output) {
			expect(failing.error).toMatch(/^The campaigns were not listed: /);
			expect(failing.error).toContain(what);
			expect(Object.keys(failing).filter((key) => key !== 'code')).toEqual([
				'reason',
				'error',
				'message',
			]);
			expect(JSON.stringify(failing)).not.toMatch(/may or may not|may already|maybe|in this node/);
		}
	});

	test.each(MODES)('comes out as the mode has it (%s)', async (mode) => {
		simulator().fault = () => ({ reply: strangeReplies.webPage });
		const { outputs, output, error } = await getMany({}, { mode });
		const text = expect.stringMatching(/^The campaigns were not listed: the answer was a web page/);
		if (mode === 'stopWorkflow') {
			expect(error?.message).toEqual(text);
			expect(error?.description).toContain('Before this item the run listed nothing.');
		} else {
			const [first, second = first] = outputs('Wolkvox Campaign').map(jsonOf);
			expect(second).toEqual([expect.objectContaining({ error: text })]);
			expect(output).toHaveLength(1);
		}
	});

	test('is tried again', async () => {
		addFour();
		simulator().fault = () => (simulator().calls.length < 3 ? { reply: 'reset' } : undefined);
		expect((await getMany()).ids).toHaveLength(4);
		expect(simulator().calls).toHaveLength(3);
	});

	test('ends the run when the quota is spent, and says so of items that were not sent', async () => {
		simulator().fault = () => ({ reply: refusals.quotaSpent });
		const { output } = await getMany(
			{ options: { timeout: '={{ $json.seconds }}' } },
			{ items: [{ seconds: 5 }, { seconds: 6 }] },
		);
		expect(simulator().calls).toHaveLength(1);
		expect(output.map(({ error }) => error)).toEqual([
			'The campaigns were not listed: the quota of calls for today is spent',
			'Not sent, because the quota of calls for today is spent',
		]);
	});
});

describe('what is not sure is refused before anything is sent', () => {
	test.each<[IDataObject, string]>([
		[{ limit: 0 }, 'Limit is not a whole number above 0'],
		[{ limit: -1 }, 'Limit is not a whole number above 0'],
		[{ limit: 1.5 }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ "" }}' }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ null }}' }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ "many" }}' }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ [5] }}' }, 'Limit is not a whole number above 0'],
		[{ returnAll: '={{ "maybe" }}' }, 'Return All is neither true nor false'],
		[{ returnAll: '={{ 1 }}' }, 'Return All is neither true nor false'],
		[{ returnAll: '={{ null }}' }, 'Return All is neither true nor false'],
		[
			{ filters: { campaignType: '={{ "both" }}' } },
			'Campaign Type is none of predictive, preview',
		],
		[{ filters: { campaignType: '={{ "" }}' } }, 'Campaign Type is none of predictive, preview'],
		[{ filters: { campaignType: '={{ null }}' } }, 'Campaign Type is none of predictive, preview'],
		[{ filters: { status: '={{ "running" }}' } }, 'Status is none of started, stopped'],
		[{ filters: { status: '={{ ["started"] }}' } }, 'Status is none of started, stopped'],
	])('%j', async (parameters, what) => {
		const { output } = await getMany(parameters);
		expect(output).toEqual([expect.objectContaining({ error: `Not sent: ${what}` })]);
		expect(simulator().calls).toEqual([]);
	});

	test.each(MODES)('for the item that has it only (%s)', async (mode) => {
		addFour();
		const { outputs, output, error } = await getMany(
			{ limit: '={{ $json.limit }}' },
			{ mode, items: [{ limit: 1 }, { limit: 0 }, { limit: 2 }] },
		);
		const text = 'Not sent: Limit is not a whole number above 0';
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(text);
			expect(error?.context.itemIndex).toBe(1);
			expect(error?.description).toContain('Nothing was sent, so nothing was listed.');
			expect(simulator().calls).toEqual([]);
			return;
		}
		const success =
			mode === 'continueErrorOutput'
				? jsonOf(outputs('Wolkvox Campaign')[0])
				: output.filter((one) => !('error' in one));
		expect(success.map(({ campaign_id }) => campaign_id)).toEqual(['1001', '1001', '1002']);
		expect(output.filter((one) => one.error === text)).toHaveLength(1);
	});
});

test.each(MODES)('a stop says that nothing was listed (%s)', async (mode) => {
	let stop = () => {};
	simulator().fault = () => {
		void sleep(0).then(() => stop());
		return { reply: 'hang' };
	};
	const { output, error } = await getMany(
		{},
		{
			mode,
			onStart: (stopRun) => {
				stop = stopRun;
			},
		},
	);
	expect(error?.message ?? '').not.toContain('listed');
	expect(output.map((item) => item.error)).toEqual([
		'The campaigns were not listed: the execution was stopped while this request was on its way',
	]);
});

test.each(MODES)('Retry On Fail asks again until there is a list (%s)', async (mode) => {
	addFour();
	simulator().fault = () =>
		simulator().calls.length < 3 ? { reply: strangeReplies.webPage } : undefined;
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const { ids, error } = await getMany({}, { mode, node });
	expect(error).toBeUndefined();
	expect(ids).toEqual(['1001', '1002', '2001', '2002']);
	expect(simulator().calls).toHaveLength(3);
});
