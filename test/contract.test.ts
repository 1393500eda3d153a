/** What the contract of an operation carries beside Remove Record. */

import type { IDataObject } from 'n8n-workflow';
import { removeRecords, type Mode } from './support/node';
import { jsonOf, types } from './support/engine';
import { json, refusals, strangeReplies, type Call, type Fault } from './support/simulator';
import { addRecord, findRecord, nodeWith, removeEverywhere } from './support/sketches';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

for (const operation of [addRecord, findRecord, removeEverywhere]) {
	types[`sketch.${operation.option.value}`] = nodeWith(operation);
}

async function run(
	operation: 'addRecord' | 'findRecord' | 'removeEverywhere',
	ids: string[],
	reply: (call: Call) => Fault['reply'],
	{
		mode,
		options = {},
		node = {},
	}: { mode?: Mode; options?: IDataObject; node?: IDataObject } = {},
) {
	simulator().fault = (call) => ({ reply: reply(call) });
	const ended = await removeRecords(
		ids.map((id) => ({ id })),
		{ mode, node: { type: `sketch.${operation}`, ...node }, parameters: { options } },
	);
	return {
		...ended,
		output: jsonOf(ended.items),
		hint: ended.run.data.resultData.runData['Wolkvox Campaign'][0].hints?.[0]?.message,
	};
}

/** Requests in short: method, call, campaign and customers. */
const sent = () =>
	simulator().calls.map(({ method, url, body }) => {
		const { searchParams } = new URL(url);
		const ids = body ? body.match(/(?<="customer_id":")[^"]+/g) : [searchParams.get('customer_id')];
		return [method, searchParams.get('api'), searchParams.get('campaign_id'), ids?.join('+')]
			.filter(Boolean)
			.join(' ');
	});

const retries = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

describe('an operation that must not be repeated', () => {
	const added = (total: number) =>
		json(201, { code: '201', error: null, msg: 'added', data: [{ total_registers: `${total}` }] });

	test('shares a request among items', async () => {
		const { output } = await run('addRecord', ['1', '2', '3'], () => added(2), {
			options: { recordsPerRequest: 2 },
		});
		expect(sent()).toEqual(['POST add_record 1001 1+2', 'POST add_record 1001 3']);
		expect(simulator().calls[0].body).toBe('[{"customer_id":"1"},{"customer_id":"2"}]');
		expect(output[1]).toEqual({ added: true, customer_id: '2', code: 201, msg: 'added' });
		// A reply that counts another number than was sent is no success.
		expect(output[2].error).toContain('Customer ID 3 may or may not have been added to campaign ');
	});

	test.each<[string, Fault['reply']]>([
		['a broken connection', 'reset'],
		['no answer', 'hang'],
		['trouble at Wolkvox', json(503, { code: 503 })],
		['a page of a gateway', strangeReplies.gatewayPage],
	])('is not sent again after %s', async (_, reply) => {
		const { output } = await run('addRecord', ['1'], () => reply, { options: { timeout: 0.3 } });
		expect(sent()).toHaveLength(1);
		expect(output[0].error).toMatch(
			/^Customer ID 1 may or may not have been added to campaign 1001: /,
		);
		expect(output[0].message).toContain('Look with Find Record before you add it again.');
	});

	test.each<[string, Fault['reply']]>([
		['the token was in use', refusals.busy],
		['Wolkvox asked for fewer calls', json(429, { code: 429 })],
	])('is sent again where nothing was done: %s', async (_, reply) => {
		const { output } = await run('addRecord', ['1'], () => (sent().length < 3 ? reply : added(1)));
		expect(sent()).toHaveLength(3);
		expect(output).toMatchObject([{ added: true }]);
	});

	test('is not split when it is refused', async () => {
		const reply = json(404, { code: 404 });
		const { output } = await run('addRecord', ['1', '2'], () => reply, {
			options: { recordsPerRequest: 2 },
		});
		expect(sent()).toEqual(['POST add_record 1001 1+2']);
		expect(output.map(({ error }) => error)).toEqual([
			'Customer ID 1 may or may not have been added to campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
			'Customer ID 2 may or may not have been added to campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
		]);
	});

	test.each<Mode>(['stopWorkflow', 'continueRegularOutput'])(
		'Retry On Fail reports what is unknown again, and does not send it again (%s)',
		async (mode) => {
			const { output, error } = await run('addRecord', ['1', '2'], () => 'reset', {
				mode,
				node: retries,
			});
			const unknown =
				'Customer ID 1 may or may not have been added to campaign 1001: the connection broke before the whole answer came';
			expect(error?.message ?? output[0].error).toBe(unknown);
			expect(sent()).toEqual(
				mode === 'stopWorkflow'
					? ['POST add_record 1001 1']
					: ['POST add_record 1001 1', 'POST add_record 1001 2'],
			);
		},
	);

	test('Retry On Fail sends again what was refused', async () => {
		const refused = json(404, { code: 404 });
		const { output } = await run(
			'addRecord',
			['1', '2'],
			({ body }) => (body.includes('"1"') && sent().length < 3 ? refused : added(1)),
			{ node: retries },
		);
		expect(sent().map((line) => line.at(-1))).toEqual(['1', '2', '1']);
		expect(output).toMatchObject([{ added: true }, { added: true }]);
	});
});

