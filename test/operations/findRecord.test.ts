/** Find Record: what it asks Wolkvox, what comes out for each item, and what it refuses. */

import { sleep, type IDataObject, type INode } from 'n8n-workflow';
import { jsonOf } from '../support/engine';
import { customers, MODES, runNode, type Mode } from '../support/node';
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

const CAMPAIGN = { __rl: true, mode: 'id', value: '1001' };

/** Looks for `{{ $json.id }}` in campaign 1001 unless told otherwise. */
async function find(
	items: IDataObject[],
	parameters: IDataObject = {},
	settings: { mode?: Mode; node?: Partial<INode>; onStart?: (stop: () => void) => void } = {},
) {
	const run = await runNode({
		...settings,
		operation: 'findRecord',
		items,
		parameters: { campaignId: CAMPAIGN, customerId: '={{ $json.id }}', ...parameters },
	});
	const { hints } = run.run.data.resultData.runData['Wolkvox Campaign'][0];
	return { ...run, output: jsonOf(run.items), hint: hints?.[0]?.message };
}

/** What came out for one customer when Wolkvox answers as given. */
async function answered(reply: Answer, id: unknown = '1020304050', parameters: IDataObject = {}) {
	simulator().fault = () => ({ reply });
	return await find([{ id } as IDataObject], parameters);
}

const BASE = 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=find_record';
const urls = () => simulator().calls.map(({ url }) => url.replace(BASE, ''));
const list = (data: unknown, rest: IDataObject = {}) =>
	json(200, { code: '200', error: null, msg: '', data, ...rest } as never);

const notFound = { code: 404, error: 'NOT FOUND', msg: 'NO RECORDS' };
const NOT_FOUND = { found: false, campaign_id: '1001', customer_id: '1020304050' };
const BY_PHONE = { searchBy: 'phone', phone: '={{ $json.phone }}' };
const EVERYWHERE = { searchIn: 'allCampaigns' };

