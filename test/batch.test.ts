/** Records per Request: which items share a request, and what each of them comes to. */

import * as fc from 'fast-check';
import type * as Workflow from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { jsonOf } from './support/engine';
import { customers, MODES, removeRecords, type Mode } from './support/node';
import { json, refusals, strangeReplies } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

/** Runs items with these customer IDs; a record stands for each but those that begin with "x". */
async function run(
	ids: unknown[],
	options: IDataObject = {},
	{ mode, node, more = {} }: { mode?: Mode; node?: IDataObject; more?: IDataObject } = {},
) {
	const records = ids.flatMap((id) => String(id).split(',')).filter((id) => !id.startsWith('x'));
	simulator().addCampaign({ id: '1001', records });
	const ended = await removeRecords(ids.map((id) => ({ id })) as never, {
		mode,
		node,
		parameters: { options: { recordsPerRequest: 100, ...options }, ...more },
	});
	const { items } = ended;
	return {
		...ended,
		output: jsonOf(items),
		/** Of each item: how many shared its request, or why it failed. */
		outcomes: jsonOf(items).map((item) => item.request_records ?? item.error),
		hint: ended.run.data.resultData.runData['Wolkvox Campaign'][0].hints?.[0]?.message,
	};
}

/** The customer IDs of each request. */
function sent(): string[] {
	return simulator().calls.map(({ body }) => JSON.parse(body).customer_id);
}

const notFound = (id: string) =>
	`Customer ID ${id} was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already`;
/** The same for a record that was in a refused request of several before. */
const notFoundAlone = (ids: string) =>
	`Customer ${ids.includes(',') ? 'IDs' : 'ID'} ${ids} may already have been removed from campaign 1001 by an earlier attempt: Wolkvox found no such record or campaign; it may be gone already`;
const spent = 'the quota of calls for today is spent';

test('neighboring items share a request, in order, up to Records per Request', async () => {
	const { output, items, hint } = await run(['1', '2', '3', '4', '5'], { recordsPerRequest: 2 });
	expect(sent()).toEqual(['1,2', '3,4', '5']);
	const success = (customerId: string, together: string) => ({
		removed: true,
		campaign_id: '1001',
		customer_id: customerId,
		code: 202,
		msg: `customer_id ${together} has been deleted successfully`,
		request_records: together.split(',').length,
	});
	expect(output).toEqual([
		success('1', '1,2'),
		success('2', '1,2'),
		success('3', '3,4'),
		success('4', '3,4'),
		success('5', '5'),
	]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 3, 4].map((item) => ({ item })),
	);
	expect(simulator().mostAtOnce).toBe(1);
	expect(hint).toBe('5 items: 5 removed. 3 calls.');
});

test('no items share a request when Records per Request is 1, nor do two for the same record', async () => {
	simulator().whenMissing = 'accept';
	const { output, hint } = await run(['1', '1', '2'], { recordsPerRequest: 1 });
	expect(sent()).toEqual(['1', '1', '2']);
	expect(Object.keys(output[0])).toEqual(['removed', 'campaign_id', 'customer_id', 'code', 'msg']);
	expect(hint).toBeUndefined();
});

test('only items of one campaign, one type and the same options share a request', async () => {
	const fields = [
		{ id: '1', campaign: 1001, type: 'predictive', retries: 3 },
		{ id: '2', campaign: ' 1001 ', type: 'Predictive', retries: 3 },
		{ id: '3', campaign: 1002, type: 'predictive', retries: 3 },
		{ id: '4', campaign: 1002, type: 'preview', retries: 3 },
		{ id: '5', campaign: 1002, type: 'preview', retries: 2 },
		{ id: '6', campaign: 1001, type: 'predictive', retries: 3 },
	];
	simulator().whenMissing = 'accept';
	simulator().addCampaign({ id: '1001' });
	simulator().addCampaign({ id: '1002' });
	await removeRecords(fields, {
		parameters: {
			campaignType: '={{ $json.type }}',
			campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' },
			options: { recordsPerRequest: 50, maxRetries: '={{ $json.retries }}' },
		},
	});
	expect(sent()).toEqual(['1,2', '3', '4', '5', '6']);
});

