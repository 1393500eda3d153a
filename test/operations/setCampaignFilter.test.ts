/** Set Campaign Filter: which records of a campaign are dialed. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { optionOf } from '../support/persons';
import { json } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const CAMPAIGNS = ['1001', '1002', '1003'];
const VERIFY = 'Look in wolkvox Manager at the filter of the campaign, or run this item again.';
const FIELDS = [
	...['customer_name', 'customer_last_name', 'id_type', 'customer_id', 'age', 'gender', 'country'],
	...['state', 'city', 'zone', 'address'],
	...Array.from({ length: 12 }, (_, index) => `opt${index + 1}`),
	...Array.from({ length: 10 }, (_, index) => `tel${index + 1}`),
	...['tel_extra', 'email', 'result'],
];

testChange(
	{
		name: 'Set Campaign Filter',
		operation: 'setCampaignFilter',
		items: CAMPAIGNS.map((campaign, item) => ({ campaign, city: `City ${item}` })),
		parameters: {
			campaignType: 'predictive',
			campaignId: byId('={{ $json.campaign }}'),
			conditions: {
				condition: [{ field: 'city', operator: 'equals', value: '={{ $json.city }}' }],
			},
		},
		prepare: (one) => {
			for (const id of CAMPAIGNS) one.addCampaign({ id, records: ['1', '2'] });
		},
		isDone: (one, item) =>
			JSON.stringify(one.campaigns.get(CAMPAIGNS[item])?.filter ?? {}).includes(`City ${item}`),
		requests: CAMPAIGNS.map(
			(id, item) =>
				`PUT campaign.php?api=campaign_filter&type_campaign=predictive&campaign_id=${id} {"filter_active":"yes","connector":"and","filters":[{"field":"city","operator":"=","value":"City ${item}"}]}`,
		),
		done: CAMPAIGNS.map((id) => ({
			filtered: true,
			campaign_id: id,
			total_records: '2',
			pending_records: '2',
			applied_filter: 'yes',
		})),
		asked: CAMPAIGNS.map((id) => ({ campaign_id: id })),
		key: 'filtered',
		subjects: CAMPAIGNS.map((id) => `campaign ${id}`),
		participle: 'filtered',
		noun: 'campaign',
		verify: VERIFY,
		code: 200,
	},
	simulator,
);

const CITY = { field: 'city', operator: 'equals', value: 'Bogotá' };

/** Filters campaign 1001, by its city unless told otherwise. */
async function filter(
	conditions: unknown = [CITY],
	{
		mode,
		item = {},
		parameters = {},
	}: { mode?: Mode; item?: IDataObject; parameters?: IDataObject } = {},
) {
	simulator().addCampaign({ id: '1001', records: ['1', '2', '3'] });
	const ended = await runNode({
		operation: 'setCampaignFilter',
		items: [item],
		mode,
		parameters: {
			campaignType: 'predictive',
			campaignId: byId('1001'),
			conditions: { condition: conditions as IDataObject[] },
			...parameters,
		},
	});
	const output = jsonOf(ended.items);
	return {
		...ended,
		output,
		text: ended.error?.message ?? output[0]?.error,
		hint: ended.error?.description ?? output[0]?.message,
	};
}

const bodies = () => simulator().calls.map(({ body }) => JSON.parse(body) as IDataObject);
const filters = () => bodies().map((body) => body.filters);

test('Set Campaign Filter is offered to persons and to agents by this name', () => {
	expect(optionOf('setCampaignFilter')).toMatchObject({
		name: 'Set Campaign Filter',
		action: 'Set the filter of a campaign',
	});
});

test("Set Campaign Filter sends the request of Wolkvox's page, and not the one that starts a campaign", async () => {
	simulator().addCampaign({ id: '2001', type: 'preview', records: ['1'] });
	const { output } = await filter(
		[
			{ field: 'age', operator: '>=', value: '18' },
			{ field: 'result', operator: 'is', value: 'NO-ANSWER' },
			{ field: 'customer_name', operator: 'like', value: '%Ñandú & "co"%' },
		],
		{
			parameters: {
				campaignType: 'preview',
				campaignId: byId('2001'),
				filterActive: true,
				connector: 'or',
			},
		},
	);
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'PUT https://wv0023.wolkvox.com/api/v2/campaign.php?api=campaign_filter&type_campaign=preview&campaign_id=2001',
	);
	expect(JSON.parse(body)).toEqual({
		filter_active: 'yes',
		connector: 'or',
		filters: [
			{ field: 'age', operator: '>=', value: '18' },
			{ field: 'result', operator: 'is', value: 'NO-ANSWER' },
			{ field: 'customer_name', operator: 'like', value: '%Ñandú & "co"%' },
		],
	});
	expect(headers).toEqual(expect.arrayContaining([['wolkvox-token', TOKEN]]));
	expect(output).toEqual([
		{
			filtered: true,
			campaign_id: '2001',
			total_records: '1',
			pending_records: '1',
			applied_filter: 'yes',
			code: 200,
			msg: 'Campaign filter successfully updated',
		},
	]);
	expect(simulator().campaigns.get('2001')?.status).toBe('Started');
});