describe('the request', () => {
	beforeEach(() => {
		const record = { customer_id: '1020304050', customer_name: 'Ana', tel1: '3001234567' };
		simulator().addCampaign({ id: '1001', records: [record] });
		simulator().addCampaign({ id: '1002', type: 'preview', records: [record] });
	});
	const found = (campaign_id: string) => ({
		found: true,
		campaign_id,
		customer_id: '1020304050',
		customer_name: 'Ana',
		tel1: '3001234567',
	});

	test.each<[string, IDataObject, string, string[]]>([
		['a customer in one campaign', {}, '&campaign_id=1001&customer_id=1020304050', ['1001']],
		['a customer in all campaigns', EVERYWHERE, '&customer_id=1020304050', ['1001', '1002']],
		['a phone in one campaign', BY_PHONE, '&campaign_id=1001&customer_phone=3001234567', ['1001']],
		[
			'a phone in all campaigns',
			{ ...BY_PHONE, ...EVERYWHERE },
			'&customer_phone=3001234567',
			['1001', '1002'],
		],
	])('for %s is a GET with only what is asked for', async (_, parameters, query, campaigns) => {
		const { items, error } = await find([{ id: '1020304050', phone: '3001234567' }], parameters, {
			mode: 'stopWorkflow',
		});
		expect(error).toBeUndefined();
		expect(simulator().calls.map(({ method, url, body }) => [method, url, body])).toEqual([
			['GET', `${BASE}${query}`, ''],
		]);
		expect(items).toEqual(
			campaigns.map((id) => expect.objectContaining({ json: found(id), pairedItem: { item: 0 } })),
		);
	});

	test('has the header of the token and no content type, as it has no body', async () => {
		await find([{ id: '1020304050' }]);
		const names = simulator().calls[0].headers.map(([name]) => name.toLowerCase());
		expect(names).toEqual(expect.arrayContaining(['wolkvox-token', 'accept']));
		expect(names).not.toContain('content-type');
	});

	test('asks for the fields of the form only, whatever else a workflow file has', async () => {
		await find([{ id: '1020304050' }], { ...EVERYWHERE, phone: '3001234567' });
		await find([{ id: '1020304050' }], { ...BY_PHONE, phone: '3001234567', customerId: '7' });
		expect(urls()).toEqual([
			'&customer_id=1020304050',
			'&campaign_id=1001&customer_phone=3001234567',
		]);
	});

	test.each([
		['Ñandú-9', '%C3%91and%C3%BA-9'],
		['CC 88/77&x=1?#', 'CC%2088%2F77%26x%3D1%3F%23'],
		['a+b%20c', 'a%2Bb%2520c'],
		[' 007 ', '007'],
		[1020304050, '1020304050'],
	])('encodes the Customer ID %p once', async (id, encoded) => {
		await find([{ id }]);
		expect(urls()).toEqual([`&campaign_id=1001&customer_id=${encoded}`]);
		const asked = new URL(simulator().calls[0].url).searchParams.get('customer_id');
		expect(asked).toBe(String(id).trim());
	});

	test('names the campaign as it was given', async () => {
		const campaignId = { __rl: true, mode: 'id', value: ' 01001 ' };
		simulator().fault = () => ({ reply: list([{ customer_id: '7', campaign_id: 1001 }]) });
		const { output } = await find([{ id: '7' }], { campaignId });
		expect(urls()).toEqual(['&campaign_id=01001&customer_id=7']);
		// The number is the same.
		expect(output).toEqual([{ found: true, campaign_id: 1001, customer_id: '7' }]);
	});

	test('follows expressions in Search In and Search By, item by item', async () => {
		const items = [
			{ id: '1020304050', phone: '3001234567', in: 'campaign', by: 'customerId' },
			{ id: '1020304050', phone: '3001234567', in: 'allCampaigns', by: 'customerId' },
			{ id: '1020304050', phone: '3001234567', in: ' Campaign ', by: 'PHONE' },
			{ id: '1020304050', phone: '3001234567', in: 'ALLCAMPAIGNS', by: ' phone' },
		];
		const { items: output } = await find(items, {
			searchIn: '={{ $json.in }}',
			searchBy: '={{ $json.by }}',
			phone: '={{ $json.phone }}',
		});
		expect(urls()).toEqual([
			'&campaign_id=1001&customer_id=1020304050',
			'&customer_id=1020304050',
			'&campaign_id=1001&customer_phone=3001234567',
			'&customer_phone=3001234567',
		]);
		expect(
			output.map(({ json: { campaign_id }, pairedItem }) => [campaign_id, pairedItem]),
		).toEqual([
			['1001', { item: 0 }],
			['1001', { item: 1 }],
			['1002', { item: 1 }],
			['1001', { item: 2 }],
			['1001', { item: 3 }],
			['1002', { item: 3 }],
		]);
	});

	test('does not look at a field that an expression makes needless', async () => {
		const { output } = await find(
			[
				{ id: '', phone: '3001234567', by: 'phone' },
				{ id: '1020304050', phone: '', by: 'customerId' },
			],
			{ searchBy: '={{ $json.by }}', phone: '={{ $json.phone }}' },
		);
		expect(output).toEqual([found('1001'), found('1001')]);
	});

	test('is one for each item, also where items ask for the same', async () => {
		const { output } = await find([{ id: '1020304050' }, { id: '1020304050' }]);
		expect(urls()).toHaveLength(2);
		expect(output).toEqual([found('1001'), found('1001')]);
	});
});

