/** Add Record: customers come into a campaign, each once, since whoever is in it twice is called twice. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf } from '../support/changes';
import { jsonOf } from '../support/engine';
import { MODES, openQueues, runNode, TOKEN, type Mode } from '../support/node';
import { json, refusals, strangeReplies, type Answer, type Fault } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

beforeEach(() => simulator().addCampaign({ id: '1001' }));
afterEach(() => {
	expect(openQueues()).toBe(0);
	expect(simulator().mostAtOnce).toBeLessThanOrEqual(1);
});

/** The fields of the item as they are. */
const AUTOMATIC = { mappingMode: 'autoMapInputData', value: null };
const mapped = (value: IDataObject) => ({ mappingMode: 'defineBelow', value });

/** Adds items to campaign 1001, their fields as they are unless told otherwise. */
async function add(
	items: unknown[],
	{
		mode,
		node,
		onStart,
		settings,
		...parameters
	}: IDataObject & { mode?: Mode; onStart?: (stop: () => void) => void } = {},
) {
	const ended = await runNode({
		operation: 'addRecord',
		items: items as IDataObject[],
		mode,
		node: node as IDataObject,
		settings: settings as IDataObject,
		onStart,
		parameters: { campaignId: byId('1001'), fields: AUTOMATIC, ...parameters },
	});
	const output = jsonOf(ended.items);
	return {
		...ended,
		output,
		/** Of each item: whether it was added, or why not. */
		outcomes: output.map((item) => item.error ?? (item.duplicate ? 'duplicate' : item.added)),
		hint: ended.run.data.resultData.runData['Wolkvox Campaign'][0].hints?.[0]?.message,
	};
}

/** Made-up leads whose IDs count up. */
const leads = (count: number, first = 1020304050) =>
	Array.from({ length: count }, (_, index) => ({
		customer_id: String(first + index),
		customer_name: `Lead ${index}`,
	}));

/** The records of each request for adding. */
const sent = (): Array<Array<Record<string, string>>> =>
	simulator()
		.calls.filter(({ method }) => method === 'POST')
		.map(({ body }) => JSON.parse(body));
const sentIds = () => sent().map((records) => records.map((one) => one.customer_id).join());
const filled = (record: Record<string, string>) =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));

const NOT_FOUND = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const numbered = (name: string, count: number) =>
	Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
const SHARED_FIELDS = [
	...['customer_name', 'customer_last_name', 'id_type', 'customer_id', 'age', 'gender'],
	...['country', 'state', 'city', 'zone', 'address'],
	...numbered('opt', 12),
	...numbered('tel', 10),
];

