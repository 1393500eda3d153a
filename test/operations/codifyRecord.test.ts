/** Codify Record: one record gets an activity code, and stays with its history. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { customers, MODES, runNode, TOKEN, type Mode } from '../support/node';
import { json, refusals } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1020304050', '1020304051', '1020304052'];
const PARAMETERS = {
	campaignId: byId('1001'),
	customerId: '={{ $json.id }}',
	activityCode: byId('12'),
	comment: '={{ $json.note }}',
};

testChange(
	{
		name: 'Codify Record',
		operation: 'codifyRecord',
		items: IDS.map((id, item) => ({ id, note: `Paid by web ${item}` })),
		parameters: PARAMETERS,
		prepare: (one) => one.addCampaign({ id: '1001', records: IDS }),
		isDone: (one, item) => one.recordOf('1001', IDS[item])?.cod_act === '12',
		requests: IDS.map(
			(id, item) =>
				`PUT campaign.php?api=codify&type_campaign=predictive&campaign_id=1001 {"cod_act":"12","comment":"Paid by web ${item}","customer_id":"${id}"}`,
		),
		done: IDS.map((id) => ({
			codified: true,
			campaign_id: '1001',
			customer_id: id,
			cod_act: '12',
		})),
		asked: IDS.map((id) => ({ campaign_id: '1001', customer_id: id, cod_act: '12' })),
		key: 'codified',
		subjects: IDS.map((id) => `customer ID ${id}`),
		participle: 'codified',
		place: ' in campaign 1001',
		noun: 'record',
		verify: 'Look in wolkvox Manager whether the record has the code, or run this item again.',
	},
	simulator,
);

/** Codifies items in campaign 1001, which has the customers 1020304050 to 1020304052. */
async function codify(
	items: unknown[],
	{ mode, ...parameters }: IDataObject & { mode?: Mode } = {},
) {
	simulator().addCampaign({ id: '1001', records: IDS });
	const ended = await runNode({
		operation: 'codifyRecord',
		items: items as IDataObject[],
		mode,
		parameters: { ...PARAMETERS, ...parameters },
	});
	return { ...ended, output: jsonOf(ended.items) };
}

const bodies = () => simulator().calls.map(({ body }) => body);

test("Codify Record sends the request of Wolkvox's page, and nothing else", async () => {
	await codify([{ id: IDS[0], note: 'Ñandú "7"\n😀' }]);
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'PUT https://wv0023.wolkvox.com/api/v2/campaign.php?api=codify&type_campaign=predictive&campaign_id=1001',
	);
	expect(body).toBe('{"cod_act":"12","comment":"Ñandú \\"7\\"\\n😀","customer_id":"1020304050"}');
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
			['Accept', 'application/json'],
			['Content-Length', String(new TextEncoder().encode(body).length)],
		]),
	);
});

test('Codify Record takes the type and the ID of the campaign as they are meant', async () => {
	simulator().addCampaign({ id: '0007', type: 'preview', records: ['007'] });
	const { output } = await codify([{ id: ' 007 ', note: '' }], {
		campaignType: '={{ " PREVIEW " }}',
		campaignId: byId('={{ " 0007 " }}'),
	});
	expect(simulator().calls.map(requestOf)).toEqual([
		'PUT campaign.php?api=codify&type_campaign=preview&campaign_id=0007 {"cod_act":"12","comment":"","customer_id":"007"}',
	]);
	expect(output[0]).toMatchObject({ codified: true, campaign_id: '0007', customer_id: '007' });
});