describe('what comes out', () => {
	test.each(MODES)('is an item a record, and one where there is none (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001', records: ['1', '3'] });
		simulator().addCampaign({ id: '1002', records: ['3'] });
		const { outputs, error } = await find([{ id: '1' }, { id: '2' }, { id: '3' }], EVERYWHERE, {
			mode,
		});
		expect(error).toBeUndefined();
		const [success, failing = []] = outputs('Wolkvox Campaign');
		expect(success.map(({ json: item, pairedItem }) => [item, pairedItem])).toEqual([
			[{ found: true, customer_id: '1', campaign_id: '1001' }, { item: 0 }],
			[{ found: false, customer_id: '2' }, { item: 1 }],
			[{ found: true, customer_id: '3', campaign_id: '1001' }, { item: 2 }],
			[{ found: true, customer_id: '3', campaign_id: '1002' }, { item: 2 }],
		]);
		expect(failing).toEqual([]);
		// The nodes behind find the item that came in.
		expect(jsonOf(outputs('Success')[0]).map(({ from }) => from)).toEqual(
			['1', '2', '3', '3'].map((id) => ({ id })),
		);
	});

	test.each<[IDataObject, IDataObject]>([
		[{}, { campaign_id: '1001', customer_id: '7' }],
		[EVERYWHERE, { customer_id: '7' }],
		[BY_PHONE, { campaign_id: '1001', phone: '+57 300' }],
		[{ ...BY_PHONE, ...EVERYWHERE }, { phone: '+57 300' }],
	])('tells what was asked for when nothing is found: %j', async (parameters, asked) => {
		simulator().addCampaign({ id: '1001' });
		const { output, hint } = await find([{ id: ' 7', phone: '+57 300 ' }], parameters);
		expect(output).toEqual([{ found: false, ...asked }]);
		expect(hint).toBeUndefined();
	});

	const zero = '0 records were found';
	test.each<[string, Answer]>([
		['an empty list', list([])],
		['an empty list with a number as code', json(200, { code: 200, error: null, data: [] })],
		['null in place of the list', list(null)],
		['an empty text in place of the list', list('')],
		['an empty object in place of the list', list({})],
		['false in place of the list', list(false)],
		['no list, and a text that counts none', json(200, { code: '200', error: null, msg: zero })],
		['the code "" and such a text', json(200, { code: '', error: null, msg: zero })],
		['the code "0" and such a text', json(200, { code: '0', error: '', msg: zero })],
		['the code "" and an empty list', json(200, { code: '', error: null, msg: zero, data: [] })],
		['no code and an empty list', json(200, { data: [] })],
		['the list under another name', json(200, { code: '200', records: [] })],
		['a list that stands alone', json(200, [])],
		['an HTTP 404', json(404, notFound)],
		['an HTTP 404 with its code as text', withCodeAsText(json(404, notFound))],
		['an HTTP 404 without a code', json(404, { msg: 'NO RECORDS' })],
		['the code 404 in an HTTP 200', json(200, notFound)],
		['the code "404" in an HTTP 200', withCodeAsText(json(200, notFound))],
		['a message of PHP before an empty list', withNotice(list([]))],
		['entries that are no records', list([null, 'x', 7, []])],
	])('is "found: false" for %s', async (_, reply) => {
		const { items, error } = await answered(reply);
		expect(error).toBeUndefined();
		expect(items).toEqual([expect.objectContaining({ json: NOT_FOUND, pairedItem: { item: 0 } })]);
		expect(urls()).toHaveLength(1);
	});

	const row = { customer_id: '1020304050', campaign_id: '1001', tel1: '3001234567' };
	test.each<[string, Answer]>([
		['a number as code', json(200, { code: 200, error: null, msg: '', data: [row] })],
		['a text as code', json(200, { code: '200', error: null, msg: '', data: [row] })],
		['an empty code', json(200, { code: '', error: null, msg: '', data: [row] })],
		['the code "0"', json(200, { code: '0', error: '', msg: '', data: [row] })],
		['no code', json(200, { data: [row] })],
		['an object in place of the list', list(row)],
		['the list under another name', json(200, { code: '200', records: [row] })],
		['a list that stands alone', json(200, [row])],
		['a list that stands alone, with one record twice', json(200, [row, null, row])],
		['a message of PHP before the list', withNotice(list([row]))],
		['a text that counts none beside a record', list([row], { msg: zero })],
	])('is the record for %s', async (name, reply) => {
		const { output } = await answered(reply);
		const found = { found: true, ...row };
		expect(output).toEqual(name.endsWith('twice') ? [found, found] : [found]);
	});

	test('is what Wolkvox sent, numbers and texts and what is within', async () => {
		const fields = {
			customer_name: ' Ana María ',
			age: 41,
			opt1: null,
			opt2: '',
			opt3: '007',
			opt4: 1.5,
			opt5: false,
			tel1: '+57 300 123 4567',
			calls: 0,
			history: [{ at: '2026-01-31', calls: '3' }, 'x'],
		};
		const { output } = await answered(list([{ ...row, ...fields }]));
		expect(output).toEqual([{ found: true, ...row, ...fields }]);
	});

	test('has no national ID of an agent, and no key that n8n takes for a failing item', async () => {
		const agent = { agent_id: '12', agent_dni: '99887766' };
		const fields = {
			...agent,
			AGENT_DNI: '99887766',
			error: 'x',
			Error: null,
			agents: [agent, { agent, error: null }],
		};
		const { outputs } = await answered(list([{ ...row, ...fields }]));
		const rest = { agent_id: '12' };
		const [success] = outputs('Wolkvox Campaign');
		expect(jsonOf(success)).toEqual([
			{ found: true, ...row, ...rest, agents: [rest, { agent: rest }] },
		]);
		expect(JSON.stringify(success)).not.toContain('99887766');
	});

	test('has no error output for a record with a field "error"', async () => {
		simulator().fault = () => ({ reply: list([{ customer_id: '7', error: 'x' }]) });
		const { outputs } = await find([{ id: '7' }], EVERYWHERE, { mode: 'continueErrorOutput' });
		expect(outputs('Wolkvox Campaign').map(jsonOf)).toEqual([
			[{ found: true, customer_id: '7' }],
			[],
		]);
	});
});

