/** Mark as Do Not Call: records of a predictive campaign are no longer dialed. */

import type { IDataObject } from 'n8n-workflow';
import { byId, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { customers, MODES, runNode, TOKEN, type Mode } from '../support/node';
import { json, refusals, strangeReplies, type Call, type Fault } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1020304050', '1020304051', '1020304052'];
const PARAMETERS = { campaignId: byId('1001'), customerId: '={{ $json.id }}' };
const VERIFY =
	'Look in wolkvox Manager whether the record has the result DO-NOT-CALL, or run this item again.';

testChange(
	{
		name: 'Mark as Do Not Call',
		operation: 'markDoNotCall',
		items: customers(3),
		parameters: PARAMETERS,
		prepare: (one) => one.addCampaign({ id: '1001', records: IDS }),
		isDone: (one, item) => one.recordOf('1001', IDS[item])?.result === 'DO-NOT-CALL',
		requests: IDS.map(
			(id) =>
				`PUT configuration.php?api=block_predictive_dnc {"id_campaing":"1001","id_cliente":["${id}"]}`,
		),
		done: IDS.map((id) => ({ marked: true, campaign_id: '1001', customer_id: id })),
		asked: IDS.map((id) => ({ campaign_id: '1001', customer_id: id })),
		key: 'marked',
		subjects: IDS.map((id) => `customer ID ${id}`),
		participle: 'marked',
		place: ' in campaign 1001',
		noun: 'record',
		verify: VERIFY,
	},
	simulator,
);

/** Marks customers in campaign 1001, which has all of them but those that begin with "x". */
async function mark(
	ids: unknown[],
	options: IDataObject = {},
	{
		mode,
		node,
		campaign = '1001',
		onStart,
	}: {
		mode?: Mode;
		node?: IDataObject;
		campaign?: string;
		onStart?: (stop: () => void) => void;
	} = {},
) {
	const records = ids.flatMap((id) => String(id).split(',')).filter((id) => !id.startsWith('x'));
	simulator().addCampaign({ id: '1001', records });
	const ended = await runNode({
		operation: 'markDoNotCall',
		items: ids.map((id) => ({ id })) as IDataObject[],
		mode,
		node,
		onStart,
		parameters: { ...PARAMETERS, campaignId: byId(campaign), options },
	});
	const output = jsonOf(ended.items);
	return {
		...ended,
		output,
		/** Of each item: how many shared its request, or why it failed. */
		outcomes: output.map((item) => item.request_records ?? item.error ?? item.marked),
		hint: ended.run.data.resultData.runData['Wolkvox Campaign'][0].hints?.[0]?.message,
	};
}

/** The customer IDs of each request. */
const sent = () =>
	simulator()
		.calls.filter(({ method }) => method === 'PUT')
		.map(({ body }) => (JSON.parse(body).id_cliente as string[]).join());
const marked = (id: string) => simulator().recordOf('1001', id)?.result === 'DO-NOT-CALL';
const counted = (msg: string) => json(202, { code: '202', error: null, msg });
const MISSING = 'campaign 1001 has no such customer';
const missing = (id: string) => `Customer ID ${id} was not marked in campaign 1001: ${MISSING}`;

test("Mark as Do Not Call sends the request of Wolkvox's page, and nothing else", async () => {
	await mark(['1020304050,Ñandú-9', 7]);
	expect(simulator().calls.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
		// "campaing" is how Wolkvox spells it.
		'PUT https://wv0023.wolkvox.com/api/v2/configuration.php?api=block_predictive_dnc {"id_campaing":"1001","id_cliente":["1020304050","Ñandú-9"]}',
		'PUT https://wv0023.wolkvox.com/api/v2/configuration.php?api=block_predictive_dnc {"id_campaing":"1001","id_cliente":["7"]}',
	]);
	expect(simulator().calls[0].headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
		]),
	);
});