describe('the request of Add Record', () => {
	test.each([
		['predictive', ['tel_extra', 'email', 'recall_date', 'recall_telephone']],
		['preview', ['agent_id']],
	])('has all fields of a %s campaign as text, in an array', async (type, own) => {
		simulator().addCampaign({ id: '2002', type: type as 'preview' });
		const items = [{ customer_id: 'Ñ-7', age: 30, tel1: 3001234567, opt1: '"x"\n😀', city: null }];
		const { output } = await add(items, { campaignType: type, campaignId: byId('2002') });
		const [{ method, url, headers, body }] = simulator().calls;
		expect(`${method} ${url}`).toBe(
			`POST https://wv0023.wolkvox.com/api/v2/campaign.php?api=add_record&type_campaign=${type}&campaign_id=2002`,
		);
		expect(headers).toEqual(
			expect.arrayContaining([
				['wolkvox-token', TOKEN],
				['Content-Type', 'application/json'],
			]),
		);
		const [record, ...more] = JSON.parse(body) as Array<Record<string, string>>;
		expect(more).toEqual([]);
		expect(Object.keys(record)).toEqual([...SHARED_FIELDS, ...own]);
		expect(filled(record)).toEqual({
			customer_id: 'Ñ-7',
			age: '30',
			tel1: '3001234567',
			opt1: '"x"\n😀',
		});
		expect(record.city).toBe('');
		expect(output).toEqual([
			{
				added: true,
				campaign_id: '2002',
				customer_id: 'Ñ-7',
				code: 201,
				msg: 'All records has been added successfully',
				request_records: 1,
			},
		]);
	});

	test.each<[string, string]>([
		['notSent', ''],
		['start', '&campaign_status=start'],
		['stop', '&campaign_status=stop'],
		['={{ " START " }}', '&campaign_status=start'],
	])('says of Campaign Status %s what it has to', async (campaignStatus, query) => {
		await add(leads(1), { options: { campaignStatus } });
		expect(simulator().calls[0].url).toMatch(new RegExp(`&campaign_id=1001${query}$`));
	});

	test('carries up to 100 neighbors with the same target, unless told otherwise', async () => {
		const { output } = await add(leads(230));
		expect(sent().map(({ length }) => length)).toEqual([100, 100, 30]);
		expect(output.map((one) => one.request_records)).toEqual([
			...Array(200).fill(100),
			...Array(30).fill(30),
		]);
		expect(simulator().recordsOf('1001')).toEqual(leads(230).map((one) => one.customer_id));
	});

	test.each([
		[1, [1, 1, 1, 1, 1]],
		[3, [3, 2]],
		[10_000, [5]],
	])('carries up to %d records when the option says so', async (recordsPerRequest, lengths) => {
		await add(leads(5), { options: { recordsPerRequest } });
		expect(sent().map(({ length }) => length)).toEqual(lengths);
	});

	test('carries all records of a long list when the option says so', async () => {
		await add(leads(1500), { options: { recordsPerRequest: 10_000 } });
		expect(sent().map(({ length }) => length)).toEqual([1500]);
	});

	test('carries as many records as before after one that was refused', async () => {
		simulator().fault = () => (sent().length === 1 ? { reply: NOT_FOUND } : undefined);
		await add(leads(6), { options: { recordsPerRequest: 2 } });
		expect(sent().map(({ length }) => length)).toEqual([2, 2, 2]);
	});

	test.each([0, 10_001, 1.5, '', 'many'])(
		'is not made when Records per Request is %p',
		async (recordsPerRequest) => {
			const { output } = await add(leads(1), { options: { recordsPerRequest } });
			expect(output[0].error).toBe(
				'Not sent: Records per Request is not a whole number from 1 to 10000 (customer ID 1020304050 in campaign 1001)',
			);
			expect(simulator().calls).toEqual([]);
		},
	);

	test('does not mix campaigns, and keeps the order of the items', async () => {
		simulator().addCampaign({ id: '1002' });
		const items = leads(4).map((lead, index) => ({ ...lead, to: index === 2 ? '1002' : '1001' }));
		await add(items, { campaignId: byId('={{ $json.to }}') });
		expect(sentIds()).toEqual(['1020304050,1020304051', '1020304052', '1020304053']);
		expect(simulator().recordsOf('1002')).toEqual(['1020304052']);
	});
});

