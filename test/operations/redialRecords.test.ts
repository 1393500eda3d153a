/** Redial Records: all records of a campaign that have a result are dialed again. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { optionOf, testPersonsOnly } from '../support/persons';
import { json, refusals } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const RESULTS = ['BUSY', 'NO-ANSWER', 'FAILED'];
const VERIFY =
	'Look in wolkvox Manager at the results of the records before you redial them again.';
const ADDRESS = 'PUT campaign.php?api=recall_records&campaign_id=1001';

testChange(
	{
		name: 'Redial Records',
		operation: 'redialRecords',
		items: RESULTS.map((result) => ({ result })),
		parameters: {
			campaignId: byId('1001'),
			redialField: 'Cod_Machine',
			redialValue: '={{ $json.result }}',
			confirmCampaignId: '1001',
		},
		prepare: (one) =>
			one.addCampaign({
				id: '1001',
				records: RESULTS.map((result) => ({ customer_id: `of ${result}`, result })),
			}),
		isDone: (one, item) => one.recordOf('1001', `of ${RESULTS[item]}`)?.result === 'CLEAN',
		requests: RESULTS.map(
			(result) => `${ADDRESS} ${JSON.stringify({ field: 'Cod_Machine', value: result })}`,
		),
		done: RESULTS.map(() => ({ redialed: true, campaign_id: '1001', affected_records: 1 })),
		asked: RESULTS.map(() => ({ campaign_id: '1001' })),
		key: 'redialed',
		subjects: RESULTS.map(() => 'campaign 1001'),
		participle: 'redialed',
		noun: 'campaign',
		verify: VERIFY,
		code: 200,
		once: true,
		sameCampaign: true,
	},
	simulator,
);

testPersonsOnly(
	{
		name: 'Redial Records',
		operation: 'redialRecords',
		parameters: { redialValue: 'BUSY' },
		key: 'redialed',
		prepare: (one) => one.addCampaign({ id: '1001', records: ['1'] }),
	},
	simulator,
);

/** Redials in campaign 1001, which has two busy records and one with the activity code 12. */
async function redial(
	parameters: IDataObject = {},
	{ mode, items = [{}] }: { mode?: Mode; items?: IDataObject[] } = {},
) {
	simulator().addCampaign({
		id: '1001',
		records: [
			{ customer_id: '1', result: 'BUSY' },
			{ customer_id: '2', result: 'BUSY' },
			{ customer_id: '3', result: 'ANSWER', cod_act: '12' },
		],
	});
	const ended = await runNode({
		operation: 'redialRecords',
		items,
		mode,
		parameters: { campaignId: byId('1001'), confirmCampaignId: '1001', ...parameters },
	});
	return { ...ended, output: jsonOf(ended.items) };
}

const bodies = () => simulator().calls.map(({ body }) => JSON.parse(body) as IDataObject);

test('Redial Records says in its action that it is for all records', () => {
	expect(optionOf('redialRecords').action).toBe(
		'Redial all records of a campaign that have a result',
	);
});