describe('a row that is not what was asked for', () => {
	const rows = (...customerIds: unknown[]) =>
		list(customerIds.map((customer_id) => ({ customer_id, campaign_id: '1001' })));

	test.each<[string, unknown[]]>([
		['of another customer', ['1020304051']],
		['of a customer whose ID holds the one', ['11020304050', '10203040501', '1020304050,7']],
		['of a customer with zeros before the ID', ['01020304050']],
		['without a customer ID', [undefined, null, '']],
	])('is dropped: one %s', async (_, ids) => {
		expect((await answered(rows(...ids))).output).toEqual([NOT_FOUND]);
		simulator().reset();
	});

	test('is dropped beside those that are', async () => {
		const { output } = await answered(rows('7', '1020304050', ' 1020304050 ', 1020304050));
		expect(output.map(({ customer_id }) => customer_id)).toEqual([
			'1020304050',
			' 1020304050 ',
			1020304050,
		]);
	});

	test('is dropped when it is of another campaign', async () => {
		const campaigns = ['1002', '11001', '1001', 1001, '01001', '', null, '1001 - Collections'];
		const { output } = await answered(
			list(campaigns.map((campaign_id) => ({ customer_id: '1020304050', campaign_id }))),
		);
		// One whose campaign is not told is that of the campaign that was asked for.
		expect(output.map(({ campaign_id }) => campaign_id)).toEqual(['1001', 1001, '01001', '', null]);
	});

	test('is none when the campaign is left out: it is the one that was asked for', async () => {
		const { output } = await answered(list([{ customer_id: '1020304050' }]));
		expect(output).toEqual([{ found: true, campaign_id: '1001', customer_id: '1020304050' }]);
	});

	test('is none of a phone, which Wolkvox may compare with or without a prefix', async () => {
		const records = [
			{ customer_id: '7', tel1: '573001234567', campaign_id: '1001' },
			{ customer_id: '8', tel2: '3001234567', campaign_id: '1001' },
		];
		simulator().fault = () => ({ reply: list(records) });
		const { output } = await find([{ phone: '3001234567' }], BY_PHONE);
		expect(output).toEqual(records.map((record) => ({ found: true, ...record })));
	});
});