describe('the fields of Add Record', () => {
	test('are those that are mapped, as expressions give them', async () => {
		await add([{ id: 7, who: 'Made Up', phone: '+57 300 1234567' }], {
			fields: mapped({
				customer_id: '={{ $json.id }}',
				customer_name: '={{ $json.who }}',
				tel1: '={{ $json.phone }}',
				tel2: '={{ $json.none }}',
				opt12: '',
			}),
		});
		expect(sent().flat().map(filled)).toEqual([
			{ customer_id: '7', customer_name: 'Made Up', tel1: '+57 300 1234567' },
		]);
	});

	test('under Map Automatically leave out what Wolkvox does not know, and the hint names it once', async () => {
		const items = leads(3).map((lead) => ({
			...lead,
			source: 'web',
			__proto: 1,
			email: 'a@b.example',
		}));
		const { outcomes, hint } = await add(items);
		expect(outcomes).toEqual([true, true, true]);
		expect(filled(sent()[0][0])).toEqual({ ...leads(1)[0], email: 'a@b.example' });
		expect(hint).toBe(
			'3 items: 3 added. 1 call. Left out, because Wolkvox has no such fields: source, __proto.',
		);
	});

	test('that the other type of campaign has are left out under Map Automatically, too', async () => {
		simulator().addCampaign({ id: '2001', type: 'preview' });
		const { hint } = await add([{ customer_id: '7', email: 'a@b.example', agent_id: '12' }], {
			campaignType: 'preview',
			campaignId: byId('2001'),
		});
		expect(filled(sent()[0][0])).toEqual({ customer_id: '7', agent_id: '12' });
		expect(hint).toContain('Left out, because Wolkvox has no such fields: email.');
	});

	test.each([
		['that the other type has', { customer_id: '7', agent_id: '12' }, 'agent_id'],
		['that Wolkvox does not know', { customer_id: '7', phone: '3001234567' }, 'phone'],
	])('%s are refused where a person mapped them', async (_, value, name) => {
		const { output } = await add([{}], { fields: mapped(value) });
		expect(output[0]).toMatchObject({ added: false, reason: 'fieldUnknown' });
		expect(output[0].error).toBe(
			`Not sent: the field ${name} is none that a predictive campaign has (customer ID 7 in campaign 1001)`,
		);
		expect(simulator().calls).toEqual([]);
	});

	test.each<[string, IDataObject]>([
		['a number in scientific form', { customer_id: '1.02E+09' }],
		['one number with separators', { customer_id: '1,020,304' }],
		['several', { customer_id: '7,8' }],
		['a list', { customer_id: ['7', '8'] }],
		['an object', { customer_id: { id: 7 } }],
		['a fraction', { customer_id: 1.5 }],
		['a number beyond 2^53', { customer_id: 2 ** 53 + 2 }],
		['a word for nothing', { customer_id: '#N/A' }],
	])('with a customer ID that is %s are not sent', async (_, item) => {
		const { output } = await add([{ ...item, customer_name: 'x' }]);
		expect(output[0].added).toBe(false);
		expect(output[0].error).toMatch(/^Not sent: the Customer ID /);
		expect(simulator().calls).toEqual([]);
	});

	test.each<[string, unknown]>([
		['in scientific form', '3.00E+09'],
		['an object', { number: 1 }],
		['a fraction', 1.5],
		['beyond 2^53', 2 ** 53 + 2],
		['a cell that failed', '########'],
		['a word', 'none of them'],
	])('with a phone that is %s are not sent', async (_, tel3) => {
		const { output } = await add([{ customer_id: '7', tel3 }]);
		expect(output[0].error).toMatch(/^Not sent: Phone 3 .*\(customer ID 7 in campaign 1001\)$/);
		expect(simulator().calls).toEqual([]);
	});

	test.each([
		['opt1', 100],
		['opt6', 100],
		['opt7', 200],
		['opt12', 200],
	])('take as many characters as the page of Wolkvox says: %s %d', async (name, longest) => {
		const label = name.replace('opt', 'Optional ');
		const items = [
			{ customer_id: '7', [name]: '😀'.repeat(longest) },
			{ customer_id: '8', [name]: 'x'.repeat(longest + 1) },
		];
		const { output } = await add(items);
		expect(output[0].added).toBe(true);
		expect(output[1].error).toBe(
			`Not sent: ${label} has ${longest + 1} characters, and Wolkvox takes ${longest} (customer ID 8 in campaign 1001)`,
		);
		expect(sentIds()).toEqual(['7']);
	});

	test.each<[string, IDataObject, IDataObject]>([
		['nothing mapped', mapped({}), {}],
		['only empty values', mapped({ customer_name: '={{ $json.none }}', tel1: '  ' }), {}],
		['only fields that Wolkvox does not know', AUTOMATIC, { source: 'web' }],
		['no mapping at all', {}, { customer_id: '7' }],
	])('that are all empty are refused: %s', async (_, fields, item) => {
		const { output } = await add([item], { fields });
		expect(output[0].error).toBe('Not sent: all fields of the record are empty (campaign 1001)');
		expect(simulator().calls).toEqual([]);
	});

	test('may be without a customer ID, which Wolkvox does not ask for', async () => {
		const { output } = await add([{ customer_name: 'Made Up', tel1: '3001234567' }]);
		expect(filled(sent()[0][0])).toEqual({ customer_name: 'Made Up', tel1: '3001234567' });
		expect(output[0]).toMatchObject({ added: true, campaign_id: '1001' });
		expect(output[0]).not.toHaveProperty('customer_id');
	});
});