test.each<[string, IDataObject]>([
	['Timeout', { recordsPerRequest: 50, timeout: '={{ $json.value }}' }],
	['Max Retries', { recordsPerRequest: 50, maxRetries: '={{ $json.value }}' }],
	['Records per Request', { recordsPerRequest: '={{ $json.value }}' }],
])('items with another %s share no request', async (_, options) => {
	simulator().addCampaign({ id: '1001', records: ['1', '2', '3', '4'] });
	const items = [5, 5, 6, 6].map((value, index) => ({ id: String(index + 1), value }));
	await removeRecords(items, { parameters: { options } });
	expect(sent()).toEqual(['1,2', '3,4']);
});

test('an item that is refused before sending does not part its neighbors', async () => {
	const { outcomes, outputs } = await run(
		['1', '', '2', 1.5, '3'],
		{},
		{ mode: 'continueErrorOutput' },
	);
	expect(sent()).toEqual(['1,2,3']);
	expect(outcomes.slice(0, 3)).toEqual([3, 3, 3]);
	expect(outputs('Wolkvox Campaign')[1].map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 1 },
		{ item: 3 },
	]);
});

test('an item with several customer IDs is never split', async () => {
	const { output } = await run(['1', '2,3', '4', '5,6,7,8', '9'], { recordsPerRequest: 3 });
	expect(sent()).toEqual(['1,2,3', '4', '5,6,7,8', '9']);
	expect(output.map(({ customer_id }) => customer_id)).toEqual(['1', '2,3', '4', '5,6,7,8', '9']);
	expect(output.map(({ request_records }) => request_records)).toEqual([3, 3, 1, 4, 1]);
});

test('a customer ID that two items ask for is sent once, and both get the answer', async () => {
	const { outcomes, hint } = await run(['1', '2', '1', '2,3', '3', '4'], {
		recordsPerRequest: 3,
	});
	expect(sent()).toEqual(['1,2,3', '4']);
	expect(outcomes).toEqual([3, 3, 3, 3, 3, 1]);
	expect(hint).toBe('6 items: 6 removed (4 records). 2 calls.');
});

test('the customer IDs stand in the order of the items, whoever shares them', async () => {
	await run(['1', '2', '3,1', '4']);
	expect(sent()).toEqual(['1,2,3,4']);
});

test('a thousand items share one request', async () => {
	const ids = customers(1001).map(({ id }) => id);
	const { outcomes, hint } = await run(ids, { recordsPerRequest: 1000 });
	expect(sent().map((one) => one.split(',').length)).toEqual([1000, 1]);
	expect(outcomes).toEqual([...Array(1000).fill(1000), 1]);
	expect(hint).toBe('1001 items: 1001 removed. 2 calls.');
});

test.each([0, 1001, 1.5, -1, 'many', ''])(
	'Records per Request of %p is refused',
	async (recordsPerRequest) => {
		const { outcomes } = await run(['1'], { recordsPerRequest });
		expect(outcomes).toEqual([
			'Not sent: Records per Request is not a whole number from 1 to 1000 (customer ID 1 in campaign 1001)',
		]);
		expect(sent()).toEqual([]);
	},
);

test('a refused request is sent in smaller parts until the refused record stands alone', async () => {
	const { outcomes, output, hint } = await run(['1', '2', '3', 'x4', '5', '6', '7', '8']);
	expect(sent()).toEqual(['1,2,3,x4,5,6,7,8', '1,2,3,x4', '1,2', '3', 'x4', '5', '6,7,8']);
	expect(outcomes).toEqual([2, 2, 1, notFoundAlone('x4'), 1, 3, 3, 3]);
	expect(output[3].message).toContain(
		'Before, it was in a request for 4 records that Wolkvox refused; no source says whether some of them were removed then. Wolkvox answered: code 404, NOT FOUND, "customer_id x4 is not in this campaign',
	);
	expect(hint).toBe(
		'8 items: 7 removed, 1 uncertain: check it. 7 calls, 6 of them for parts of requests that were split. Reason: Wolkvox found no such record or campaign; it may be gone already.',
	);
	expect(simulator().recordsOf('1001')).toEqual([]);
});