test("Redial Records sends the request of Wolkvox's page, and nothing else", async () => {
	const { output } = await redial({ campaignType: 'preview', redialValue: 'BUSY' });
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url} ${body}`).toBe(
		'PUT https://wv0023.wolkvox.com/api/v2/campaign.php?api=recall_records&campaign_id=1001 {"field":"Cod_Machine","value":"BUSY"}',
	);
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
		]),
	);
	expect(output).toEqual([
		{
			redialed: true,
			campaign_id: '1001',
			affected_records: 2,
			code: 200,
			msg: '2 record(s) have been marked for recall successfully',
		},
	]);
	expect(['1', '2', '3'].map((id) => simulator().recordOf('1001', id)?.result)).toEqual([
		'CLEAN',
		'CLEAN',
		'ANSWER',
	]);
});

const DIALER = [
	...['ABANDON', 'ANSWER', 'ANSWER-MACHINE', 'BUSY', 'CONGESTION', 'DO-NOT-CALL', 'FAILED', 'FAX'],
	...['MAILBOX', 'NA', 'NO-ANSWER', 'NOT-AVAILABLE', 'RPC', 'UNKNOWN', 'WRONG NUMBER'],
	'WRONG PERSON CONTACT (RPC)',
];

describe('a result of the dialer', () => {
	test.each(DIALER)('may be %s', async (result) => {
		await redial({ redialValue: `={{ "${result.toLowerCase()} " }}` });
		expect(bodies()).toEqual([{ field: 'Cod_Machine', value: result }]);
	});

	test('is NO-ANSWER where the field was never touched', async () => {
		await redial();
		expect(bodies()).toEqual([{ field: 'Cod_Machine', value: 'NO-ANSWER' }]);
	});

	test.each([
		'NO ANSWER',
		'CLEAN',
		'all',
		'*',
		'',
		' ',
		'BUSY,FAILED',
		null,
		undefined,
		12,
		['BUSY'],
	])('is none that Wolkvox does not name: %p', async (result) => {
		const { output } = await redial(
			{ redialValue: '={{ $json.result }}' },
			{ items: [{ result } as IDataObject] },
		);
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([{ redialed: false, campaign_id: '1001' }]);
		expect(output[0].error).toBe(
			`Not sent: Result is none of ${DIALER.join(', ')} (campaign 1001)`,
		);
	});
});

describe('an activity code', () => {
	test.each<[string, unknown, string]>([
		['cod_rslt1', '12', '12'],
		['cod_rslt2', '12', '12'],
		['={{ "COD_RSLT1 " }}', '12', '12'],
		['cod_rslt1', ' 007 ', '007'],
		['cod_rslt1', '={{ 12 }}', '12'],
		['cod_rslt2', 'PAY-1.b_2', 'PAY-1.b_2'],
	])('of %s is sent by its ID: %p', async (redialField, redialValue, value) => {
		await redial({ redialField, redialValue } as IDataObject);
		const field = redialField.includes('2') ? 'cod_rslt2' : 'cod_rslt1';
		expect(bodies()).toEqual([{ field, value }]);
	});

	test.each([
		['nothing', '={{ "" }}'],
		['a field that is not there', '={{ $json.none }}'],
		['several', '12,34'],
		['a list', '={{ ["12"] }}'],
		['a number that is not whole', '={{ 1.5 }}'],
		['a word for nothing', 'undefined'],
	])('is refused when it is %s', async (_, redialValue) => {
		const { output } = await redial({ redialField: 'cod_rslt1', redialValue });
		expect(simulator().calls).toEqual([]);
		expect(output[0].error).toBe(
			'Not sent: the Activity Code is not the ID of a code (campaign 1001)',
		);
	});
});

test('an expression says for each item which result is looked at', async () => {
	const { output } = await redial(
		{ redialField: '={{ $json.field }}', redialValue: '={{ $json.value }}' },
		{
			items: [
				{ field: 'Cod_Machine', value: 'BUSY' },
				{ field: 'cod_rslt1', value: '12' },
				{ field: 'Cod_Machine', value: '12' },
				{ field: 'cod_rslt3', value: '12' },
			],
		},
	);
	expect(bodies()).toEqual([
		{ field: 'Cod_Machine', value: 'BUSY' },
		{ field: 'cod_rslt1', value: '12' },
	]);
	expect(output.map((item) => item.redialed)).toEqual([true, true, false, false]);
	expect(output[3].error).toBe(
		'Not sent: Redial By is none of Cod_Machine, cod_rslt1, cod_rslt2 (campaign 1001)',
	);
});

describe('the number of records that are dialed again', () => {
	const counted = (affected: unknown, msg: string) =>
		json(200, { code: '200', error: null, msg, data: [{ affected_records: affected }] });

	test.each<[unknown, string, number]>([
		['12', 'made up', 12],
		[12, 'made up', 12],
		[' 7 ', '9 record(s) have been marked', 7],
		[undefined, '9 record(s) have been marked', 9],
		['', '9 record(s) have been marked', 9],
		[null, '0 record(s) have been marked', 0],
	])('is a number, of %p and "%s"', async (affected, msg, number) => {
		simulator().fault = () => ({ reply: counted(affected, msg) });
		const { output } = await redial();
		expect(output).toMatchObject([{ redialed: true, affected_records: number, msg }]);
	});

	test.each(MODES)('of 0 says that nobody is dialed (%s)', async (mode) => {
		const { output, error } = await redial({ redialValue: 'FAX' }, { mode });
		expect(error).toBeUndefined();
		expect(output).toEqual([
			{
				redialed: true,
				campaign_id: '1001',
				affected_records: 0,
				note: 'No record has this result, so nobody is dialed again',
				code: 200,
				msg: '0 record(s) have been marked for recall successfully',
			},
		]);
	});

	test('of 1 has no such note', async () => {
		simulator().fault = () => ({ reply: counted('1', 'made up') });
		const { output } = await redial();
		expect(output[0]).not.toHaveProperty('note');
	});

	test('is left out where Wolkvox does not tell it', async () => {
		simulator().fault = () => ({ reply: json(200, { code: 200, error: null, msg: 'marked' }) });
		const { output } = await redial();
		expect(output).toEqual([{ redialed: true, campaign_id: '1001', code: 200, msg: 'marked' }]);
	});
});

test('items that ask for the same redial share one call, since a second one would call people twice', async () => {
	const { output, items } = await redial({ redialValue: 'BUSY' }, { items: [{}, {}, {}] });
	expect(simulator().calls.map(requestOf)).toEqual([
		`${ADDRESS} {"field":"Cod_Machine","value":"BUSY"}`,
	]);
	expect(output.map(({ affected_records: affected }) => affected)).toEqual([2, 2, 2]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
});

test('Redial Records that is refused speaks of the campaign, in its own words', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await redial();
	expect(output).toMatchObject([
		{
			redialed: false,
			error: 'Campaign 1001 was not redialed: Wolkvox says that a value is missing',
		},
	]);
	expect(JSON.stringify(output)).not.toMatch(/remov|codif|customer ID/i);
});