describe('a read', () => {
	const list = (...data: IDataObject[]) => json(200, { code: '200', error: null, msg: '', data });

	test('puts out several items for one, each paired with it', async () => {
		const { items } = await run('findRecord', ['1', '2', '3 a&b'], ({ url }) =>
			url.includes('customer_id=1')
				? list({ campaign_id: '1001', tel1: '1' }, { campaign_id: '1001', tel1: '2' })
				: list(),
		);
		expect(sent()).toEqual([
			'GET find_record 1001 1',
			'GET find_record 1001 2',
			'GET find_record 1001 3 a&b',
		]);
		expect(items.map(({ json: found, pairedItem }) => ({ ...found, pairedItem }))).toEqual([
			{ found: true, campaign_id: '1001', tel1: '1', pairedItem: { item: 0 } },
			{ found: true, campaign_id: '1001', tel1: '2', pairedItem: { item: 0 } },
			{ found: false, customer_id: '2', pairedItem: { item: 1 } },
			{ found: false, customer_id: '3 a&b', pairedItem: { item: 2 } },
		]);
	});

	test.each<[string, Fault['reply']]>([
		['a broken connection', 'reset'],
		['a web page', strangeReplies.webPage],
	])('is never half done: %s', async (_, reply) => {
		const { output } = await run('findRecord', ['1'], () => reply);
		expect(output[0].error).toMatch(/^Customer ID 1 was not looked up in campaign 1001: /);
		expect(output[0].message).not.toContain('Look in wolkvox Manager.');
	});
});