test.each([
	['a value is missing', refusals.parameterMissing],
	['not allowed', json(403, { code: 403, error: 'FORBIDDEN', msg: 'made up' })],
	['too large', json(413, { code: 413 })],
	['the same in HTTP 200, as text', json(200, { code: '404', msg: 'made up' })],
])('a refused request is split when the refusal is: %s', async (_, reply) => {
	simulator().fault = ({ body }) => (body.includes('b') ? { reply } : undefined);
	const { outcomes } = await run(['1', 'b', '3']);
	expect(sent()).toEqual(['1,b,3', '1,b', '1', 'b', '3']);
	expect(outcomes).toEqual([
		1,
		expect.stringMatching(/^Customer ID b (was not|may already have been) removed/),
		1,
	]);
});

test('a refused request is not split where items share the refused record', async () => {
	const { outcomes } = await run(['x1', '2', 'x1', 'x1']);
	expect(sent()).toEqual(['x1,2', 'x1', '2']);
	expect(outcomes).toEqual([notFoundAlone('x1'), 1, notFoundAlone('x1'), notFoundAlone('x1')]);
});

test('a refused request is not split between items that a third one binds together', async () => {
	const { outcomes } = await run(['x1', '2', 'x1,2', '4']);
	expect(sent()).toEqual(['x1,2,4', 'x1,2', '4']);
	expect(outcomes).toEqual([notFoundAlone('x1'), notFoundAlone('2'), notFoundAlone('x1, 2'), 1]);
});

test('an item that waits after a refusal gets the answer that another one got for the same record', async () => {
	const { outcomes } = await run(['x1', '2', '2', '3', '4']);
	expect(sent()).toEqual(['x1,2,3,4', 'x1,2', 'x1', '2', '3,4']);
	expect(outcomes).toEqual([notFoundAlone('x1'), 1, 1, 2, 2]);
});

test('an item with several customer IDs stays whole when its request is split', async () => {
	const { outcomes } = await run(['1', '2,x3', '4', '5,4']);
	expect(sent()).toEqual(['1,2,x3,4,5', '1,2,x3', '1', '2,x3', '4', '5']);
	expect(outcomes).toEqual([1, notFoundAlone('2, x3'), 1, 1]);
});

test('the parts of a refused request tell that an earlier attempt may have removed the record', async () => {
	simulator().fault = () =>
		sent().length === 1 ? { reply: 'reset', carriesOut: true } : undefined;
	const { outcomes } = await run(['1', '2']);
	expect(sent()).toEqual(['1,2', '1,2', '1', '2']);
	for (const [index, outcome] of outcomes.entries()) {
		expect(outcome).toMatch(
			`Customer ID ${index + 1} may already have been removed from campaign 1001 by an earlier attempt: `,
		);
	}
});

test('a part that is not sent again tells that an earlier attempt may have removed the record', async () => {
	simulator().fault = () =>
		[{ reply: 'reset' as const, carriesOut: true }, undefined, { reply: refusals.quotaSpent }][
			sent().length - 1
		];
	const { outcomes, hint } = await run(['1', '2']);
	expect(sent()).toEqual(['1,2', '1,2', '1']);
	expect(outcomes).toEqual(
		['1', '2'].map(
			(id) =>
				`Customer ID ${id} may already have been removed from campaign 1001 by an earlier attempt: ${spent}`,
		),
	);
	expect(hint).toContain('2 uncertain: check them.');
});