describe('the callback date of Add Record', () => {
	const year = new Date().getFullYear() + 1;
	const settings = { timezone: 'America/Bogota' };

	test.each([
		['with an offset', `${year}-03-04T15:00:00Z`, `${year}0304100000`],
		['without one', `${year}-03-04T10:00:00`, `${year}0304100000`],
		['as Wolkvox writes it', `${year}0304100000`, `${year}0304100000`],
	])('%s is written by the clock of the workflow', async (_, date, expected) => {
		await add([{ customer_id: '7', recall_date: date }], { settings });
		expect(sent()[0][0].recall_date).toBe(expected);
	});

	test('is written by the clock of the option Time Zone, where there is one', async () => {
		const item = { customer_id: '7', recall_date: `${year}-03-04T15:00:00Z` };
		await add([item], { settings, options: { timeZone: 'America/Santiago' } });
		expect(sent()[0][0].recall_date).toBe(`${year}0304120000`);
	});

	test('that is less than 30 minutes ahead gets a word in the hint', async () => {
		const recall = new Date(Date.now() + 10 * 60_000).toISOString();
		const { outcomes, hint } = await add([{ customer_id: '7', recall_date: recall }], { settings });
		expect(outcomes).toEqual([true]);
		expect(hint).toContain('1 callback is less than 30 minutes ahead: ');
	});

	test.each([
		['in the past', '2020-01-01T10:00:00', 'Callback Date is in the past'],
		['no date', 'tomorrow', 'Callback Date is not a date and time'],
	])('that is %s is refused', async (_, date, what) => {
		const { output } = await add([{ customer_id: '7', recall_date: date }], { settings });
		expect(output[0].error).toBe(`Not sent: ${what} (customer ID 7 in campaign 1001)`);
		expect(simulator().calls).toEqual([]);
	});
});

describe('a reply to Add Record', () => {
	const reply = (data: unknown, code: unknown = '201'): Fault => ({
		carriesOut: true,
		reply: json(200, { code, error: null, msg: 'made up', ...(data !== undefined && { data }) }),
	});

	test.each<[string, unknown]>([
		['as text', [{ total_registers: '2' }]],
		['as a number', [{ total_registers: 2 }]],
		['in an object', { total_registers: '2' }],
		['as a blank, as in the example of its page', [{ total_registers: ' ' }]],
		['not at all', undefined],
		['in an empty list', []],
		['as null', [{ total_registers: null }]],
	])('counts what was sent %s, which is a success', async (_, data) => {
		simulator().fault = () => reply(data);
		expect((await add(leads(2))).outcomes).toEqual([true, true]);
	});

	test.each<[string, unknown, string]>([
		['fewer', [{ total_registers: '1' }], '1'],
		['none', [{ total_registers: 0 }], '0'],
		['more', { total_registers: 3 }, '3'],
	])('that counts %s is no success for any of them', async (_, data, counted) => {
		simulator().fault = () => reply(data);
		const { output } = await add(leads(2));
		for (const [index, item] of output.entries()) {
			expect(item).toMatchObject({ added: false, maybe_added: true, reason: 'countedFewer' });
			expect(item.error).toBe(
				`Customer ID ${leads(2)[index].customer_id} may or may not have been added to campaign 1001: Wolkvox counted ${counted} of 2`,
			);
			expect(item.message).toContain('Look with Find Record before you add it again.');
		}
		expect(simulator().calls).toHaveLength(1);
	});

	test.each<[string, Answer]>([
		['licenses', json(404, { code: '404', error: 'NOT FOUND', msg: 'No licenses available' })],
		['50000', json(404, { code: 404, error: 'NOT FOUND', msg: 'more than 50000 records' })],
	])('of 404 that speaks of %s means that the campaign is full, and ends it', async (_, full) => {
		simulator().addCampaign({ id: '1002' });
		simulator().fault = ({ url, method }) =>
			method === 'POST' && url.includes('=1001') ? { reply: full } : undefined;
		const items = leads(4).map((lead, index) => ({ ...lead, to: index === 1 ? '1002' : '1001' }));
		const { output, outcomes } = await add(items, {
			campaignId: byId('={{ $json.to }}'),
			options: { recordsPerRequest: 1 },
		});
		expect(sentIds()).toEqual(['1020304050', '1020304051']);
		expect(outcomes).toEqual([
			'Customer ID 1020304050 was not added to campaign 1001: the campaign is full',
			true,
			'Not sent: customer ID 1020304052 in campaign 1001, because the campaign is full',
			'Not sent: customer ID 1020304053 in campaign 1001, because the campaign is full',
		]);
		expect(output[0].maybe_added).toBeUndefined();
	});
});