describe('the counts of Set Campaign Filter', () => {
	const COUNTS = { total_records: '120', pending_records: 80, applied_filter: 'city = Bogotá' };
	test.each<[string, number, IDataObject]>([
		['an object and no code', 200, { error: null, msg: 'done', data: COUNTS }],
		['a list and a code', 200, { code: '200', error: null, msg: 'done', data: [COUNTS] }],
		['an empty code', 200, { code: '', error: null, msg: 'done', data: COUNTS }],
	])('come out as Wolkvox sent them: %s', async (_, status, reply) => {
		simulator().fault = () => ({ reply: json(status, reply) });
		const { output } = await filter();
		expect(output).toEqual([
			{ filtered: true, campaign_id: '1001', ...COUNTS, code: 200, msg: 'done' },
		]);
	});

	test('may be missing where the code says success', async () => {
		simulator().fault = () => ({ reply: json(200, { code: 200, error: null, msg: 'done' }) });
		const { output } = await filter();
		expect(output).toEqual([{ filtered: true, campaign_id: '1001', code: 200, msg: 'done' }]);
	});

	test('are needed where no code says success', async () => {
		simulator().fault = () => ({ reply: json(200, { error: null, msg: 'done' }) });
		const { output } = await filter();
		expect(output).toMatchObject([
			{ filtered: false, maybe_filtered: true, reason: 'answerWithoutCode' },
		]);
	});

	test('do not hide that it was done, or bring a field that fails the item', async () => {
		const data = { filtered: false, campaign_id: '7', error: 'x', total_records: '1', code: 'y' };
		simulator().fault = () => ({ reply: json(200, { error: null, msg: 'done', data }) });
		const { output } = await filter();
		expect(output).toEqual([
			{ filtered: true, campaign_id: '1001', total_records: '1', code: 200, msg: 'done' },
		]);
	});
});

describe('the fields of a condition', () => {
	test.each(FIELDS)('have %s', async (field) => {
		await filter([{ ...CITY, field: `={{ " ${field.toUpperCase()}" }}` }]);
		expect(filters()).toEqual([[{ field, operator: '=', value: 'Bogotá' }]]);
	});

	test.each([
		'recall_date',
		'recall_telephone',
		'agent_id',
		'opt13',
		'tel0',
		'ciudad',
		'',
		null,
		1,
	])('have none that Wolkvox does not name: %p', async (field) => {
		const { output } = await filter([{ ...CITY, field: '={{ $json.field }}' }], {
			item: { field },
		});
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([{ filtered: false, campaign_id: '1001' }]);
		expect(output[0].error).toBe(`Not sent: Field is none of ${FIELDS.join(', ')} (campaign 1001)`);
	});
});

describe('the operators of a condition', () => {
	test.each<[string, string]>([
		['equals', '='],
		// A workflow file that someone wrote: n8n takes it for an expression of nothing.
		['=', '='],
		['={{ "=" }}', '='],
		['={{ "equals" }}', '='],
		['!=', '!='],
		['<', '<'],
		['<=', '<='],
		['>', '>'],
		['>=', '>='],
		['is', 'is'],
		['={{ "IS " }}', 'is'],
		['like', 'like'],
	])('have %s, which is %s', async (operator, sent) => {
		const { output } = await filter([{ ...CITY, operator }]);
		expect(filters()).toEqual([[{ field: 'city', operator: sent, value: 'Bogotá' }]]);
		expect(output[0].filtered).toBe(true);
	});

	test.each(['==', '<>', 'in', 'not like', 'is not', '', null, 1])(
		'have none that Wolkvox does not name: %p',
		async (operator) => {
			const { output } = await filter([{ ...CITY, operator: '={{ $json.operator }}' }], {
				item: { operator },
			});
			expect(simulator().calls).toEqual([]);
			expect(output[0].error).toBe(
				'Not sent: Operator is none of =, !=, <, <=, >, >=, is, like (campaign 1001)',
			);
		},
	);

	test('are "=" in a file also beside a condition that holds an expression', async () => {
		await filter(
			[
				{ field: 'city', operator: '!=', value: '={{ $json.city }}' },
				{ field: 'age', operator: '=', value: '={{ $json.age }}' },
			],
			{ item: { city: 'Cali', age: 30 } },
		);
		expect(filters()).toEqual([
			[
				{ field: 'city', operator: '!=', value: 'Cali' },
				{ field: 'age', operator: '=', value: '30' },
			],
		]);
	});
});