test('a refused request is not split further when the quota ends meanwhile, and nothing more is sent', async () => {
	simulator().fault = () => (sent().length === 3 ? { reply: refusals.quotaSpent } : undefined);
	const { outcomes, output, hint } = await run(['x1', '2', '3', '4', '5'], {
		recordsPerRequest: 4,
	});
	expect(sent()).toEqual(['x1,2,3,4', 'x1,2', 'x1']);
	expect(outcomes).toEqual([
		`Customer ID x1 was not removed from campaign 1001: ${spent}`,
		`Customer ID 2 was not removed from campaign 1001: ${spent}`,
		`Customer ID 3 was not removed from campaign 1001: ${spent}`,
		`Customer ID 4 was not removed from campaign 1001: ${spent}`,
		`Not sent: customer ID 5 in campaign 1001, because ${spent}`,
	]);
	expect(output[2].message).toContain(
		'Before, it was in a request for 4 records that Wolkvox refused; no source says whether some of them were removed then. Wolkvox answered: code 404',
	);
	expect(hint).toContain('5 items: 5 not removed.');
});

test.each([
	['the quota is spent', refusals.quotaSpent, /^Customer ID \d was not removed .* spent$/],
	['the token is refused', refusals.tokenRefused, /^Customer ID \d was not removed .* token$/],
	[
		'Wolkvox does not know the call',
		refusals.callUnknown,
		/^Customer ID \d was not removed .* this call$/,
	],
	[
		'the answer is a web page',
		strangeReplies.webPage,
		/^Customer ID \d may or may not have been removed /,
	],
])('a request is not split when %s', async (_, reply, text) => {
	simulator().fault = () => ({ reply });
	const { outcomes, output } = await run(['1', '2', '3']);
	expect(sent()).toEqual(['1,2,3']);
	expect(outcomes).toEqual(Array(3).fill(expect.stringMatching(text)));
	expect(output[0].message).toContain('The request was for 3 records.');
});

test('a request is not split but sent again as it was after trouble that passes', async () => {
	simulator().fault = () =>
		[{ reply: json(503, { code: 503 }) }, { reply: refusals.busy }][sent().length - 1];
	const { outcomes, hint } = await run(['1', '2', '3']);
	expect(sent()).toEqual(['1,2,3', '1,2,3', '1,2,3']);
	expect(outcomes).toEqual([3, 3, 3]);
	expect(hint).toBe('3 items: 3 removed. 3 calls.');
});

test('in the stop mode what stands before the refused record is removed, what follows is not sent', async () => {
	const { error } = await run(['1', '2', 'x3', '4', '5'], {}, { mode: 'stopWorkflow' });
	expect(sent()).toEqual(['1,2,x3,4,5', '1,2,x3', '1,2', 'x3']);
	expect(error?.message).toBe(notFoundAlone('x3'));
	expect(error?.context.itemIndex).toBe(2);
	expect(error?.description).toContain(
		'Before this item the run removed 2 records, which cannot be undone.',
	);
	expect(simulator().recordsOf('1001')).toEqual(['4', '5']);
});

test('in the stop mode the message names all records of a request whose outcome is not known', async () => {
	simulator().fault = () => (sent().length === 2 ? { reply: strangeReplies.webPage } : undefined);
	const { error } = await run(
		['1', '2', '3', '4', '5'],
		{ recordsPerRequest: 2 },
		{ mode: 'stopWorkflow' },
	);
	expect(error?.message).toMatch(
		/^Customer IDs 3, 4 may or may not have been removed from campaign 1001: /,
	);
	expect(error?.context.itemIndex).toBe(2);
	expect(error?.description).toContain('The request was for 2 records.');
	expect(error?.description).toContain('Before this item the run removed 2 records');
});