describe('an operation that looks up first', () => {
	const campaigns = json(200, {
		code: '200',
		msg: '',
		data: [
			{ campaign_id: '1001', type_campaign: 'predictive' },
			{ campaign_id: '2001', type_campaign: 'preview' },
		],
	});
	/** In which campaigns each customer is. */
	const records: Record<string, string[]> = { 1: ['1001', '2001'], 2: [], 3: ['1001', '9009'] };
	const done = json(202, { code: 202, error: null, msg: 'deleted' });
	const wolkvox = ({ method, url, body }: Call, refused = ''): Fault['reply'] => {
		const { searchParams } = new URL(url);
		if (searchParams.get('api') === 'campaigns') return campaigns;
		const id = searchParams.get('customer_id') ?? JSON.parse(body).customer_id;
		if (method === 'GET') {
			const data = records[id].map((campaign_id) => ({ campaign_id }));
			return json(200, { code: '200', msg: '', data });
		}
		return refused === `${searchParams.get('campaign_id')} ${id}` ? json(404, { code: 404 }) : done;
	};
	const looksUp = ['GET find_record 1', 'GET campaigns', 'GET find_record 2', 'GET find_record 3'];

	test('sends several requests for one item, and the same read once a run', async () => {
		const { items, hint } = await run('removeEverywhere', ['1', '2', '3'], (call) =>
			wolkvox(call, '2001 1'),
		);
		expect(sent()).toEqual([
			...looksUp,
			'DELETE remove_record 1001 1',
			'DELETE remove_record 2001 1',
			'DELETE remove_record 1001 3',
		]);
		const removed = { removed: true, code: 202, msg: 'deleted' };
		expect(items.map(({ json: item, pairedItem }) => [pairedItem, item])).toEqual([
			[{ item: 0 }, { ...removed, campaign_id: '1001', customer_id: '1' }],
			[
				{ item: 0 },
				{
					removed: false,
					campaign_id: '2001',
					customer_id: '1',
					reason: 'notFound',
					code: 404,
					error:
						'Customer ID 1 was not removed from campaign 2001: Wolkvox found no such record or campaign; it may be gone already',
					message: expect.any(String),
				},
			],
			[{ item: 1 }, { removed: false, found: false, customer_id: '2' }],
			[{ item: 2 }, { ...removed, campaign_id: '1001', customer_id: '3' }],
			[
				{ item: 2 },
				expect.objectContaining({
					error: expect.stringContaining('Customer ID 3 was not removed from campaign 9009: '),
				}),
			],
		]);
		expect(hint).toContain(
			'5 items: 2 removed, 3 not removed. 7 calls, 4 of them to look records up first.',
		);
	});

	test('Retry On Fail neither looks up nor removes again what is done', async () => {
		const { output } = await run(
			'removeEverywhere',
			['1'],
			(call) => wolkvox(call, sent().length < 5 ? '1001 1' : ''),
			{ node: retries },
		);
		expect(sent()).toEqual([
			...looksUp.slice(0, 2),
			'DELETE remove_record 1001 1',
			'DELETE remove_record 2001 1',
			'DELETE remove_record 1001 1',
		]);
		expect(output).toMatchObject([
			{ removed: true, campaign_id: '1001' },
			{ removed: true, campaign_id: '2001' },
		]);
	});

	test('the stop mode removes nothing when a look-up fails', async () => {
		const { error } = await run(
			'removeEverywhere',
			['1', '2'],
			(call) => (call.url.endsWith('customer_id=2') ? strangeReplies.webPage : wolkvox(call)),
			{ mode: 'stopWorkflow' },
		);
		expect(sent()).toEqual(looksUp.slice(0, 3));
		expect(error?.message).toMatch(/^Customer ID 2 was not removed: the answer was a web page/);
		expect(error?.context.itemIndex).toBe(1);
		expect(error?.description).toContain('Before this item the run removed nothing.');
	});

	test('the stop mode removes nothing when a look-up finds what can not be removed', async () => {
		const { error } = await run('removeEverywhere', ['1', '3'], wolkvox, { mode: 'stopWorkflow' });
		expect(sent()).toEqual([...looksUp.slice(0, 2), 'GET find_record 3']);
		expect(error?.context.itemIndex).toBe(1);
	});

	test('counts for Max Records what it found, and removes nothing of more', async () => {
		const limit = { options: { maxRecords: 1 } };
		const { output } = await run('removeEverywhere', ['1'], wolkvox, limit);
		expect(sent()).toEqual(looksUp.slice(0, 2));
		expect(output.map(({ error }) => error)).toEqual(
			['1001', '2001'].map(
				(campaign) =>
					`Not sent: this run is for 2 records, and Max Records is 1 (customer ID 1 in campaign ${campaign})`,
			),
		);
	});

	test('a spent quota ends the look-ups', async () => {
		const { output } = await run('removeEverywhere', ['1', '2'], () => refusals.quotaSpent);
		expect(sent()).toEqual(['GET find_record 1']);
		expect(output.map(({ error }) => error)).toEqual([
			'Customer ID 1 was not removed: the quota of calls for today is spent',
			'Not sent: customer ID 2, because the quota of calls for today is spent',
		]);
	});
});
