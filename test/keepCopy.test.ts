/** Keep a Copy: a record is read before it is removed, and comes out with its item, so that it can be put back. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { RECORD_FIELDS } from '../nodes/WolkvoxCampaign/inputs';
import { byId } from './support/changes';
import { MODES, openQueues, TOKEN, type Mode } from './support/node';
import { fateOf, faults, idItems, inShort, RETRY, runRecords } from './support/records';
import {
	json,
	refusals,
	strangeReplies,
	type Answer,
	type CampaignRecord,
	type Fault,
} from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

type Type = 'predictive' | 'preview';

/** A made-up record with all fields that Add Record takes of such a campaign, but for a callback. */
function fullRecord(customer_id: string, type: Type): CampaignRecord {
	const fields = RECORD_FIELDS.filter(
		({ name, only = type }) => only === type && !name.startsWith('recall_'),
	).map(({ name, longest }, index) => {
		if (/^tel/.test(name)) return [name, `+5730012345${index}`];
		// The longest that Wolkvox takes, and characters that others have to bring through.
		return [name, longest ? `Ñ"\\ ${index} `.padEnd(longest, 'x') : `${name} of ${customer_id}`];
	});
	return { ...Object.fromEntries(fields), age: '041', customer_id };
}

/** What a campaign has of a record beside what can be put back. */
const HISTORY = {
	result: 'ANSWER',
	cod_act: '12',
	comments: 'made up',
	recall_date: '20301201093000',
	recall_telephone: '3001234567',
};

const person = (id: string): CampaignRecord => ({
	customer_name: `Customer ${id}`,
	customer_id: id,
	tel1: `300${id}`,
});

beforeEach(() => {
	simulator().addCampaign({ id: '1001', records: ['1', '2', '3'].map(person) });
});
afterEach(() => {
	expect(openQueues()).toBe(0);
	expect(simulator().mostAtOnce).toBeLessThanOrEqual(1);
});

interface Given {
	mode?: Mode;
	node?: IDataObject;
	onStart?: (stop: () => void) => void;
	campaign?: string;
	type?: string;
}

/** Removes `{{ $json.id }}` with copies: from campaign 1001 unless told otherwise, or from all. */
async function remove(
	operation: string,
	items: IDataObject[],
	options: IDataObject = {},
	{ campaign = '1001', type = 'predictive', ...given }: Given = {},
) {
	const place = { campaignType: type, campaignId: byId(campaign) };
	return await runRecords(operation, items, {
		...given,
		...(operation === 'removeRecord' && place),
		customerId: '={{ $json.id }}',
		options: { keepCopy: true, ...options },
	});
}

const sent = () => simulator().calls.map(inShort);
const removals = () => sent().filter((call) => call.startsWith('remove'));
const list = (...data: unknown[]): Answer =>
	json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
const filled = (record: IDataObject) =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));

const PAGE = 'the answer was a web page (HTML) and not an answer of the Wolkvox API';
const BROKEN = 'the connection broke before the whole answer came';
const SPENT = 'the quota of calls for today is spent';
const GONE = 'Wolkvox found no such record or campaign; it may be gone already';
const NOT_FOUND = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
const PLACE = { campaign_id: '1001', campaign_type: 'predictive' };