describe('Add Record sends nothing twice', () => {
	const unknown: Array<[string, Fault]> = [
		['a reset', { reply: 'reset', carriesOut: true }],
		['no answer in time', { reply: 'hang', carriesOut: true }],
		['a closed connection', { reply: 'close' }],
		['trouble at Wolkvox', { reply: json(500, { code: 500, error: 'INTERNAL', msg: '' }) }],
		['a page of a gateway', { reply: strangeReplies.gatewayPage, carriesOut: true }],
		['a web page', { reply: strangeReplies.webPage, carriesOut: true }],
		['an answer that is cut off', { reply: strangeReplies.cutOff, carriesOut: true }],
		['no answer', { reply: strangeReplies.empty, carriesOut: true }],
		['an answer without a code', { reply: strangeReplies.withoutCode }],
		['an answer of Wolkvox in 503', { reply: { statusCode: 503, body: '' } }],
	];

	describe.each(MODES)('%s', (mode) => {
		const stops = mode === 'stopWorkflow';

		test.each(unknown)('after %s', async (_, fault) => {
			let before = 0;
			simulator().fault = () => (before++ === 0 ? fault : undefined);
			const ended = await add(leads(3), {
				mode,
				node: RETRY,
				options: { timeout: 1, recordsPerRequest: 2 },
			});
			// The two whose outcome nobody knows stay so in each try, and are not sent again.
			expect(sentIds()).toEqual(
				stops ? ['1020304050,1020304051'] : ['1020304050,1020304051', '1020304052'],
			);
			const may = (ids: string) =>
				expect.stringMatching(
					new RegExp(`^Customer IDs? ${ids} may or may not have been added to campaign 1001: `),
				);
			if (stops) {
				expect(ended.error?.message).toEqual(may('1020304050, 1020304051'));
				expect(ended.error?.description).toContain(
					'Look with Find Record before you add it again.',
				);
				return;
			}
			const failing = ended.output.flatMap(({ error }) => error ?? []);
			expect(failing).toEqual([may('1020304050'), may('1020304051')]);
			expect(ended.output.filter(({ added }) => added)).toHaveLength(1);
			expect(new Set(simulator().added).size).toBe(simulator().added.length);
		});

		test('and what was added in an earlier try of Retry On Fail neither', async () => {
			let before = 0;
			// The second request is refused in the first two tries.
			simulator().fault = ({ body }) =>
				body.includes('1020304052') && before++ < 2 ? { reply: NOT_FOUND } : undefined;
			const items = stops ? leads(3) : [leads(3)[2], ...leads(2)];
			const { error, outcomes } = await add(items, {
				mode,
				node: RETRY,
				options: { recordsPerRequest: 1 },
			});
			expect(error).toBeUndefined();
			expect(outcomes).toEqual([true, true, true]);
			expect([...simulator().added].sort()).toEqual(
				leads(3).map(({ customer_id: id }) => `1001 ${id}`),
			);
			expect([...sentIds()].sort()).toEqual([
				'1020304050',
				'1020304051',
				...Array(3).fill('1020304052'),
			]);
		});

		test('when the execution is stopped while a request is on its way', async () => {
			let stop = () => {};
			const { sleep } = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
			simulator().fault = ({ body }) => {
				if (!body.includes('1020304051')) return undefined;
				void sleep(50).then(() => stop());
				return { reply: 'hang', carriesOut: true };
			};
			const ended = await add(leads(3), {
				mode,
				options: { recordsPerRequest: 1 },
				onStart: (stopRun) => {
					stop = stopRun;
				},
			});
			expect(sentIds()).toEqual(['1020304050', '1020304051']);
			expect(ended.outcomes).toEqual([
				true,
				'Customer ID 1020304051 may or may not have been added to campaign 1001: the execution was stopped while this request was on its way',
			]);
		});
	});

	test.each<[string, Fault]>([
		['a token in use', { reply: refusals.busy }],
		['too many calls', { reply: json(429, { code: 429 }) }],
	])('but again after %s, when it is certain that nothing was done', async (_, fault) => {
		let before = 0;
		simulator().fault = () => (before++ === 0 ? fault : undefined);
		const { outcomes } = await add(leads(2));
		expect(sentIds()).toEqual(Array(2).fill('1020304050,1020304051'));
		expect(outcomes).toEqual([true, true]);
		expect(simulator().added).toHaveLength(2);
	});

	test.each([408, 425])('nor after HTTP %d', async (statusCode) => {
		simulator().fault = () => ({ reply: { statusCode, body: '' } });
		await add(leads(2));
		expect(simulator().calls).toHaveLength(1);
	});

	test('nor in parts, when Wolkvox refused a request for several', async () => {
		let before = 0;
		simulator().fault = () => (before++ === 0 ? { reply: refusals.parameterMissing } : undefined);
		const { output } = await add(leads(2));
		expect(simulator().calls).toHaveLength(1);
		for (const item of output) {
			expect(item).toMatchObject({ added: false, maybe_added: true });
			expect(item.error).toContain('may ');
			expect(item.message).toContain('The request was for 2 records.');
		}
	});

	test('and says of a single record that was refused that it was not added', async () => {
		simulator().fault = () => ({ reply: refusals.parameterMissing });
		const { output } = await add(leads(1));
		expect(output[0].error).toBe(
			'Customer ID 1020304050 was not added to campaign 1001: Wolkvox says that a value is missing',
		);
		expect(output[0]).not.toHaveProperty('maybe_added');
		expect(output[0].message).toContain(
			'Check Campaign Type, Campaign and the fields that are mapped.',
		);
	});
});