test('several customer IDs of one item are marked with one request', async () => {
	const { output, hint } = await mark(['1,2,3', ['4', 5], '6,6', 7, [' 7 ']]);
	expect(sent()).toEqual(['1,2,3', '4,5', '6', '7', '7']);
	expect(output[0]).toEqual({
		marked: true,
		campaign_id: '1001',
		customer_id: '1,2,3',
		code: 202,
		msg: '3 records were successfully marked as DO-NOT-CALL in campaign 1001',
	});
	expect(['1', '2', '3', '4', '5', '6', '7'].every(marked)).toBe(true);
	expect(hint).toBeUndefined();
});

test('a campaign type in the workflow file has no part in it', async () => {
	const ended = await runNode({
		operation: 'markDoNotCall',
		items: [{ id: '1' }],
		parameters: { ...PARAMETERS, campaignType: 'preview' },
	});
	expect(simulator().calls[0].url).not.toContain('type_campaign');
	expect(ended.items).toHaveLength(1);
});

describe('a count in the reply that is not that of the request', () => {
	test.each(MODES)('of 0 for one customer is a failing item (%s)', async (mode) => {
		const { output, error, hint } = await mark(['1', 'x2', '3'], {}, { mode });
		const text = error?.message ?? output.find((item) => item.error)?.error;
		expect(text).toBe(missing('x2'));
		const message = error?.description ?? output.find((item) => item.error)?.message;
		expect(message).toContain(
			'Check that the customer was uploaded to this campaign with this ID, exactly as it was uploaded.',
		);
		expect(message).toContain(
			'Wolkvox answered: code 202, "0 records were successfully marked as DO-NOT-CALL in campaign 1001".',
		);
		expect(message).not.toContain('Look in wolkvox Manager');
		if (mode === 'stopWorkflow') {
			expect(sent()).toEqual(['1', 'x2']);
			expect(message).toContain('Before this item the run marked 1 record.');
		} else {
			expect(sent()).toEqual(['1', 'x2', '3']);
			expect(hint).toBe(`3 items: 2 marked, 1 not marked. 3 calls. Reason: ${MISSING}.`);
		}
	});

	test('of 0 for one customer has its reason, and is not uncertain', async () => {
		const { output } = await mark(['x1']);
		expect(output).toEqual([
			{
				marked: false,
				campaign_id: '1001',
				customer_id: 'x1',
				reason: 'customerMissing',
				error: missing('x1'),
				message: expect.any(String),
			},
		]);
	});

	test('of 0 for an item with several IDs means that none of them is there', async () => {
		const { output } = await mark(['x1,x2']);
		expect(sent()).toEqual(['x1,x2']);
		expect(output[0].error).toBe(
			'Customer IDs x1, x2 were not marked in campaign 1001: campaign 1001 has none of these customers',
		);
		expect(output[0]).not.toHaveProperty('maybe_marked');
	});

	test('of fewer for an item with several IDs leaves open which one is missing', async () => {
		const { output } = await mark(['1,x2,3']);
		expect(sent()).toEqual(['1,x2,3']);
		expect(output[0]).toMatchObject({
			marked: false,
			maybe_marked: true,
			reason: 'countedFewer',
			error:
				'Customer IDs 1, x2, 3 may or may not have been marked in campaign 1001: Wolkvox counted 2 of 3',
		});
		expect(output[0].message).toContain(
			'Give each customer ID an item of its own to see which one is missing.',
		);
		expect(output[0].message).toContain(VERIFY);
		expect(output[0].message).not.toContain('refused');
	});

	test.each<[string, string]>([
		['its code as a number', '1 record was marked'],
		['a capital letter', 'OK: 1 Record(s) marked as do not call'],
		['another wording', 'In campaign 1001: 1 records updated'],
		['the number alone', '1'],
		['no count at all', 'DO-NOT-CALL in campaign 1001'],
		['no text', ''],
	])('is none with %s', async (_, msg) => {
		simulator().fault = () => ({ reply: counted(msg), carriesOut: true });
		const { output } = await mark(['1']);
		expect(output).toEqual([
			{ marked: true, campaign_id: '1001', customer_id: '1', code: 202, msg },
		]);
	});

	test.each<[string, string]>([
		['in English', '0 records were marked'],
		['in the singular', '0 record was marked'],
		['in Spanish', '0 registros fueron marcados'],
		['in Spanish, in the singular', 'Se marcó 0 registro en la campaña 1001'],
		['at the beginning', '0 marked as DO-NOT-CALL in campaign 1001'],
	])('is seen in other words: %s', async (_, msg) => {
		simulator().fault = () => ({ reply: counted(msg) });
		const { output } = await mark(['1']);
		expect(output[0].error).toBe(missing('1'));
	});

	test('of more than were sent is a success: a customer may have several records', async () => {
		simulator().fault = () => ({ reply: counted('3 records were marked'), carriesOut: true });
		const { output } = await mark(['1', '2'], { recordsPerRequest: 2 });
		expect(output.map((item) => item.request_records)).toEqual([2, 2]);
	});

	test('with 200, 201 or a number for its code is read all the same', async () => {
		const codes = [200, '201', 202];
		simulator().fault = () => ({
			reply: json(200, {
				code: codes[simulator().calls.length - 1],
				error: null,
				msg: '0 records',
			}),
		});
		const { outcomes } = await mark(['1', '2', '3']);
		expect(outcomes).toEqual([missing('1'), missing('2'), missing('3')]);
	});
});