describe('the value of a condition', () => {
	test.each<[unknown, string]>([
		['Bogotá', 'Bogotá'],
		[' 007 ', ' 007 '],
		[0, '0'],
		[18, '18'],
		// Records without a result have it empty.
		['', ''],
	])('goes out as it is: %p', async (value, sent) => {
		await filter([{ ...CITY, value: '={{ $json.value }}' }], { item: { value } as IDataObject });
		expect(filters()).toEqual([[{ field: 'city', operator: '=', value: sent }]]);
	});

	test.each<[unknown, string]>([
		[true, 'the Value of a condition is neither text nor a number'],
		[{ a: 1 }, 'the Value of a condition is neither text nor a number'],
		[['a'], 'the Value of a condition is neither text nor a number'],
		[1.5, 'the Value of a condition is a number, but not a whole one'],
		[2 ** 53 + 2, 'the Value of a condition is a number too large to be exact'],
		['{{ $json.value }}', 'the Value of a condition holds an expression as plain text'],
	])('is refused when it is %p', async (value, what) => {
		const { output } = await filter([{ ...CITY, value: '={{ $json.value }}' }], {
			item: { value } as IDataObject,
		});
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe(`Not sent: ${what} (campaign 1001)`);
	});
});

describe('a filter without conditions', () => {
	test.each(MODES)('is refused when it is active (%s)', async (mode) => {
		const { text, hint } = await filter([], { mode });
		expect(simulator().calls).toEqual([]);
		expect(text).toBe('Not sent: the filter is active and has no condition (campaign 1001)');
		expect(hint).toContain('Add a condition, or switch Filter Active off.');
	});

	test.each<IDataObject>([
		{ conditions: {} },
		{ conditions: '={{ $json.none }}' },
		{ conditions: '={{ null }}' },
		{ conditions: '={{ ({ condition: "city" }) }}' },
	])('is refused also when the conditions come from %j', async (parameters) => {
		const { output } = await filter([], { parameters });
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([{ filtered: false, reason: 'conditionMissing' }]);
	});

	test('is what switches the filter off', async () => {
		const { output } = await filter([], { parameters: { filterActive: false } });
		expect(bodies()).toEqual([{ filter_active: 'no', connector: 'and', filters: [] }]);
		expect(output).toMatchObject([{ filtered: true, applied_filter: 'no' }]);
	});
});

describe('the switch and the connector of Set Campaign Filter', () => {
	test.each<[unknown, string]>([
		[false, 'no'],
		[true, 'yes'],
		['={{ "FALSE" }}', 'no'],
		['={{ $json.none === undefined }}', 'yes'],
	])('is active: %p is %s', async (filterActive, sent) => {
		await filter([CITY], { parameters: { filterActive } as IDataObject });
		expect(bodies()).toMatchObject([{ filter_active: sent, filters: [{ field: 'city' }] }]);
	});

	test.each(['yes', 'no', '', null, 0])('is no switch: %p', async (active) => {
		const { output } = await filter([CITY], {
			parameters: { filterActive: '={{ $json.active }}' },
			item: { active },
		});
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe(
			'Not sent: Filter Active is neither true nor false (campaign 1001)',
		);
	});

	test.each(['and', 'or', '={{ " OR " }}'])('connects by %s', async (connector) => {
		await filter([CITY, CITY], { parameters: { connector } });
		expect(bodies()).toMatchObject([{ connector: connector === 'and' ? 'and' : 'or' }]);
	});

	test.each(['xor', '&&', '', null])('does not connect by %p', async (connector) => {
		const { output } = await filter([CITY], {
			parameters: { connector: '={{ $json.connector }}' },
			item: { connector },
		});
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe('Not sent: Connector is none of and, or (campaign 1001)');
	});
});

test('the same filter for one campaign is one call, and another one between keeps its turn', async () => {
	simulator().addCampaign({ id: '1001' });
	const { items } = await runNode({
		operation: 'setCampaignFilter',
		items: ['A', 'A', 'B', 'A'].map((city) => ({ city })),
		parameters: {
			campaignId: byId('1001'),
			conditions: { condition: [{ ...CITY, value: '={{ $json.city }}' }] },
		},
	});
	expect(simulator().calls.map((call) => requestOf(call).replace(/^.*"value":/, ''))).toEqual([
		'"A"}]}',
		'"B"}]}',
		'"A"}]}',
	]);
	expect(jsonOf(items).map(({ filtered }) => filtered)).toEqual([true, true, true, true]);
});