describe('a customer who is twice in a run', () => {
	test.each(MODES)('is added once, and the second item says so (%s)', async (mode) => {
		const items = [...leads(2), { customer_id: ' 1020304050 ', customer_name: 'Again' }];
		const { output, error, hint } = await add(items, { mode });
		expect(error).toBeUndefined();
		expect(sentIds()).toEqual(['1020304050,1020304051']);
		expect(output[2]).toEqual({
			added: false,
			duplicate: true,
			campaign_id: '1001',
			customer_id: '1020304050',
		});
		expect(simulator().recordOf('1001', '1020304050')?.customer_name).toBe('Lead 0');
		expect(hint).toBe('3 items: 2 added, 1 not added. 1 call.');
	});

	test('is added to each of two campaigns', async () => {
		simulator().addCampaign({ id: '1002' });
		const items = ['1001', '1002', '1001'].map((to) => ({ customer_id: '7', to }));
		const { outcomes } = await add(items, { campaignId: byId('={{ $json.to }}') });
		expect(outcomes).toEqual([true, true, 'duplicate']);
		expect(simulator().added).toEqual(['1001 7', '1002 7']);
	});

	test('is added once also where the items differ in their options', async () => {
		const { outcomes } = await add([{ customer_id: '7' }, { customer_id: '7' }], {
			options: { campaignStatus: '={{ $itemIndex === 0 ? "start" : "stop" }}' },
		});
		expect(outcomes).toEqual([true, 'duplicate']);
		expect(simulator().added).toEqual(['1001 7']);
	});

	test('comes out once as a duplicate when the first item could not be used', async () => {
		const items = [
			{ customer_id: '7', tel1: '3.0E+9' },
			{ customer_id: '7', tel1: '3001234567' },
			{ customer_id: '7' },
		];
		const { outcomes } = await add(items);
		expect(outcomes.slice(1)).toEqual([true, 'duplicate']);
		expect(simulator().added).toEqual(['1001 7']);
	});

	test('is one also without a customer ID, when all of the record is the same', async () => {
		const record = { customer_name: 'Made Up', tel1: '3001234567' };
		const { outcomes } = await add([record, { ...record }, { ...record, tel1: '3001234568' }]);
		expect(outcomes).toEqual([true, 'duplicate', true]);
		expect(sent().map(({ length }) => length)).toEqual([2]);
	});
});