describe.each([
	['removeRecord', ['find 1 in 1001', 'find 2 in 1001', 'find 3 in 1001'], { campaign_id: '1001' }],
	['removeEverywhere', ['find 1', 'campaigns', 'find 2', 'find 3'], PLACE],
])('%s with Keep a Copy', (operation, reads, place) => {
	describe.each(MODES)('%s', (mode) => {
		const stops = mode === 'stopWorkflow';

		test('reads all records, then removes them, and puts each out with its item', async () => {
			const { output, items, error } = await remove(
				operation,
				idItems('1', '2', '3'),
				{},
				{ mode },
			);
			expect(error).toBeUndefined();
			expect(sent()).toEqual([...reads, ...['1', '2', '3'].map((id) => `remove ${id} from 1001`)]);
			expect(output).toEqual(
				['1', '2', '3'].map((id) => ({
					removed: true,
					...place,
					customer_id: id,
					code: 202,
					msg: `customer_id ${id} has been deleted successfully`,
					record: person(id),
				})),
			);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2].map((item) => ({ item })),
			);
		});

		test('puts the copy out with an item whose outcome is unknown', async () => {
			faults(simulator(), {
				'remove 2 from 1001': { reply: strangeReplies.webPage, carriesOut: true },
			});
			const ended = await remove(operation, idItems('1', '2', '3'), {}, { mode });
			const text = `Customer ID 2 may or may not have been removed from campaign 1001: ${PAGE}`;
			if (stops) {
				expect(ended.error?.message).toBe(text);
				expect(ended.error?.description).toContain(
					'Before this item the run removed 1 record, which cannot be undone. Copies of what it removed are in the details of this message.',
				);
				expect(ended.error?.context.data).toEqual({
					kept: ['1', '2'].map((id) => ({ ...place, customer_id: id, record: person(id) })),
				});
				return;
			}
			const failing = ended.output.find(({ error }) => error);
			expect(failing?.error).toBe(text);
			if (mode === 'continueRegularOutput') {
				expect(failing).toMatchObject({ maybe_removed: true, record: person('2') });
				expect(failing?.message).not.toContain('Kept: ');
			} else {
				const [, copy] = String(failing?.message).split(' Kept: ');
				expect(JSON.parse(copy)).toMatchObject({ campaign_id: '1001', record: person('2') });
			}
		});

		test('keeps no copy of a record that was not removed', async () => {
			faults(simulator(), { 'remove 2 from 1001': { reply: refusals.parameterMissing } });
			const ended = await remove(operation, idItems('1', '2', '3'), {}, { mode });
			if (stops) {
				expect(ended.error?.context.data).toEqual({
					kept: [{ ...place, customer_id: '1', record: person('1') }],
				});
				return;
			}
			const failing = ended.output.find(({ error }) => error);
			expect(failing).not.toHaveProperty('record');
			expect(failing?.message).not.toContain('Kept: ');
			expect(ended.output.filter(({ record }) => record)).toHaveLength(2);
		});

		test('has nothing to show where the first item ends the run', async () => {
			faults(simulator(), { 'remove 1 from 1001': { reply: refusals.parameterMissing } });
			const { error, output } = await remove(operation, idItems('1', '2'), {}, { mode });
			if (!stops) return expect(output).toHaveLength(2);
			expect(error?.context.data).toBeUndefined();
			expect(error?.description).not.toContain('Copies');
		});

		test('removes nothing when a stop comes between the reads and the removals', async () => {
			let stop = () => {};
			faults(simulator(), {
				[reads.at(-1)!]: () => {
					void wait(50).then(() => stop());
					return { reply: 'hang' };
				},
			});
			const { items, error } = await remove(
				operation,
				idItems('1', '2', '3'),
				{},
				{
					mode,
					onStart: (stopRun) => {
						stop = stopRun;
					},
				},
			);
			expect(items).toEqual([]);
			expect(error?.message ?? '').not.toContain('remove');
			expect(removals()).toEqual([]);
			expect(simulator().recordsOf('1001')).toEqual(['1', '2', '3']);
		});

		test('puts the copies out after a stop during the removals', async () => {
			let stop = () => {};
			faults(simulator(), {
				'remove 2 from 1001': () => {
					void wait(50).then(() => stop());
					return { reply: 'hang', carriesOut: true };
				},
			});
			const { output } = await remove(
				operation,
				idItems('1', '2', '3'),
				{},
				{
					mode,
					onStart: (stopRun) => {
						stop = stopRun;
					},
				},
			);
			expect(output).toHaveLength(2);
			expect(output[0].record).toEqual(person('1'));
			expect(JSON.stringify(output[1]).replace(/\\"/g, '"')).toContain(JSON.stringify(person('2')));
		});

		test('puts out the first copy after each try of Retry On Fail', async () => {
			// n8n tries again when the first item failed, or in the stop mode any.
			const failing = stops ? '3' : '1';
			faults(simulator(), {
				[`remove ${failing} from 1001`]: { reply: refusals.parameterMissing },
			});
			simulator().onAnswer = (call) => {
				if (inShort(call) !== 'remove 2 from 1001') return;
				// What is read again now would be another record.
				simulator().addCampaign({ id: '1001', records: [person('1'), person('3')] });
			};
			const ended = await remove(operation, idItems('1', '2', '3'), {}, { mode, node: RETRY });
			expect(sent().filter((call) => !call.startsWith('remove'))).toEqual(reads);
			expect(removals().filter((call) => call === 'remove 2 from 1001')).toHaveLength(1);
			if (stops) {
				expect(ended.error?.context.data).toEqual({
					kept: ['1', '2'].map((id) => ({ ...place, customer_id: id, record: person(id) })),
				});
			} else {
				expect(ended.output.filter(({ record }) => record).map(({ record }) => record)).toEqual([
					person('2'),
					person('3'),
				]);
			}
		});

		test('keeps the copy of what an earlier try may have removed', async () => {
			faults(simulator(), {
				'remove 1 from 1001': (before) =>
					before === 0
						? { reply: strangeReplies.webPage, carriesOut: true }
						: { reply: before === 1 ? refusals.quotaSpent : NOT_FOUND },
			});
			const ended = await remove(operation, idItems('1', '2'), {}, { mode, node: RETRY });
			const all = JSON.stringify([ended.output, ended.error?.context.data ?? {}]);
			expect(all.replace(/\\+"/g, '"')).toContain(JSON.stringify(person('1')));
			expect(ended.error?.message ?? ended.items.map(fateOf).find((one) => /^Cust/.test(one))).toBe(
				`Customer ID 1 may already have been removed from campaign 1001 by an earlier attempt: ${GONE}`,
			);
		});
	});

	test('removes nobody when the quota is spent while it reads', async () => {
		faults(simulator(), { [reads.at(-1)!]: { reply: refusals.quotaSpent } });
		const { output } = await remove(operation, idItems('1', '2', '3'));
		expect(removals()).toEqual([]);
		for (const { error } of output) expect(error).toContain(SPENT);
	});

	test('keeps both records of a customer who is in the campaign twice', async () => {
		const rows = [person('1'), { ...person('1'), tel1: '3009' }];
		faults(simulator(), {
			[reads[0]]: { reply: list(...rows.map((one) => ({ ...one, campaign_id: '1001' }))) },
		});
		const { output } = await remove(operation, idItems('1'));
		expect(output).toMatchObject([{ removed: true, record: rows }]);
	});

	test('keeps the copies of several customers of one item in an item each', async () => {
		const ended = await remove(operation, [{ id: '1,2' }, { id: ['3'] }] as IDataObject[]);
		expect(ended.items.map(({ json: item, pairedItem }) => [item.record, pairedItem])).toEqual([
			[person('1'), { item: 0 }],
			[person('2'), { item: 0 }],
			[person('3'), { item: 1 }],
		]);
	});

	test('keeps a copy for each of two items with the same customer', async () => {
		const { output } = await remove(operation, idItems('1', '1'));
		expect(output.map(({ removed, record }) => [removed, record])).toEqual([
			[true, person('1')],
			[true, person('1')],
		]);
	});

	test('reads and keeps nothing where the option is off', async () => {
		const { output } = await remove(operation, idItems('1'), { keepCopy: false });
		expect(output[0]).not.toHaveProperty('record');
		if (operation === 'removeRecord') expect(sent()).toEqual(['remove 1 from 1001']);
	});

	test.each(['', 'maybe', 1])('is not sent when the option is %p', async (keepCopy) => {
		const { output } = await remove(operation, idItems('1'), { keepCopy });
		expect(output[0].error).toMatch(/^Not sent: Keep a Copy is neither true nor false/);
		expect(sent()).toEqual([]);
	});

	test.each<Type>(['predictive', 'preview'])(
		'copies the fields of a %s campaign that Add Record takes, and no others',
		async (type) => {
			const record = fullRecord('7', type);
			simulator().addCampaign({ id: '1001', type, records: [{ ...record, ...HISTORY }] });
			const { output } = await remove(operation, idItems('7'), {}, { type });
			expect(output[0].record).toEqual(record);
		},
	);

	test('leaves fields of the other type of campaign out, which could not be put back', async () => {
		simulator().addCampaign({
			id: '1001',
			type: 'preview',
			records: [{ ...person('7'), agent_id: '12', email: 'a@b.example', tel_extra: '1' }],
		});
		const { output } = await remove(operation, idItems('7'), {}, { type: 'preview' });
		expect(output[0].record).toEqual({ ...person('7'), agent_id: '12' });
	});

	test('copies numbers as text, and leaves empty fields out', async () => {
		const row = { customer_id: 1, campaign_id: 1001, tel1: 3001234567, city: null, opt1: '  ' };
		faults(simulator(), { [reads[0]]: { reply: list(row) } });
		const { output } = await remove(operation, idItems('1'));
		expect(output[0].record).toEqual({ customer_id: '1', tel1: '3001234567' });
	});
});

describe('Remove Record with Keep a Copy', () => {
	const noCopy = (id: string, why: string) =>
		`Not sent: no copy could be made, because ${why} (customer ID ${id} in campaign 1001)`;

	test.each<[string, Fault, string]>([
		['is a web page', { reply: strangeReplies.webPage }, PAGE],
		['is empty', { reply: strangeReplies.empty }, 'the answer was empty'],
		['is cut off', { reply: strangeReplies.cutOff }, 'the answer was cut off'],
		['has no list', { reply: json(200, { code: 200, msg: 'ok' }) }, 'the answer had no list'],
		['does not come', { reply: 'reset' }, BROKEN],
		['is a refusal', { reply: refusals.parameterMissing }, 'Wolkvox says that a value is missing'],
		[
			'shows other customers only',
			{ reply: list({ ...person('22'), campaign_id: '1001' }) },
			'the answer did not show the record',
		],
		[
			'shows another campaign only',
			{ reply: list({ ...person('2'), campaign_id: '1002' }) },
			'the answer did not show the record',
		],
		['is strange', { reply: list('made up', ['x'], 7) }, 'the answer did not show the record'],
	])('does not remove a record when the answer to its read %s', async (_, fault, why) => {
		faults(simulator(), { 'find 2 in 1001': fault });
		const { items, output } = await remove('removeRecord', idItems('1', '2', '3'));
		expect(items.map(fateOf)).toEqual(['removed from 1001', noCopy('2', why), 'removed from 1001']);
		expect(output[1]).toMatchObject({ removed: false, reason: 'copyMissing', customer_id: '2' });
		expect(output[1]).not.toHaveProperty('maybe_removed');
		expect(output[1].message).toContain(
			'With Keep a Copy a record is removed only after it was read.',
		);
		expect(simulator().recordsOf('1001')).toEqual(['2']);
	});

	test.each(MODES)('removes nothing for a read that fails in the stop mode (%s)', async (mode) => {
		faults(simulator(), { 'find 2 in 1001': { reply: strangeReplies.webPage } });
		const { error, items } = await remove('removeRecord', idItems('1', '2', '3'), {}, { mode });
		if (mode !== 'stopWorkflow') return expect(items).toHaveLength(3);
		expect(error?.message).toBe(noCopy('2', PAGE));
		expect(error?.description).toContain('Nothing was sent, so nothing was removed.');
		expect(removals()).toEqual([]);
	});

	test.each<[string, Answer, string]>([
		['spent quota', refusals.quotaSpent, SPENT],
		['missing token', refusals.tokenMissing, 'Wolkvox did not see a token'],
	])('removes nothing after a %s', async (_, reply, why) => {
		faults(simulator(), { 'find 2 in 1001': { reply } });
		const { items } = await remove('removeRecord', idItems('1', '2', '3'));
		expect(items.map(fateOf)).toEqual([
			`Not sent: customer ID 1 in campaign 1001, because ${why}`,
			noCopy('2', why),
			`Not sent: customer ID 3 in campaign 1001, because ${why}`,
		]);
		expect(removals()).toEqual([]);
	});

	test.each<[string, Answer]>([
		['an empty list', list()],
		['404', NOT_FOUND],
		['no code and 0 records', json(200, { code: '', error: null, msg: '0 records were found' })],
	])('says of a record that it is not there, by %s', async (_, reply) => {
		faults(simulator(), { 'find 2 in 1001': { reply } });
		const { items } = await remove('removeRecord', idItems('1', '2', '3'));
		expect(items.map(fateOf)).toEqual([
			'removed from 1001',
			`Customer ID 2 was not removed from campaign 1001: ${GONE}`,
			'removed from 1001',
		]);
		expect(removals()).toHaveLength(2);
	});

	test('reads again after a connection that broke', async () => {
		faults(simulator(), {
			'find 2 in 1001': (before) => (before < 3 ? { reply: 'reset' } : undefined),
		});
		const { items } = await remove('removeRecord', idItems('2'));
		expect(items.map(fateOf)).toEqual(['removed from 1001']);
	});

	test('reads nothing in a dry run', async () => {
		const items = [{ id: '1,2' }, { id: '3' }] as IDataObject[];
		const ended = await remove('removeRecord', items, { dryRun: true });
		expect(sent()).toEqual([]);
		expect(ended.items.map(fateOf)).toEqual(['dry 1001', 'dry 1001', 'dry 1001']);
		expect(ended.hint).toBe('Dry run: 3 of 3 items can be sent: 3 records, 3 calls.');
	});

	test.each([
		[6, true],
		[5, false],
	])('counts the reads for the quota of %d calls', async (left, enough) => {
		// The question itself costs one.
		simulator().addToken(TOKEN, { quota: left + 1 });
		const items = [{ id: '1,2,3' }] as IDataObject[];
		const ended = await remove('removeRecord', items, { checkQuota: true });
		if (enough) return expect(removals()).toHaveLength(3);
		expect(sent()).toEqual(['quota']);
		expect(ended.output[0].error).toContain('this run needs 6 calls, and 5 are left today');
	});

	test('asks whether the campaign is there after ten records that are not', async () => {
		const ids = Array.from({ length: 12 }, (_, index) => `x${index}`);
		const { output } = await remove('removeRecord', idItems(...ids), {}, { campaign: '7777' });
		expect(sent().at(-1)).toBe('campaigns');
		expect(sent()).toHaveLength(11);
		expect(output[11].error).toBe(
			'Not sent: customer ID x11 in campaign 7777, because this Wolkvox account has no predictive campaign 7777',
		);
	});
});

describe('many records with Keep a Copy', () => {
	const ids = ['1', '2', '3', '4', '5', '6', '7'];
	const many = { recordsPerRequest: 100 };

	beforeEach(() => {
		simulator().addCampaign({ id: '1001', records: ids.map(person) });
		simulator().addCampaign({ id: '1002', records: ['1', '2'].map(person) });
	});

	test('of one campaign are read with one call, from its export', async () => {
		const { output, hint } = await remove('removeRecord', idItems(...ids), many);
		expect(sent()).toEqual(['export of 1001', `remove ${ids.join()} from 1001`]);
		expect(output.map(({ removed, record }) => [removed, record])).toEqual(
			ids.map((id) => [true, person(id)]),
		);
		expect(hint).toBe('7 items: 7 removed. 2 calls, 1 of them to look records up first.');
	});

	test.each<[string, string[], IDataObject, string[]]>([
		['a handful', ids.slice(0, 5), many, ids.slice(0, 5).map((id) => `find ${id} in 1001`)],
		['each request carries one', ids, {}, ids.map((id) => `find ${id} in 1001`)],
	])('are read one by one where they are %s', async (_, some, options, reads) => {
		const { output } = await remove('removeRecord', idItems(...some), options);
		expect(sent().slice(0, some.length)).toEqual(reads);
		expect(output.map(({ record }) => record)).toEqual(some.map(person));
	});

	test('of several campaigns are read by campaign', async () => {
		const items = [
			...ids.map((id) => ({ id, to: '1001' })),
			...['1', '2'].map((id) => ({ id, to: '1002' })),
		];
		const campaign = '={{ $json.to }}';
		const { output } = await remove('removeRecord', items, many, { campaign });
		expect(sent()).toEqual([
			...['export of 1001', 'find 1 in 1002', 'find 2 in 1002'],
			...[`remove ${ids.join()} from 1001`, 'remove 1,2 from 1002'],
		]);
		expect(output.map(({ record }) => record)).toEqual([...ids, '1', '2'].map(person));
	});

	test('in one item are as many', async () => {
		const { output } = await remove('removeRecord', idItems(ids.join()), many);
		expect(sent()).toEqual(['export of 1001', `remove ${ids.join()} from 1001`]);
		expect(output.map(({ customer_id: id }) => id)).toEqual(ids);
	});

	test('that the export does not have are not there, and one that it has twice has two copies', async () => {
		const exported = (id: string, tel1 = '1') => ({ id_cliente: id, tel1 });
		const rows = [exported('2'), exported('1'), exported('2', '9'), { id_cliente: '' }];
		faults(simulator(), {
			'export of 1001': { reply: json(200, { code: '200', records: rows }) },
		});
		const { output } = await remove('removeRecord', idItems(...ids), many);
		expect(removals()).toEqual(['remove 1,2 from 1001']);
		expect(output[0].record).toEqual({ customer_id: '1', tel1: '1' });
		expect(output[1].record).toEqual([
			{ customer_id: '2', tel1: '1' },
			{ customer_id: '2', tel1: '9' },
		]);
		expect(output[2].error).toBe(`Customer ID 3 was not removed from campaign 1001: ${GONE}`);
	});

	test('are all not there when the export is empty', async () => {
		faults(simulator(), { 'export of 1001': { reply: json(200, { code: '200', records: [] }) } });
		const { output } = await remove('removeRecord', idItems(...ids), many);
		expect(removals()).toEqual([]);
		expect(output.every(({ reason }) => reason === 'notFound')).toBe(true);
	});

	test('are not known to be missing where the export has as many as Wolkvox gives out', async () => {
		const records = Array.from({ length: 60_000 }, (_, index) => ({ id_cliente: `a${index}` }));
		records[7] = { id_cliente: '1' };
		faults(simulator(), { 'export of 1001': { reply: json(200, { code: '200', records }) } });
		const { output } = await remove('removeRecord', idItems(...ids), many);
		expect(removals()).toEqual(['remove 1 from 1001']);
		expect(output[1].error).toBe(
			'Not sent: no copy could be made, because the answer did not show the record (customer ID 2 in campaign 1001)',
		);
	});

	test.each<[string, Fault, string]>([
		['is a web page', { reply: strangeReplies.webPage }, PAGE],
		['does not come', { reply: 'reset' }, BROKEN],
		[
			'has no customer IDs',
			{ reply: json(200, { code: '200', records: [{ nombre: 'made up' }] }) },
			'the answer did not show the record',
		],
	])('are not removed when the export %s', async (_, fault, why) => {
		faults(simulator(), { 'export of 1001': fault });
		const { output } = await remove('removeRecord', idItems(...ids), many);
		expect(removals()).toEqual([]);
		for (const [index, { error }] of output.entries()) {
			expect(error).toBe(
				`Not sent: no copy could be made, because ${why} (customer ID ${ids[index]} in campaign 1001)`,
			);
		}
	});

	test('keep their copies through requests that are split', async () => {
		simulator().addCampaign({ id: '1001', records: ids.map(person) });
		faults(simulator(), { [`remove ${ids.join()} from 1001`]: { reply: NOT_FOUND } });
		const { output } = await remove('removeRecord', idItems(...ids), many);
		expect(output.map(({ record }) => record)).toEqual(ids.map(person));
	});

	test.each<Type>(['predictive', 'preview'])(
		'of a %s campaign have the names that Add Record takes',
		async (type) => {
			const records = ids.map((id) => fullRecord(id, type));
			const given = records.map((one) => ({ ...one, ...HISTORY }));
			simulator().addCampaign({ id: '1001', type, records: given });
			const { output } = await remove('removeRecord', idItems(...ids), many, { type });
			expect(sent()).toHaveLength(2);
			expect(output.map(({ record }) => record)).toEqual(records);
		},
	);
});

describe('fifty records that were removed with copies', () => {
	const ids = Array.from({ length: 50 }, (_, index) => String(1020304050 + index));

	/** The simulator's records of a campaign, as far as they can be put back. */
	const held = (id: string) =>
		[...(simulator().campaigns.get(id)?.records.values() ?? [])].map(filled);

	test.each<[string, string, Type, IDataObject]>([
		['Remove Record', 'removeRecord', 'predictive', {}],
		['Remove Record', 'removeRecord', 'preview', {}],
		['Remove Record, many a request', 'removeRecord', 'predictive', { recordsPerRequest: 20 }],
		['Remove Record, many a request', 'removeRecord', 'preview', { recordsPerRequest: 20 }],
		['Remove Record From All Campaigns', 'removeEverywhere', 'predictive', {}],
	])('by %s are put back by Add Record: %s, %s', async (_, operation, type, options) => {
		const records = ids.map((id) => fullRecord(id, type));
		simulator().addCampaign({ id: '1001', type, records });
		const { output } = await remove(operation, idItems(...ids), options, { type });
		expect(held('1001')).toEqual([]);
		const added = await runRecords(
			'addRecord',
			output.map(({ record }) => record as IDataObject),
			{
				campaignType: type,
				campaignId: byId('1001'),
				fields: { mappingMode: 'autoMapInputData', value: null },
			},
		);
		expect(added.output.every((item) => item.added === true)).toBe(true);
		expect(held('1001')).toEqual(records);
		expect(simulator().added).toEqual(ids.map((id) => `1001 ${id}`));
	});

	test('from two campaigns are put back into those that they were in', async () => {
		const predictive = ids.map((id) => fullRecord(id, 'predictive'));
		const preview = ids.slice(0, 20).map((id) => fullRecord(id, 'preview'));
		simulator().addCampaign({ id: '1001', records: predictive });
		simulator().addCampaign({ id: '2001', type: 'preview', records: preview });
		const { output } = await remove('removeEverywhere', idItems(...ids));
		expect([...held('1001'), ...held('2001')]).toEqual([]);
		const items = output.map(({ record, campaign_id: to, campaign_type: type }) => ({
			...(record as IDataObject),
			to,
			type,
		}));
		await runRecords('addRecord', items, {
			campaignType: '={{ $json.type }}',
			campaignId: byId('={{ $json.to }}'),
			fields: { mappingMode: 'autoMapInputData', value: null },
		});
		expect(held('1001')).toEqual(predictive);
		expect(held('2001')).toEqual(preview);
	});
});