describe('the customer of Codify Record', () => {
	test.each(MODES)('is one, and a list is refused (%s)', async (mode) => {
		const { error, output } = await codify([{ id: '1020304050, 1020304051' }], { mode });
		expect(simulator().calls).toEqual([]);
		expect(error?.message ?? output[0].error).toBe(
			'Not sent: the Customer ID is a list, and this operation takes one (campaign 1001)',
		);
		expect(error?.description ?? output[0].message).toContain(
			'Give each customer an item of their own: split the list before this node.',
		);
	});

	test.each([
		['a list of numbers', { id: [1020304050, 1020304051] }],
		['a list as text', { id: '["1020304050","1020304051"]' }],
	])('is refused as %s', async (_, item) => {
		const { output } = await codify([item]);
		expect(output[0]).toMatchObject({ codified: false, reason: 'customerIdSeveral' });
		expect(simulator().calls).toEqual([]);
	});

	test.each([
		['a number', { id: 1020304050 }],
		['a list of one', { id: ['1020304050'] }],
		['a text of the same one twice', { id: '1020304050, 1020304050' }],
	])('is taken from %s', async (_, item) => {
		const { output } = await codify([item]);
		expect(output[0]).toMatchObject({ codified: true, customer_id: '1020304050' });
		expect(JSON.parse(bodies()[0]).customer_id).toBe('1020304050');
	});
});

describe('the activity code of Codify Record', () => {
	const fromList = (value: string) => ({
		__rl: true,
		mode: 'list',
		value,
		cachedResultName: '12 - Paid',
	});
	test.each<[string, IDataObject | string, string]>([
		['from the list', fromList('12'), '12'],
		['from an ID', byId('007'), '007'],
		['from an ID with blanks around it', byId(' 12 '), '12'],
		['from an ID with letters', byId('PAY-1.b_2'), 'PAY-1.b_2'],
		['from an expression that gives text', byId('={{ $json.code }}'), '34'],
		['from an expression that gives a number', byId('={{ $json.number }}'), '56'],
		['from an expression with a blank behind it', byId('={{ $json.number }} '), '56'],
		['from an expression in place of the whole field', '={{ $json.code }}', '34'],
	])('comes %s', async (_, activityCode, code) => {
		const { output } = await codify([{ id: IDS[0], code: '34', number: 56 }], { activityCode });
		expect(JSON.parse(bodies()[0]).cod_act).toBe(code);
		expect(output[0]).toMatchObject({ codified: true, cod_act: code });
		expect(simulator().recordOf('1001', IDS[0])?.cod_act).toBe(code);
	});

	test.each([
		['nothing', '={{ "" }}'],
		['a field that is not there', '={{ $json.none }}'],
		['null', '={{ null }}'],
		['a list', '={{ ["12", "34"] }}'],
		['several', '12,34'],
		['a number that is not whole', '={{ 1.5 }}'],
		['a number that is not exact', '={{ 9007199254740993 }}'],
		['a switch', '={{ true }}'],
		['two lines', '12\n34'],
		['the text of an expression', '{{ $json.code }}'],
		['a word for nothing', 'undefined'],
		['more than any code has', '1'.repeat(61)],
	])('is refused when it is %s', async (_, value) => {
		const { output } = await codify([{ id: IDS[0] }], { activityCode: byId(value) });
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe(
			'Not sent: the Activity Code is not the ID of a code (customer ID 1020304050 in campaign 1001)',
		);
		expect(output[0].message).toBe(
			'Choose it from the list, or map the field that holds the ID of the code.',
		);
	});

	test('is one for each item', async () => {
		const items = IDS.map((id, item) => ({ id, code: String(item) }));
		await codify(items, { activityCode: byId('={{ $json.code }}'), comment: '' });
		expect(IDS.map((id) => simulator().recordOf('1001', id)?.cod_act)).toEqual(['0', '1', '2']);
	});
});