describe('records that share a request', () => {
	test('are marked with their neighbors, each with its own item', async () => {
		const { output, items, hint } = await mark(['1', '2', '3', '4', '5'], { recordsPerRequest: 2 });
		expect(sent()).toEqual(['1,2', '3,4', '5']);
		expect(output[1]).toEqual({
			marked: true,
			campaign_id: '1001',
			customer_id: '2',
			code: 202,
			msg: '2 records were successfully marked as DO-NOT-CALL in campaign 1001',
			request_records: 2,
		});
		expect(output[4].request_records).toBe(1);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(hint).toBe('5 items: 5 marked. 3 calls.');
	});

	test('do not cross campaigns', async () => {
		simulator().addCampaign({ id: '1002', records: ['2'] });
		await mark(
			['1', '2', '3'],
			{ recordsPerRequest: 9 },
			{
				campaign: '={{ $json.id === "2" ? "1002" : "1001" }}',
			},
		);
		expect(simulator().calls.map(({ body }) => body)).toEqual([
			'{"id_campaing":"1001","id_cliente":["1"]}',
			'{"id_campaing":"1002","id_cliente":["2"]}',
			'{"id_campaing":"1001","id_cliente":["3"]}',
		]);
	});

	test('name a customer once that several items name', async () => {
		const { outcomes, hint } = await mark(['1', '2,1', '1'], { recordsPerRequest: 9 });
		expect(sent()).toEqual(['1,2']);
		expect(outcomes).toEqual([2, 2, 2]);
		expect(hint).toBe('3 items: 3 marked (2 records). 1 call.');
	});

	test.each(MODES)('are parted until the missing ones stand alone (%s)', async (mode) => {
		const { outcomes, error, hint } = await mark(
			['1', '2', 'x3', '4'],
			{ recordsPerRequest: 4 },
			{ mode },
		);
		const first = ['1,2,x3,4', '1,2', 'x3'];
		if (mode === 'stopWorkflow') {
			expect(sent()).toEqual(first);
			expect(error?.message).toBe(missing('x3'));
			expect(error?.context.itemIndex).toBe(2);
			expect(error?.description).toContain('Before this item the run marked 2 records.');
			expect(error?.description).not.toContain('refused');
			return;
		}
		expect(sent()).toEqual([...first, '4']);
		expect([...outcomes].sort()).toEqual([1, 2, 2, missing('x3')].sort());
		expect(hint).toBe(
			`4 items: 3 marked, 1 not marked. 4 calls, 3 of them for parts of requests that were split. Reason: ${MISSING}.`,
		);
	});

	test('are parted when none of them was counted', async () => {
		const { outcomes } = await mark(['x1', 'x2'], { recordsPerRequest: 2 });
		expect(sent()).toEqual(['x1,x2', 'x1', 'x2']);
		expect(outcomes).toEqual([missing('x1'), missing('x2')]);
	});

	test('are parted when Wolkvox refuses the whole', async () => {
		simulator().fault = ({ body }) =>
			body.includes('"2"')
				? { reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' }) }
				: undefined;
		const { outcomes, output } = await mark(['1', '2', '3'], { recordsPerRequest: 3 });
		expect(sent()).toEqual(['1,2,3', '1,2', '1', '2', '3']);
		expect(outcomes).toEqual([
			1,
			'Customer ID 2 was not marked in campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
			1,
		]);
		expect(output[1].message).toContain('Check that the campaign is a predictive one with this ID');
	});

	test('with an item of several IDs of which one is missing: that item alone stays open', async () => {
		const { outcomes, output } = await mark(['1', '2,x3', '4'], { recordsPerRequest: 9 });
		expect(sent()).toEqual(['1,2,x3,4', '1,2,x3', '1', '2,x3', '4']);
		expect(outcomes).toEqual([
			1,
			'Customer IDs 2, x3 may or may not have been marked in campaign 1001: Wolkvox counted 1 of 2',
			1,
		]);
		expect(output[1]).toMatchObject({ maybe_marked: true, reason: 'countedFewer' });
	});

	const COUNTED_FIRST: Array<[string, Fault['reply'], string]> = [
		['the quota is spent', refusals.quotaSpent, 'the quota of calls for today is spent'],
		['the token is refused', refusals.tokenRefused, 'Wolkvox did not accept the token'],
	];
	test.each(COUNTED_FIRST)(
		'may have been marked by the request that counted fewer, when %s before they are sent again',
		async (_, reply, what) => {
			simulator().fault = () => (simulator().calls.length === 2 ? { reply } : undefined);
			const { output, hint } = await mark(['1', 'x2', '3', '4'], { recordsPerRequest: 4 });
			expect(sent()).toEqual(['1,x2,3,4', '1,x2']);
			expect(['1', '3', '4'].every(marked)).toBe(true);
			expect(output.map(({ error }) => error)).toEqual(
				['1', 'x2', '3', '4'].map(
					(id) =>
						`Customer ID ${id} may already have been marked in campaign 1001 by an earlier attempt: ${what}`,
				),
			);
			for (const item of output) {
				expect(item.maybe_marked).toBe(true);
				expect(item.message).toContain(VERIFY);
				expect(item.message).not.toContain('that Wolkvox refused');
			}
			expect(hint).toContain('4 items: 4 uncertain: check them. 2 calls,');
		},
	);

	test('were not marked when none was counted before the quota is spent', async () => {
		simulator().fault = () =>
			simulator().calls.length === 2 ? { reply: refusals.quotaSpent } : undefined;
		const { output } = await mark(['x1', 'x2'], { recordsPerRequest: 2 });
		expect(output.map(({ error }) => error)).toEqual(
			['x1', 'x2'].map(
				(id) =>
					`Customer ID ${id} was not marked in campaign 1001: the quota of calls for today is spent`,
			),
		);
		for (const item of output) expect(item.message).not.toContain('that Wolkvox refused');
	});

	test('may have been marked by the request that counted fewer, when a stop comes before they are sent again', async () => {
		let stop = () => {};
		const { sleep: wait } = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
		simulator().fault = () => {
			if (simulator().calls.length < 2) return undefined;
			void wait(50).then(() => stop());
			return { reply: 'hang' };
		};
		const { output } = await mark(
			['1', 'x2', '3', '4'],
			{ recordsPerRequest: 4 },
			{
				onStart: (stopRun) => {
					stop = stopRun;
				},
			},
		);
		expect(sent()).toEqual(['1,x2,3,4', '1,x2']);
		expect(output).toHaveLength(4);
		for (const item of output) {
			expect(item.error).toMatch(/ may or may not have been marked in campaign 1001: /);
			expect(item.maybe_marked).toBe(true);
		}
	});

	test('say that the whole request has an unknown outcome when its answer can not be understood', async () => {
		simulator().fault = () => ({ reply: strangeReplies.cutOff, carriesOut: true });
		const { output } = await mark(['1', '2'], { recordsPerRequest: 2 });
		expect(sent()).toEqual(['1,2']);
		expect(output[0].error).toBe(
			'Customer ID 1 may or may not have been marked in campaign 1001: the answer was cut off',
		);
		expect(output[0].message).toContain('The request was for 2 records.');
	});

	test('are sent again together after a broken connection', async () => {
		simulator().fault = () =>
			simulator().calls.length === 1 ? { reply: 'reset', carriesOut: true } : undefined;
		const { outcomes } = await mark(['1', '2'], { recordsPerRequest: 2 });
		expect(sent()).toEqual(['1,2', '1,2']);
		expect(outcomes).toEqual([2, 2]);
	});

	test('are not sent again by Retry On Fail once they are marked', async () => {
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const { outcomes } = await mark(['x1', '2', '3', '4'], { recordsPerRequest: 4 }, { node });
		expect(sent()).toEqual(['x1,2,3,4', 'x1,2', 'x1', '2', '3,4', 'x1', 'x1']);
		expect(outcomes).toEqual([missing('x1'), 1, 2, 2]);
	});

	test('count as calls in a dry run and for the quota', async () => {
		const { hint } = await mark(['1', '2', '3'], { recordsPerRequest: 2, dryRun: true });
		expect(hint).toBe('Dry run: 3 of 3 items can be sent: 3 records, 2 calls.');
		simulator().addToken(TOKEN, { quota: 2 });
		const { output } = await mark(['1', '2', '3'], { recordsPerRequest: 2, checkQuota: true });
		expect(output[0].error).toContain('this run needs 2 calls, and 1 is left today');
	});

	test.each([0, 1001, 1.5, 'many'])('are not %p a request', async (recordsPerRequest) => {
		const { output } = await mark(['1'], { recordsPerRequest });
		expect(output[0].error).toContain('Records per Request is not a whole number from 1 to 1000');
		expect(simulator().calls).toEqual([]);
	});

	test('may be 1000', async () => {
		const ids = customers(1000).map(({ id }) => id);
		const { output } = await mark(ids, { recordsPerRequest: 1000 });
		expect(simulator().calls).toHaveLength(1);
		expect(output.every((item) => item.request_records === 1000)).toBe(true);
	});
});

describe('a campaign that is not there', () => {
	// A list of campaigns is kept for a minute.
	beforeEach(async () => {
		const { sleep } = jest.requireMock<typeof import('n8n-workflow')>('n8n-workflow');
		await sleep(60_001);
	});
	const kinds = () => simulator().calls.map(({ method }) => method);
	const refused = ({ method }: Call): Fault | undefined =>
		method === 'PUT' ? { reply: refusals.parameterMissing } : undefined;

	test.each(['preview', undefined] as const)(
		'ends its records after ten refusals, also when it is one of another type: %s',
		async (type) => {
			if (type) simulator().addCampaign({ id: '7777', type });
			simulator().fault = refused;
			const ids = customers(12).map(({ id }) => id);
			const { output } = await mark(ids, {}, { campaign: '7777' });
			expect(kinds()).toEqual([...Array<string>(10).fill('PUT'), 'GET']);
			expect(output[9].error).toContain('was not marked in campaign 7777: ');
			expect(output[11].error).toBe(
				`Not sent: customer ID ${ids[11]} in campaign 7777, because this Wolkvox account has no predictive campaign 7777`,
			);
		},
	);

	test('is none when no customer is found in one that is there', async () => {
		const ids = customers(14).map(({ id }) => `x${id}`);
		const { output } = await mark(ids);
		expect(kinds().filter((method) => method === 'PUT')).toHaveLength(14);
		expect(output.every(({ reason }) => reason === 'customerMissing')).toBe(true);
	});

	test('is asked about again a minute later only', async () => {
		simulator().addCampaign({ id: '7777' });
		const ids = customers(11).map(({ id }) => `x${id}`);
		await mark(ids, {}, { campaign: '7777' });
		await mark(ids, {}, { campaign: '7777' });
		expect(kinds().filter((method) => method === 'GET')).toHaveLength(1);
	});
});

test('words of others do not stand in the texts of Mark as Do Not Call', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await mark(['1']);
	expect(JSON.stringify(output)).not.toMatch(/remov|codif/i);
});