describe('Skip Existing', () => {
	const options = { skipExisting: true };

	test.each(MODES)('leaves out who is in the campaign, with one call each (%s)', async (mode) => {
		simulator().addCampaign({ id: '1001', records: ['1020304050'] });
		simulator().addCampaign({ id: '1002', records: ['1020304051'] });
		const { output, error, hint } = await add(leads(3), { mode, options });
		expect(error).toBeUndefined();
		expect(simulator().calls.map(requestOf).slice(0, 3)).toEqual(
			leads(3).map(
				({ customer_id: id }) =>
					`GET campaign.php?api=find_record&campaign_id=1001&customer_id=${id}`,
			),
		);
		expect(sentIds()).toEqual(['1020304051,1020304052']);
		expect(output[0]).toEqual({
			added: false,
			existing: true,
			campaign_id: '1001',
			customer_id: '1020304050',
		});
		expect(output.slice(1).map(({ added }) => added)).toEqual([true, true]);
		expect(hint).toBe(
			'3 items: 2 added, 1 not added. 4 calls, 3 of them to look records up first.',
		);
	});

	test('does not add whom it could not look up', async () => {
		simulator().fault = ({ method, url }) =>
			method === 'GET' && url.endsWith('1020304051')
				? { reply: strangeReplies.webPage }
				: undefined;
		const { output } = await add(leads(3), { options });
		expect(sentIds()).toEqual(['1020304050,1020304052']);
		expect(output[1].error).toMatch(
			/^Customer ID 1020304051 was not added to campaign 1001: |^Not sent: /,
		);
		expect(output[1]).not.toHaveProperty('maybe_added');
	});

	test.each<[string, Answer]>([
		['an empty list', json(200, { code: '200', error: null, msg: '', data: [] })],
		['a 404', NOT_FOUND],
		['no code and no records', json(200, { code: '', error: null, msg: '0 records', data: '' })],
		[
			'rows of somebody else',
			json(200, {
				code: '200',
				error: null,
				msg: '1 records were found',
				data: [{ customer_id: '10203040509', campaign_id: '1001' }],
			}),
		],
	])('takes %s for nobody', async (_, reply) => {
		simulator().fault = ({ method }) => (method === 'GET' ? { reply } : undefined);
		expect((await add(leads(1), { options })).outcomes).toEqual([true]);
	});

	test('refuses a record without a customer ID, which it can not look for', async () => {
		const { output } = await add([{ customer_name: 'Made Up' }, ...leads(1)], { options });
		expect(output[0]).toMatchObject({ added: false, reason: 'customerIdEmpty' });
		expect(output[0].message).toContain('Skip Existing looks for the customer ID.');
		expect(sentIds()).toEqual(['1020304050']);
	});

	test('asks for nobody in a dry run', async () => {
		await add(leads(2), { options: { ...options, dryRun: true } });
		expect(simulator().calls).toEqual([]);
	});

	test.each(MODES)('asks for nobody when there are more than Max Records (%s)', async (mode) => {
		await add(leads(3), { mode, options: { ...options, maxRecords: 2 } });
		expect(simulator().calls).toEqual([]);
	});

	test('counts its calls for Check Quota First', async () => {
		simulator().addToken(TOKEN, { quota: 4 });
		const few = await add(leads(3), { options: { ...options, checkQuota: true } });
		expect(simulator().calls.map(requestOf)).toEqual(['GET information.php?api=token_info']);
		expect(few.output[0].error).toMatch(/^Not sent: this run needs 4 calls, and 3 are left today/);
		simulator().addToken(TOKEN, { quota: 5 });
		const enough = await add(leads(3), { options: { ...options, checkQuota: true } });
		expect(enough.outcomes).toEqual([true, true, true]);
	});

	test('says what it cost also where one request has one record', async () => {
		const { hint } = await add(leads(2), { options: { ...options, recordsPerRequest: 1 } });
		expect(hint).toBe('2 items: 2 added. 4 calls, 2 of them to look records up first.');
	});

	test('does not take a record of another campaign for one of this', async () => {
		const row = { customer_id: '1020304050', campaign_id: '1002' };
		const reply = json(200, { code: '200', error: null, msg: '1 records', data: [row] });
		simulator().fault = ({ method }) => (method === 'GET' ? { reply } : undefined);
		expect((await add(leads(1), { options })).outcomes).toEqual([true]);
	});

	test('does not hide that the campaign is not there', async () => {
		const { outcomes } = await add(leads(14), {
			campaignId: byId('7777'),
			options: { ...options, recordsPerRequest: 1 },
		});
		expect(simulator().calls.map(({ method }) => method)).toEqual([
			...Array(14).fill('GET'),
			...Array(10).fill('POST'),
			'GET',
		]);
		expect(outcomes[13]).toBe(
			'Not sent: customer ID 1020304063 in campaign 7777, because this Wolkvox account has no predictive campaign 7777',
		);
	});

	test('is refused when it is neither on nor off', async () => {
		const { output } = await add(leads(1), { options: { skipExisting: '={{ "perhaps" }}' } });
		expect(output[0].reason).toBe('skipExistingInvalid');
		expect(simulator().calls).toEqual([]);
	});
});