describe('a read that fails', () => {
	const page = '<html><head><title>Not Found</title></head><body>nginx</body></html>';
	const faults: Array<[string, Fault['reply'], string]> = [
		['a web page with an HTTP 404', { statusCode: 404, body: page }, 'the answer was a web page'],
		['an HTTP 404 without a body', { statusCode: 404, body: '' }, 'the answer was empty'],
		['a web page', strangeReplies.webPage, 'the answer was a web page'],
		['a list that got lost', list(undefined, { msg: '3 records were found' }), 'had no list'],
		['text in place of the list', list('3'), 'had no list'],
		['a success with an error', list([], { error: 'x' }), 'success code in a failed response'],
		['a broken connection', 'reset', 'the connection broke before'],
		['no answer in time', 'hang', 'no answer came in time'],
		['an answer that is cut off', strangeReplies.cutOff, 'the answer was cut off'],
		['a page of a gateway', strangeReplies.gatewayPage, 'Wolkvox had trouble on its side'],
		['a redirect', strangeReplies.redirect, 'a redirect to another address'],
		['the code 404 in an HTTP 500', json(500, notFound), 'Wolkvox had trouble on its side'],
		['the code 404 in an HTTP 400', json(400, notFound), 'Wolkvox refused the request'],
		[
			'the code 404 with the text of a call that is not known',
			json(404, { ...notFound, msg: 'THE API YOU WANT TO CONSULT DOES NOT EXIST' }),
			'Wolkvox does not know this call',
		],
		[
			'the code 404 with the text of a token that is not accepted',
			json(200, { ...notFound, msg: 'PLEASE VALIDATE TOKEN' }),
			'Wolkvox did not accept the token',
		],
		['a bare list with an HTTP 404', json(404, []), 'JSON, but not an object'],
		['a missing parameter', refusals.parameterMissing, 'Wolkvox says that a value is missing'],
		['a call that is not known', refusals.callUnknown, 'Wolkvox does not know this call'],
	];
	const options = { timeout: 0.3, maxRetries: 0 };

	test.each(faults)('was not looked up, and is never half done: %s', async (_, reply, what) => {
		simulator().fault = () => ({ reply });
		const { output } = await find([{ id: '7' }], { options });
		expect(output).toEqual([
			expect.objectContaining({
				campaign_id: '1001',
				customer_id: '7',
				reason: expect.any(String),
			}),
		]);
		expect(output[0].error).toMatch(/^Customer ID 7 was not looked up in campaign 1001: /);
		expect(output[0].error).toContain(what);
		expect(output[0]).not.toHaveProperty('found');
		expect(JSON.stringify(output)).not.toMatch(/may or may not|may already|maybe|Look in wolkvox/);
	});

	test.each(MODES)('leaves the others as they are (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001', records: ['1', '3'] });
		simulator().fault = ({ url }) => (url.endsWith('=2') ? { reply: 'reset' } : undefined);
		const ids = ['1', '2', '3'].map((id) => ({ id }));
		const { outputs, output, error, hint } = await find(ids, { options }, { mode });
		const text =
			'Customer ID 2 was not looked up in campaign 1001: the connection broke before the whole answer came';
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(text);
			expect(error?.context.itemIndex).toBe(1);
			expect(error?.description).toContain('Before this item the run looked up 1 record.');
			expect(urls()).toHaveLength(2);
			return;
		}
		expect(error).toBeUndefined();
		const [success, failing] =
			mode === 'continueErrorOutput'
				? outputs('Wolkvox Campaign').map(jsonOf)
				: [[output[0], output[2]], [output[1]]];
		expect(success.map(({ found, customer_id }) => [found, customer_id])).toEqual([
			[true, '1'],
			[true, '3'],
		]);
		expect(failing).toEqual([expect.objectContaining({ error: text })]);
		expect(hint).toBe(
			'3 items: 2 looked up, 1 not looked up. 3 calls. Reason: the connection broke before the whole answer came.',
		);
	});

	test('says of all campaigns and of a phone what was not looked up', async () => {
		simulator().fault = () => ({ reply: 'reset' });
		const items = [{ id: '7', phone: '+57 300 123' }];
		const errors = [
			(await find(items, { ...EVERYWHERE, options })).output[0].error,
			(await find(items, { ...BY_PHONE, options })).output[0].error,
			(await find(items, { ...BY_PHONE, ...EVERYWHERE, options })).output[0].error,
		];
		const what = 'the connection broke before the whole answer came';
		expect(errors).toEqual([
			`Customer ID 7 was not looked up: ${what}`,
			`Phone +57 300 123 was not looked up in campaign 1001: ${what}`,
			`Phone +57 300 123 was not looked up: ${what}`,
		]);
	});

	test.each<[string, Fault['reply']]>([
		['a broken connection', 'reset'],
		['trouble at Wolkvox', json(503, { code: 503 })],
		['no answer in time', 'hang'],
		['a request to wait', json(429, { code: 429 })],
		['a token that is in use', refusals.busy],
	])('is tried again after %s', async (_, reply) => {
		simulator().addCampaign({ id: '1001', records: ['7'] });
		simulator().fault = () => (urls().length < 3 ? { reply } : undefined);
		const { output } = await find([{ id: '7' }], { options: { timeout: 0.3, maxRetries: 2 } });
		expect(urls()).toHaveLength(3);
		expect(output).toEqual([{ found: true, campaign_id: '1001', customer_id: '7' }]);
	});

	test('says how often it was tried', async () => {
		simulator().fault = () => ({ reply: 'reset' });
		const { output } = await find([{ id: '7' }]);
		expect(urls()).toHaveLength(4);
		expect(output[0].message).toContain('The request was sent 4 times.');
	});

	test.each(MODES.slice(1))('ends the run when the quota is spent (%s)', async (mode) => {
		simulator().fault = () => ({ reply: refusals.quotaSpent });
		const { output } = await find([{ id: '1' }, { id: '2' }], {}, { mode });
		expect(urls()).toHaveLength(1);
		expect(output.map(({ error }) => error)).toEqual([
			'Customer ID 1 was not looked up in campaign 1001: the quota of calls for today is spent',
			'Not sent: customer ID 2 in campaign 1001, because the quota of calls for today is spent',
		]);
	});
});