describe('a stop', () => {
	const stopped = (id: string) =>
		`Customer ID ${id} may or may not have been removed from campaign 1001: the execution was stopped while this request was on its way`;

	/** Stops the run when a call, from 1, is on its way. */
	async function stopAt(call: number, ids: string[], mode: Mode) {
		let stop = () => {};
		const records = ids.filter((id) => !id.startsWith('x'));
		simulator().addCampaign({ id: '1001', records });
		simulator().fault = () => {
			if (sent().length !== call) return undefined;
			void wait(50).then(() => stop());
			return { reply: 'hang' };
		};
		const { items } = await removeRecords(
			ids.map((id) => ({ id })),
			{
				mode,
				parameters: { options: { recordsPerRequest: 4 } },
				onStart: (stopRun) => {
					stop = stopRun;
				},
			},
		);
		return jsonOf(items).map((item) => item.request_records ?? item.error);
	}

	test('a stop while a part of a request is on its way leaves each item that was sent its outcome', async () => {
		const ids = ['1', '2', '', 'x3', '4', '5', '6'];
		const outcomes = await stopAt(3, ids, 'continueRegularOutput');
		expect(sent()).toEqual(['1,2,x3,4', '1,2', 'x3']);
		const empty = 'Not sent: the Customer ID is empty (campaign 1001)';
		expect(outcomes).toEqual([2, 2, empty, stopped('x3'), notFound('4')]);
	});

	test.each(MODES)(
		'a stop before the last parts are sent leaves each item that was sent its outcome: %s',
		async (mode) => {
			const outcomes = await stopAt(4, ['1', 'x2', '3', '4', '5'], mode);
			expect(sent()).toEqual(['1,x2,3,4', '1,x2', '1', 'x2']);
			expect(outcomes).toEqual([1, stopped('x2'), notFound('3'), notFound('4')]);
		},
	);
});

test('Retry On Fail does not send again what a request for several items removed', async () => {
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const { outcomes } = await run(['x1', '2', '3', 'x4'], {}, { node });
	expect(sent()).toEqual([
		...['x1,2,3,x4', 'x1,2', 'x1', '2', '3,x4', '3', 'x4'],
		...['x1,x4', 'x1', 'x4'],
	]);
	expect(outcomes).toEqual([notFoundAlone('x1'), 1, 1, notFoundAlone('x4')]);
});

test('whatever is asked for: nothing lost, nothing twice, each item with its own outcome', async () => {
	const id = fc.integer({ min: 1, max: 30 }).map(String);
	const item = fc.oneof(
		{ weight: 8, arbitrary: id },
		{
			weight: 1,
			arbitrary: fc
				.array(id, { minLength: 2, maxLength: 4 })
				.map((ids) => [...new Set(ids)].join(',')),
		},
		{ weight: 1, arbitrary: fc.constant('') },
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(item, { minLength: 1, maxLength: 25 }),
			fc.integer({ min: 2, max: 12 }),
			fc.uniqueArray(id, { maxLength: 4 }),
			async (asked, recordsPerRequest, missing) => {
				simulator().reset();
				simulator().addToken('made-up-'.repeat(8), { quota: Infinity });
				const records = new Set(asked.flatMap((one) => one.split(',')));
				for (const one of ['', ...missing]) records.delete(one);
				simulator().addCampaign({ id: '1001', records });
				const { items } = await removeRecords(
					asked.map((one) => ({ id: one })),
					{ parameters: { options: { recordsPerRequest } } },
				);

				expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
					asked.map((_, index) => ({ item: index })),
				);
				for (const ids of sent().map((one) => one.split(','))) {
					expect(new Set(ids).size).toBe(ids.length);
					if (ids.length > recordsPerRequest) {
						const named = asked.map((one) => one.split(','));
						expect(named.some((own) => ids.every((one) => own.includes(one)))).toBe(true);
					}
				}
				const removed = simulator().calls.flatMap((call) => call.removed ?? []);
				expect(new Set(removed).size).toBe(removed.length);
				for (const [index, { json: outcome }] of items.entries()) {
					const ids = asked[index].split(',');
					if (outcome.removed) {
						expect(outcome.customer_id).toBe(asked[index]);
						for (const one of ids) expect(removed).toContain(one);
					} else if (!ids.some((one) => one === '' || missing.includes(one))) {
						// Only a request before, or a customer ID that is bound to a bad one, may be the reason.
						const bound = asked.filter((one) => one.split(',').some((own) => ids.includes(own)));
						expect(bound.length).toBeGreaterThan(1);
					}
				}
			},
		),
		{ numRuns: 40, seed: 20_261_123 },
	);
});