describe('the second activity code of Codify Record', () => {
	test.each<[string, IDataObject]>([
		['left out', {}],
		['empty', { secondActivityCode: '' }],
		['an expression that gives nothing', { secondActivityCode: '={{ $json.none }}' }],
	])('is not sent when it is %s', async (_, options) => {
		await codify([{ id: IDS[0], note: 'x' }], { options });
		expect(bodies()).toEqual(['{"cod_act":"12","comment":"x","customer_id":"1020304050"}']);
	});

	test.each<[string, unknown]>([
		['text', '77'],
		['a number', 77],
		['an expression', '={{ $json.second }}'],
	])('is sent when it is %s', async (_, secondActivityCode) => {
		const { output } = await codify([{ id: IDS[0], note: 'x', second: 77 }], {
			options: { secondActivityCode } as IDataObject,
		});
		expect(bodies()).toEqual([
			'{"cod_act":"12","cod_act_2":"77","comment":"x","customer_id":"1020304050"}',
		]);
		expect(output[0]).toEqual({
			codified: true,
			campaign_id: '1001',
			customer_id: IDS[0],
			cod_act: '12',
			code: 202,
			msg: `customer_id ${IDS[0]} has been coded`,
		});
	});

	test.each([1.5, '1,2', ' ', true, {}, []])('is refused when it is %p', async (value) => {
		const { output } = await codify([{ id: IDS[0] }], {
			options: { secondActivityCode: value } as IDataObject,
		});
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe(
			'Not sent: the Second Activity Code is not the ID of a code (customer ID 1020304050 in campaign 1001)',
		);
	});
});

describe('the comment of Codify Record', () => {
	test.each<[string, unknown, string]>([
		['text', 'Paid by web', 'Paid by web'],
		['text with blanks around it and lines', ' Paid\n by web ', ' Paid\n by web '],
		['text with signs', '"1,2" <b>&amp;</b> Ñandú 😀', '"1,2" <b>&amp;</b> Ñandú 😀'],
		['a number', 3.5, '3.5'],
		['zero', 0, '0'],
		['nothing', '', ''],
		['null', null, ''],
		['a field that is not there', undefined, ''],
	])('goes out as it is: %s', async (_, note, comment) => {
		const { output } = await codify([{ id: IDS[0], note }]);
		expect(output[0].codified).toBe(true);
		expect(JSON.parse(bodies()[0])).toEqual({ cod_act: '12', comment, customer_id: IDS[0] });
		expect(simulator().recordOf('1001', IDS[0])?.comments).toBe(comment);
	});

	test.each<[string, unknown]>([
		['a switch', true],
		['an object', { text: 'x' }],
		['a list', ['x']],
	])('is refused when it is %s', async (_, note) => {
		const { output } = await codify([{ id: IDS[0], note }]);
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe(
			'Not sent: the Comment is neither text nor a number (customer ID 1020304050 in campaign 1001)',
		);
	});

	test('is empty when the field was never touched', async () => {
		await codify([{ id: IDS[0] }], { comment: '' });
		expect(bodies()).toEqual(['{"cod_act":"12","comment":"","customer_id":"1020304050"}']);
	});
});

test('the hints of Codify Record name its own fields', async () => {
	simulator().fault = ({ body }) =>
		body.includes(IDS[0]) ? { reply: refusals.parameterMissing } : undefined;
	const { output } = await codify([{ id: IDS[0] }, { id: '7' }]);
	expect(output[0].message).toContain(
		'Check Campaign Type, Campaign, Customer ID and Activity Code.',
	);
	expect(output[1].message).toContain('and that the code exists.');
	expect(JSON.stringify(output)).not.toMatch(/remov/i);
});

test('a campaign that is not there ends its records after ten refusals', async () => {
	const missing = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
	simulator().fault = ({ method }) => (method === 'PUT' ? { reply: missing } : undefined);
	const { output } = await codify(customers(12), { campaignId: byId('7777') });
	expect(
		simulator()
			.calls.map(({ method }) => method)
			.join(' '),
	).toBe(`${'PUT '.repeat(10)}GET`);
	expect(output[11].error).toBe(
		'Not sent: customer ID 1020304061 in campaign 7777, because this Wolkvox account has no predictive campaign 7777',
	);
});