describe('what is not sure is refused before anything is sent', () => {
	test.each(MODES)('a list of customer IDs (%s)', async (mode) => {
		const { output, error } = await find([{ id: '1,2' }, { id: ['1', '2'] }], {}, { mode });
		const text =
			'Not sent: the Customer ID is a list, and this operation takes one (campaign 1001)';
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(text);
			expect(error?.description).toContain('Nothing was sent, so nothing was looked up.');
		} else {
			expect(output.map((item) => item.error)).toEqual([text, text]);
			for (const item of output) expect(item).not.toHaveProperty('found');
		}
		expect(simulator().calls).toEqual([]);
	});

	test('not a list that names one customer', async () => {
		simulator().addCampaign({ id: '1001', records: ['1'] });
		const { output } = await find([{ id: ['1', ' 1 '] }, { id: '["1"]' }]);
		expect(output.map(({ found }) => found)).toEqual([true, true]);
	});

	test.each<[string, unknown, string]>([
		['Search In', 'campaigns', 'Search In is none of campaign, allCampaigns'],
		['Search In', '', 'Search In is none of campaign, allCampaigns'],
		['Search In', null, 'Search In is none of campaign, allCampaigns'],
		['Search In', ['campaign'], 'Search In is none of campaign, allCampaigns'],
		['Search In', true, 'Search In is none of campaign, allCampaigns'],
		['Search By', 'tel1', 'Search By is none of customerId, phone'],
		['Search By', 'Customer ID', 'Search By is none of customerId, phone'],
		['Search By', undefined, 'Search By is none of customerId, phone'],
	])('%s with an expression that gives %p', async (label, value, what) => {
		const name = label === 'Search In' ? 'searchIn' : 'searchBy';
		const items = [
			{ id: '1', value },
			{ id: '2', value: 'campaign' },
		] as IDataObject[];
		const { output } = await find(items.slice(0, 1), {
			[name]: '={{ $json.value }}',
			phone: '3001234567',
		});
		expect(output[0].error).toContain(`Not sent: ${what}`);
		expect(output[0].reason).toBe('choiceInvalid');
		expect(simulator().calls).toEqual([]);
	});

	test.each<[string, unknown, string]>([
		['Campaign', 'x', 'the Campaign is not a campaign ID'],
		['Campaign', '', 'the Campaign is not a campaign ID'],
		['Campaign', '0', 'the Campaign is not a campaign ID'],
		['Customer ID', '', 'the Customer ID is empty'],
		['Customer ID', '1.02E+09', 'the Customer ID was damaged'],
		['Customer ID', { a: 1 }, 'the Customer ID is neither text nor a number'],
	])('%s %p', async (label, value, what) => {
		const campaignId = { __rl: true, mode: 'id', value: '={{ $json.campaign }}' };
		const given = label === 'Campaign' ? { campaign: value } : { id: value };
		const item = { ...{ campaign: '1001', id: '1' }, ...given };
		const { output } = await find([item as IDataObject], { campaignId });
		expect(output[0].error).toContain(`Not sent: ${what}`);
		expect(simulator().calls).toEqual([]);
	});
});