describe.each(MODES)('before Add Record sends, %s', (mode) => {
	const stops = mode === 'stopWorkflow';

	test('a dry run says what would be sent', async () => {
		const items = [...leads(3), leads(1)[0]];
		const { output, hint } = await add(items, { mode, options: { dryRun: true } });
		expect(simulator().calls).toEqual([]);
		expect(output.slice(0, 3)).toEqual(
			leads(3).map(({ customer_id: id }) => ({
				added: false,
				dry_run: true,
				campaign_id: '1001',
				customer_id: id,
			})),
		);
		expect(hint).toMatch(/^Dry run: 3 of 4 items can be sent: 3 records, 1 call\./);
	});

	test('more records than Max Records are not sent', async () => {
		const { error, output } = await add(leads(3), { mode, options: { maxRecords: 2 } });
		expect(error?.message ?? output[0].error).toBe(
			'Not sent: this run is for 3 records, and Max Records is 2 (customer ID 1020304050 in campaign 1001)',
		);
		expect(simulator().calls).toEqual([]);
	});

	test('too few calls of today are found out', async () => {
		simulator().addToken(TOKEN, { quota: 2 });
		const options = { checkQuota: true, recordsPerRequest: 1 };
		const { error, output } = await add(leads(3), { mode, options });
		expect(error?.message ?? output[0].error).toMatch(
			/^Not sent: this run needs 3 calls, and 1 is left today/,
		);
		expect(simulator().calls.map(requestOf)).toEqual(['GET information.php?api=token_info']);
	});

	test('an item that can not be used stops all of them, or itself', async () => {
		const { error, output } = await add([...leads(2), { customer_id: '1.2E+9' }], { mode });
		const text = 'Not sent: the Customer ID ';
		if (stops) {
			expect(error?.message).toContain(text);
			expect(error?.description).toContain('Nothing was sent, so nothing was added.');
			expect(simulator().calls).toEqual([]);
			return;
		}
		expect(output.find((one) => one.error)?.error).toContain(text);
		expect(sentIds()).toEqual(['1020304050,1020304051']);
	});

	test('a refused token ends the run', async () => {
		let before = 0;
		simulator().fault = () => (before++ === 1 ? { reply: refusals.tokenRefused } : undefined);
		const { error, output } = await add(leads(3), { mode, options: { recordsPerRequest: 1 } });
		expect(sentIds()).toEqual(['1020304050', '1020304051']);
		const texts = stops ? [error?.message] : output.flatMap((one) => one.error ?? []);
		expect(texts[0]).toBe(
			'Customer ID 1020304051 was not added to campaign 1001: Wolkvox did not accept the token',
		);
		expect(simulator().added).toEqual(['1001 1020304050']);
	});
});