describe('a phone', () => {
	test.each<[unknown, string]>([
		['3001234567', '3001234567'],
		['+57 (300) 123-4567', '%2B57%20(300)%20123-4567'],
		['0057300.123.4567', '0057300.123.4567'],
		['93001234567', '93001234567'],
		[' 3001234567 ', '3001234567'],
		['#31#3001234567', '%2331%233001234567'],
		['*123', '*123'],
		['123', '123'],
		[3001234567, '3001234567'],
	])('goes out unchanged: %p', async (phone, encoded) => {
		await find([{ phone } as IDataObject], BY_PHONE);
		expect(urls()).toEqual([`&campaign_id=1001&customer_phone=${encoded}`]);
	});

	test.each<[unknown, string]>([
		['', 'the Phone is empty'],
		['  ', 'the Phone is empty'],
		[null, 'the Phone is empty'],
		[undefined, 'the Phone is empty'],
		[3001234567.5, 'the Phone is a number, but not a whole one'],
		[9007199254740992, 'the Phone is a number too large to be exact'],
		['3001234567.0', 'the Phone is a number, but not a whole one'],
		['3.001E+09', 'the Phone was damaged before it reached this node'],
		['#N/A', 'the Phone was damaged before it reached this node'],
		['undefined', 'the Phone was damaged before it reached this node'],
		['null', 'the Phone was damaged before it reached this node'],
		['-', 'the Phone was damaged before it reached this node'],
		['sin teléfono', 'the Phone was damaged before it reached this node'],
		['={{ $json.tel }}', 'the Phone holds an expression as plain text'],
		['=3001234567', 'the Phone is a formula of a spreadsheet'],
		["'3001234567", 'the Phone begins with an apostrophe'],
		[['3001234567'], 'the Phone is neither text nor a number'],
		[{ number: '3001234567' }, 'the Phone is neither text nor a number'],
		[true, 'the Phone is neither text nor a number'],
		['3001234567,3009876543', 'the Phone is not a phone number that is sure'],
		['"3001234567"', 'the Phone is not a phone number that is sure'],
		['300 ext 12', 'the Phone is not a phone number that is sure'],
		['12', 'the Phone is not a phone number that is sure'],
	])('that is spoiled is refused: %p', async (phone, what) => {
		const { output } = await find([{ phone } as IDataObject], BY_PHONE);
		expect(output).toEqual([
			expect.objectContaining({ campaign_id: '1001', error: `Not sent: ${what} (campaign 1001)` }),
		]);
		expect(output[0].reason).toMatch(/^phone/);
		expect(output[0].message).not.toMatch(/customer ID/i);
		expect(simulator().calls).toEqual([]);
	});

	test.each([
		['a line break', '300\n1234567'],
		['a zero-width blank', '300\u200b1234567'],
		['a direction', '\u202a3001234567\u202c'],
	])('with what no one sees is refused: %s', async (_, phone) => {
		const { output } = await find([{ phone }], BY_PHONE);
		expect(output[0].error).toContain('the Phone holds a character that cannot be seen');
		expect(simulator().calls).toEqual([]);
	});
});

describe('the options', () => {
	test.each(MODES)('Max Records counts customers, and phones (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001', records: ['1', '2'] });
		const options = { maxRecords: 2 };
		const twice = await find(
			['1', '2', '1'].map((id) => ({ id })),
			{ options },
			{ mode },
		);
		expect(twice.output.map(({ found }) => found)).toEqual([true, true, true]);
		simulator().calls.length = 0;
		const many = await find(
			['1', '2', '3'].map((id) => ({ id })),
			{ options },
			{ mode },
		);
		expect(many.error?.message ?? many.output[2].error).toBe(
			`Not sent: this run is for 3 records, and Max Records is 2 (customer ID ${mode === 'stopWorkflow' ? 1 : 3} in campaign 1001)`,
		);
		const phones = ['300', '301', '302'].map((phone) => ({ phone }));
		const byPhone = await find(phones, { ...BY_PHONE, ...EVERYWHERE, options }, { mode });
		expect(byPhone.error?.message ?? byPhone.output[0].error).toBe(
			'Not sent: this run is for 3 records, and Max Records is 2 (phone 300)',
		);
		expect(simulator().calls).toEqual([]);
	});

	test.each([0, 'many'])('Max Records %p is refused', async (maxRecords) => {
		const { output } = await find([{ id: '1' }], { options: { maxRecords } });
		expect(output[0].error).toContain('Not sent: Max Records is not a whole number above 0');
		expect(simulator().calls).toEqual([]);
	});

	test('a read has no Dry Run and asks for no quota, whatever a workflow file says', async () => {
		simulator().addCampaign({ id: '1001', records: ['1'] });
		const { output } = await find([{ id: '1' }], { options: { dryRun: true, checkQuota: true } });
		expect(output).toEqual([{ found: true, campaign_id: '1001', customer_id: '1' }]);
		expect(urls()).toHaveLength(1);
	});
});

test.each(MODES)('a stop keeps what was found, and sends nothing more (%s)', async (mode) => {
	const items = customers(4);
	simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
	let stop = () => {};
	simulator().fault = () => {
		if (urls().length < 3) return undefined;
		void sleep(0).then(() => stop());
		return { reply: 'hang' };
	};
	const { output, items: ended } = await find(
		items,
		{},
		{
			mode,
			onStart: (stopRun) => {
				stop = stopRun;
			},
		},
	);
	expect(output.map(({ found, error }) => error ?? found)).toEqual([
		true,
		true,
		`Customer ID ${items[2].id} was not looked up in campaign 1001: the execution was stopped while this request was on its way`,
	]);
	expect(ended.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	expect(urls()).toHaveLength(3);
});

describe('Retry On Fail', () => {
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test.each(MODES)('looks up again what failed, and nothing else (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001', records: ['1', '3'] });
		// n8n tries again when the first item failed, or when the node threw.
		simulator().fault = ({ url }) =>
			url.endsWith('=1') && urls().filter((one) => one.endsWith('=1')).length < 3
				? { reply: strangeReplies.webPage }
				: undefined;
		const ids = ['1', '2', '3'].map((id) => ({ id }));
		const { output, error } = await find(ids, {}, { mode, node });
		expect(error).toBeUndefined();
		expect(output.map(({ found }) => found)).toEqual([true, false, true]);
		const count = (id: string) => urls().filter((url) => url.endsWith(`=${id}`)).length;
		expect(['1', '2', '3'].map(count)).toEqual([3, 1, 1]);
	});

	test('nothing found is no reason to try again', async () => {
		simulator().addCampaign({ id: '1001' });
		const { output } = await find([{ id: '1' }], {}, { node });
		expect(output).toEqual([{ found: false, campaign_id: '1001', customer_id: '1' }]);
		expect(urls()).toHaveLength(1);
	});
});
