/** Look Up Unknown Outcomes: where no answer says what became of a record, the record itself is asked. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { byId } from './support/changes';
import { MODES, openQueues, TOKEN, type Mode } from './support/node';
import { faults, idItems, inShort, RETRY, runRecords } from './support/records';
import { json, refusals, strangeReplies, type Answer, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

const ALL = ['1', '2', '3', '4', '5', '6'];

beforeEach(() => simulator().addCampaign({ id: '1001', records: ALL }));
afterEach(() => {
	expect(openQueues()).toBe(0);
	expect(simulator().mostAtOnce).toBeLessThanOrEqual(1);
});

const CAMPAIGN = { campaignId: byId('1001') };
const CUSTOMER = { ...CAMPAIGN, customerId: '={{ $json.id }}' };
const FIELDS: Record<string, IDataObject> = {
	removeRecord: CUSTOMER,
	removeEverywhere: { customerId: '={{ $json.id }}' },
	addRecord: {
		...CAMPAIGN,
		fields: {
			mappingMode: 'defineBelow',
			value: { customer_id: '={{ $json.id }}', tel1: '={{ $json.tel ?? "" }}' },
		},
	},
	codifyRecord: { ...CUSTOMER, activityCode: byId('12') },
	markDoNotCall: CUSTOMER,
};

interface Given {
	mode?: Mode;
	node?: IDataObject;
	onStart?: (stop: () => void) => void;
}

async function run(
	operation: string,
	items: IDataObject[],
	options: IDataObject = {},
	given: Given = {},
) {
	return await runRecords(operation, items, {
		...given,
		...FIELDS[operation],
		options: { lookUpUnknown: true, ...options },
	});
}

const sent = () => simulator().calls.map(inShort);
const sentOf = (verb: string) => sent().filter((call) => call.startsWith(verb));
const list = (...data: unknown[]): Answer =>
	json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
const outcomes = (output: IDataObject[]) =>
	output.map(({ error, looked_up }) => error ?? looked_up);

/** What nobody understands: Wolkvox did it, or did not. */
const done: Fault = { reply: strangeReplies.webPage, carriesOut: true };
const undone: Fault = { reply: strangeReplies.webPage };

const PAGE = 'the answer was a web page (HTML) and not an answer of the Wolkvox API';
const NOT_FOUND = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
const MAY_BE = `Customer ID 2 may or may not have been removed from campaign 1001: ${PAGE}`;

/** An operation with an item each for customers 1, 2 and 3, and what shows that one is done. */
interface Kind {
	operation: string;
	verb: string;
	preposition: string;
	key: string;
	/** What is in the campaign before. */
	records: string[];
	isDone(id: string): boolean;
}

const record = (id: string) => simulator().recordOf('1001', id);
const kinds: Kind[] = [
	{
		operation: 'removeRecord',
		verb: 'remove',
		preposition: 'from',
		key: 'removed',
		records: ALL,
		isDone: (id) => !record(id),
	},
	{
		operation: 'removeEverywhere',
		verb: 'remove',
		preposition: 'from',
		key: 'removed',
		records: ALL,
		isDone: (id) => !record(id),
	},
	{
		operation: 'addRecord',
		verb: 'add',
		preposition: 'to',
		key: 'added',
		records: [],
		isDone: (id) => Boolean(record(id)),
	},
	{
		operation: 'codifyRecord',
		verb: 'codify',
		preposition: 'in',
		key: 'codified',
		records: ALL,
		isDone: (id) => record(id)?.cod_act === '12',
	},
	{
		operation: 'markDoNotCall',
		verb: 'mark',
		preposition: 'in',
		key: 'marked',
		records: ALL,
		isDone: (id) => record(id)?.result === 'DO-NOT-CALL',
	},
];

describe.each(kinds)('$operation with Look Up Unknown Outcomes', (kind) => {
	const { operation, verb, preposition, key, isDone } = kind;
	const call = (id: string) => `${verb} ${id} ${preposition} 1001`;
	const one = operation === 'addRecord' ? { recordsPerRequest: 1 } : {};
	const place = operation === 'removeEverywhere' ? { campaign_type: 'predictive' } : {};
	/** Those that come before any change. */
	const first = operation === 'removeEverywhere' ? ['find 1', 'campaigns', 'find 2', 'find 3'] : [];
	const code = operation === 'codifyRecord' ? { cod_act: '12' } : {};

	beforeEach(() => simulator().addCampaign({ id: '1001', records: kind.records }));

	test.each(MODES)('says of a record that shows to be done that it is (%s)', async (mode) => {
		faults(simulator(), { [call('2')]: done });
		const { error, items, output, hint } = await run(operation, idItems('1', '2', '3'), one, {
			mode,
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual([...first, call('1'), call('2'), 'find 2 in 1001', call('3')]);
		expect(output[1]).toEqual({
			[key]: true,
			campaign_id: '1001',
			...place,
			customer_id: '2',
			...code,
			looked_up: true,
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(['1', '2', '3'].every(isDone)).toBe(true);
		expect(hint).toContain(`3 items: 3 ${key}.`);
		expect(hint).toContain('1 of them to look up what became of records.');
		expect(hint).toContain('1 item settled by a look-up.');
	});

	test('asks nothing more where the option is off, or where the outcome is known', async () => {
		faults(simulator(), { [call('2')]: done, [call('3')]: { reply: refusals.parameterMissing } });
		const off = await run(operation, idItems('2'), { ...one, lookUpUnknown: false });
		expect(off.output[0].error).toContain(' may or may not have been ');
		expect(sentOf('find 2 in')).toEqual([]);
		const { output } = await run(operation, idItems('3'), one);
		expect(output[0]).toMatchObject({ [key]: false, reason: 'parameterMissing' });
		expect(sent().filter((name) => name.startsWith('find') && name.endsWith('1001'))).toEqual([]);
	});

	test.each<[string, Fault]>([
		['is a web page', { reply: strangeReplies.webPage }],
		['is cut off', { reply: strangeReplies.cutOff }],
		['does not come', { reply: 'reset' }],
		['is a refusal', { reply: refusals.parameterMissing }],
		['has no list', { reply: json(200, { code: 200, msg: 'ok' }) }],
		['shows others only', { reply: list({ customer_id: '22', campaign_id: '1001' }) }],
		['shows another campaign', { reply: list({ customer_id: '2', campaign_id: '9' }) }],
		['is strange', { reply: list('made up', 7, ['x']) }],
	])('leaves the item as it was when the answer to the look-up %s', async (_, fault) => {
		faults(simulator(), { [call('2')]: done, 'find 2 in 1001': fault });
		const { output, hint } = await run(operation, idItems('1', '2', '3'), one);
		expect(output[1].error).toBe(
			`Customer ID 2 may or may not have been ${key} ${preposition} campaign 1001: ${PAGE}`,
		);
		expect(output[1]).toMatchObject({ [key]: false, [`maybe_${key}`]: true, reason: 'webPage' });
		expect(output[1]).not.toHaveProperty('looked_up');
		expect(sentOf(call('2'))).toHaveLength(1);
		expect(output[2][key]).toBe(true);
		expect(hint).toContain('1 uncertain: check it.');
		expect(hint).not.toContain('settled');
	});

	test('looks up again after a connection that broke', async () => {
		faults(simulator(), {
			[call('2')]: done,
			'find 2 in 1001': (before) => (before < 2 ? { reply: 'reset' } : undefined),
		});
		const { output } = await run(operation, idItems('2'), one);
		expect(output[0]).toMatchObject({ [key]: true, looked_up: true });
	});

	test('ends the run when the quota is spent at a look-up', async () => {
		faults(simulator(), { [call('2')]: done, 'find 2 in 1001': { reply: refusals.quotaSpent } });
		const { output } = await run(operation, idItems('1', '2', '3'), one);
		expect(output[1].error).toContain(`may or may not have been ${key}`);
		expect(output[2].error).toBe(
			'Not sent: customer ID 3 in campaign 1001, because the quota of calls for today is spent',
		);
	});

	test.each(MODES)('leaves the item as it was after a stop during a look-up (%s)', async (mode) => {
		let stop = () => {};
		faults(simulator(), {
			[call('2')]: done,
			'find 2 in 1001': () => {
				void wait(50).then(() => stop());
				return { reply: 'hang' };
			},
		});
		const given: Given = {
			mode,
			onStart: (stopRun) => {
				stop = stopRun;
			},
		};
		const { output } = await run(operation, idItems('1', '2', '3'), one, given);
		expect(output).toHaveLength(2);
		expect(output.map(({ error }) => error)).toEqual([
			undefined,
			`Customer ID 2 may or may not have been ${key} ${preposition} campaign 1001: ${PAGE}`,
		]);
	});

	test.each(MODES)('is not sent again by Retry On Fail once it is settled (%s)', async (mode) => {
		// n8n tries again when the first item failed, or in the stop mode any.
		const [settled, failing] = mode === 'stopWorkflow' ? ['1', '2'] : ['2', '1'];
		faults(simulator(), {
			[call(settled)]: done,
			[call(failing)]: (before) => (before < 2 ? { reply: refusals.parameterMissing } : undefined),
		});
		const ended = await run(operation, idItems('1', '2'), one, { mode, node: RETRY });
		expect(ended.error).toBeUndefined();
		expect(sentOf(call(settled))).toHaveLength(1);
		expect(sentOf(`find ${settled} in 1001`)).toHaveLength(1);
		expect(ended.output.map((item) => item[key])).toEqual([true, true]);
		expect(ended.output[Number(settled) - 1]).toHaveProperty('looked_up', true);
	});

	test('settles what an earlier attempt may have done and a later one refuses', async () => {
		faults(simulator(), {
			[call('2')]: (before) =>
				before === 0
					? { reply: 'reset', carriesOut: true }
					: { reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' }) },
		});
		const { output } = await run(operation, idItems('2'), one);
		expect(output[0]).toMatchObject({ [key]: true, looked_up: true });
	});

	test.each(['', 'maybe', 1])('is not sent when the option is %p', async (lookUpUnknown) => {
		const { output } = await run(operation, idItems('1'), { lookUpUnknown });
		expect(output[0].error).toMatch(
			/^Not sent: Look Up Unknown Outcomes is neither true nor false/,
		);
		expect(sent()).toEqual([]);
	});

	test('looks up nothing in a dry run', async () => {
		await run(operation, idItems('1', '2', '3'), { dryRun: true });
		expect(sent()).toEqual(first);
	});
});

describe('a record that shows not to be removed', () => {
	test.each(MODES)('is sent once more (%s)', async (mode) => {
		faults(simulator(), {
			'remove 2 from 1001': (before) => (before === 0 ? undone : undefined),
		});
		const { output, hint } = await run('removeRecord', idItems('1', '2', '3'), {}, { mode });
		expect(sent()).toEqual([
			...['remove 1 from 1001', 'remove 2 from 1001', 'find 2 in 1001', 'remove 2 from 1001'],
			'remove 3 from 1001',
		]);
		expect(output[1]).toEqual({
			removed: true,
			campaign_id: '1001',
			customer_id: '2',
			code: 202,
			msg: 'customer_id 2 has been deleted successfully',
		});
		expect(hint).toBe('3 items: 3 removed. 5 calls, 1 of them to look up what became of records.');
	});

	test('is looked up again when the second answer says nothing, too', async () => {
		faults(simulator(), { 'remove 2 from 1001': (before) => (before === 0 ? undone : done) });
		const { output, hint } = await run('removeRecord', idItems('2'));
		expect(sent()).toEqual([
			...['remove 2 from 1001', 'find 2 in 1001', 'remove 2 from 1001', 'find 2 in 1001'],
		]);
		expect(output[0]).toMatchObject({ removed: true, looked_up: true });
		expect(hint).toContain('1 item settled by a look-up.');
	});

	test.each(MODES)('stays open when it is there after the second time (%s)', async (mode) => {
		faults(simulator(), { 'remove 2 from 1001': undone });
		const ended = await run('removeRecord', idItems('1', '2', '3'), {}, { mode });
		expect(sentOf('remove 2')).toHaveLength(2);
		expect(sentOf('find 2')).toHaveLength(2);
		const text = `${MAY_BE}; it was still in the campaign a moment later`;
		const stops = mode === 'stopWorkflow';
		expect(ended.error?.message ?? ended.output.find(({ error }) => error)?.error).toBe(text);
		expect(sentOf('remove 3')).toHaveLength(stops ? 0 : 1);
		if (!stops) expect(ended.hint).toContain('2 removed, 1 uncertain: check it.');
	});

	test('stays open when the second look-up tells nothing', async () => {
		faults(simulator(), {
			'remove 2 from 1001': undone,
			'find 2 in 1001': (before) => (before === 0 ? undefined : undone),
		});
		const { output } = await run('removeRecord', idItems('2'));
		expect(output[0]).toMatchObject({ removed: false, maybe_removed: true });
	});

	test('is removed when Wolkvox no longer finds it the second time', async () => {
		faults(simulator(), {
			// Wolkvox was still at work.
			'find 2 in 1001': (before) => {
				if (before > 0) return undefined;
				simulator().campaigns.get('1001')?.records.delete('2');
				return { reply: list({ customer_id: '2', campaign_id: '1001' }) };
			},
			'remove 2 from 1001': (before) => (before === 0 ? undone : { reply: NOT_FOUND }),
		});
		const { output } = await run('removeRecord', idItems('2'));
		expect(output[0]).toMatchObject({ removed: true, looked_up: true });
	});

	test('is left to Retry On Fail when it stays open', async () => {
		faults(simulator(), {
			'remove 2 from 1001': (before) => (before < 2 ? undone : undefined),
		});
		const { output } = await run('removeRecord', idItems('2', '3'), {}, { node: RETRY });
		expect(output.map(({ removed }) => removed)).toEqual([true, true]);
		expect(sentOf('remove 2')).toHaveLength(3);
		expect(sentOf('remove 3')).toHaveLength(1);
	});

	test('is not sent again after a stop, and stays open', async () => {
		let stop = () => {};
		faults(simulator(), {
			'remove 2 from 1001': (before) => {
				if (before === 0) return undone;
				void wait(50).then(() => stop());
				return { reply: 'hang' };
			},
		});
		const { output } = await run(
			'removeRecord',
			idItems('2', '3'),
			{},
			{
				onStart: (stopRun) => {
					stop = stopRun;
				},
			},
		);
		expect(output).toHaveLength(1);
		expect(output[0]).toMatchObject({ removed: false, maybe_removed: true });
		expect(sent()).toHaveLength(3);
	});

	test('keeps its copy through all of this', async () => {
		faults(simulator(), { 'remove 2 from 1001': (before) => (before === 0 ? undone : done) });
		const { output } = await run('removeRecord', idItems('2'), { keepCopy: true });
		expect(output[0]).toEqual({
			removed: true,
			campaign_id: '1001',
			customer_id: '2',
			record: { customer_id: '2' },
			looked_up: true,
		});
	});

	test('is settled in each campaign that it was in', async () => {
		simulator().addCampaign({ id: '2001', type: 'preview', records: ['2'] });
		faults(simulator(), {
			'remove 2 from 1001': (before) => (before === 0 ? undone : undefined),
			'remove 2 from 2001': done,
		});
		const { output } = await run('removeEverywhere', idItems('2'));
		expect(sent()).toEqual([
			...['find 2', 'campaigns', 'remove 2 from 1001', 'find 2 in 1001', 'remove 2 from 1001'],
			...['remove 2 from 2001', 'find 2 in 2001'],
		]);
		expect(output).toMatchObject([
			{ removed: true, campaign_id: '1001', code: 202 },
			{ removed: true, campaign_id: '2001', campaign_type: 'preview', looked_up: true },
		]);
	});

	test.each<[string, Answer]>([
		['an empty list', list()],
		['404', NOT_FOUND],
		['no code and 0 records', json(200, { code: '', error: null, msg: '0 records were found' })],
	])('is one that is not there by %s', async (_, reply) => {
		faults(simulator(), { 'remove 2 from 1001': undone, 'find 2 in 1001': { reply } });
		const { output } = await run('removeRecord', idItems('2'));
		expect(output[0]).toMatchObject({ removed: true, looked_up: true });
	});
});

describe('a request for several records to remove', () => {
	const many = { recordsPerRequest: 10 };

	test('is looked up record by record', async () => {
		faults(simulator(), { 'remove 1,2,3 from 1001': done });
		const { output, hint } = await run('removeRecord', idItems('1', '2', '3'), many);
		expect(sent()).toEqual([
			...['remove 1,2,3 from 1001', 'find 1 in 1001', 'find 2 in 1001', 'find 3 in 1001'],
		]);
		expect(outcomes(output)).toEqual([true, true, true]);
		expect(hint).toBe(
			'3 items: 3 removed. 4 calls, 3 of them to look up what became of records. 3 items settled by a look-up.',
		);
	});

	test.each(MODES)('is sent again for those that are there (%s)', async (mode) => {
		faults(simulator(), {
			'remove 1,2,3 from 1001': () => {
				for (const id of ['1', '3']) simulator().campaigns.get('1001')?.records.delete(id);
				return undone;
			},
		});
		const { output } = await run('removeRecord', idItems('1', '2', '3'), many, { mode });
		expect(sentOf('remove')).toEqual(['remove 1,2,3 from 1001', 'remove 2 from 1001']);
		expect(output.map(({ removed, looked_up: looked }) => [removed, looked])).toEqual([
			[true, true],
			[true, undefined],
			[true, true],
		]);
	});

	test('leaves those as they were whose look-up fails', async () => {
		faults(simulator(), { 'remove 1,2,3 from 1001': done, 'find 2 in 1001': undone });
		const { output } = await run('removeRecord', idItems('1', '2', '3'), many);
		expect(outcomes(output)).toEqual([true, MAY_BE, true]);
		expect(sentOf('remove')).toHaveLength(1);
	});

	test('is sent again for the records of one item that are there', async () => {
		faults(simulator(), {
			'remove 1,2 from 1001': () => {
				simulator().campaigns.get('1001')?.records.delete('1');
				return undone;
			},
		});
		const { output } = await run('removeRecord', idItems('1,2'));
		expect(sent()).toEqual([
			...['remove 1,2 from 1001', 'find 1 in 1001', 'find 2 in 1001', 'remove 2 from 1001'],
		]);
		expect(output).toMatchObject([{ removed: true, customer_id: '1,2' }]);
	});

	test('leaves an item with several records as it was when one of its look-ups fails', async () => {
		faults(simulator(), { 'remove 1,2 from 1001': done, 'find 2 in 1001': undone });
		const { output } = await run('removeRecord', idItems('1,2'));
		expect(output[0].error).toMatch(/^Customer IDs 1, 2 may or may not have been removed/);
		expect(sentOf('remove')).toHaveLength(1);
	});

	test('is never sent again for nobody', async () => {
		// Wolkvox is at work while it is asked: what is there at first is gone for the next item.
		faults(simulator(), {
			'remove 1,2 from 1001': () => {
				simulator().campaigns.get('1001')?.records.delete('1');
				return undone;
			},
			'find 2 in 1001': (before) => {
				if (before === 0) return undefined;
				simulator().campaigns.get('1001')?.records.delete('2');
				return undefined;
			},
		});
		const { output } = await run('removeRecord', idItems('1,2', '2'), many);
		expect(sentOf('remove')).toEqual(['remove 1,2 from 1001']);
		expect(outcomes(output)).toEqual([true, true]);
	});

	test('does not look up those that are looked up by no item', async () => {
		faults(simulator(), { 'remove 1,2 from 1001': done });
		const lookUpUnknown = '={{ $json.id === "2" }}';
		const { output } = await run('removeRecord', idItems('1', '2'), { ...many, lookUpUnknown });
		expect(sentOf('find')).toEqual(['find 2 in 1001']);
		expect(output[1]).toMatchObject({ removed: true, looked_up: true });
		expect(output[0]).toMatchObject({ removed: false, maybe_removed: true });
	});
});

describe('a record that shows not to be added', () => {
	beforeEach(() => simulator().addCampaign({ id: '1001' }));

	test.each(MODES)('stays open, and is never sent twice (%s)', async (mode) => {
		faults(simulator(), { 'add 2 to 1001': undone });
		const given = { mode, node: RETRY };
		// n8n tries again when the first item failed.
		const ended = await run('addRecord', idItems('2', '3'), { recordsPerRequest: 1 }, given);
		expect(sentOf('add 2')).toEqual(['add 2 to 1001']);
		expect(sentOf('find 2')).toEqual(['find 2 in 1001']);
		expect(sentOf('add 3').length).toBeLessThanOrEqual(1);
		const text = `Customer ID 2 may or may not have been added to campaign 1001: ${PAGE}; it was not in the campaign a moment later`;
		const failing = ended.output.find(({ error }) => error);
		expect(ended.error?.message ?? failing?.error).toBe(text);
		expect(ended.error?.description ?? failing?.message).toContain(
			'Look with Find Record before you add it again.',
		);
		if (mode === 'continueRegularOutput') {
			expect(failing).toMatchObject({ added: false, maybe_added: true });
		}
	});

	test('is looked up for itself where others share its request', async () => {
		faults(simulator(), {
			'add 1,2,3 to 1001': () => {
				for (const id of ['1', '3'])
					simulator().campaigns.get('1001')?.records.set(id, { customer_id: id });
				return undone;
			},
		});
		const { output, hint } = await run('addRecord', idItems('1', '2', '3'));
		expect(sent()).toEqual([
			...['add 1,2,3 to 1001', 'find 1 in 1001', 'find 2 in 1001', 'find 3 in 1001'],
		]);
		expect(outcomes(output)).toEqual([
			true,
			expect.stringContaining('; it was not in the campaign a moment later'),
			true,
		]);
		expect(hint).toBe(
			`3 items: 2 added, 1 uncertain: check it. 4 calls, 3 of them to look up what became of records. 2 items settled by a look-up. Reason: ${PAGE}.`,
		);
	});

	test.each<[string, IDataObject[], boolean]>([
		['has what was to be added', [{ customer_id: '2', tel1: '3001' }], true],
		[
			'has it among others',
			[
				{ customer_id: '2', tel1: '9' },
				{ customer_id: '2', tel1: '3001' },
			],
			true,
		],
		['shows the customer ID alone', [{ customer_id: '2' }], true],
		['has another phone, so was there before', [{ customer_id: '2', tel1: '9' }], false],
	])('is settled where the campaign %s', async (_, rows, settled) => {
		faults(simulator(), { 'add 2 to 1001': undone, 'find 2 in 1001': { reply: list(...rows) } });
		const { output } = await run('addRecord', [{ id: '2', tel: '3001' }]);
		if (settled) expect(output[0]).toMatchObject({ added: true, looked_up: true });
		else {
			expect(output[0]).toMatchObject({ added: false, maybe_added: true });
			expect(output[0].error).not.toContain('a moment later');
		}
	});

	test('stays as it was where it has no customer ID', async () => {
		simulator().fault = () => undone;
		const { output } = await run('addRecord', [{ id: '', tel: '3001' }]);
		expect(output[0]).toMatchObject({ added: false, maybe_added: true });
		expect(simulator().calls).toHaveLength(1);
	});
});

describe.each([
	[
		'codifyRecord',
		'codify',
		'codified',
		'the record did not have the code a moment later',
		'cod_act',
		'12',
	],
	[
		'markDoNotCall',
		'mark',
		'marked',
		'the record did not have the mark a moment later',
		'result',
		'DO-NOT-CALL',
	],
])('%s of a record', (operation, verb, key, later, field, value) => {
	const call = `${verb} 2 in 1001`;
	const row = (more: IDataObject) => ({ customer_id: '2', campaign_id: '1001', ...more });

	test.each(MODES)('is not done where the record does not show it (%s)', async (mode) => {
		faults(simulator(), {
			[call]: undone,
			'find 2 in 1001': { reply: list(row({ [field]: 'other' })) },
		});
		const ended = await run(operation, idItems('1', '2', '3'), {}, { mode });
		const text = `Customer ID 2 was not ${key} in campaign 1001: ${PAGE}; ${later}`;
		const failing = ended.output.find(({ error }) => error);
		expect(ended.error?.message ?? failing?.error).toBe(text);
		expect(sentOf(call)).toHaveLength(1);
		if (mode === 'stopWorkflow') return;
		if (mode === 'continueRegularOutput') {
			expect(failing).toMatchObject({ [key]: false });
			expect(failing).not.toHaveProperty(`maybe_${key}`);
		}
		expect(ended.hint).toBe(
			`3 items: 2 ${key}, 1 not ${key}. 4 calls, 1 of them to look up what became of records. 1 item settled by a look-up. Reason: ${PAGE}.`,
		);
	});

	test('is not done where the record is not there', async () => {
		faults(simulator(), { [call]: undone, 'find 2 in 1001': { reply: list() } });
		const { output } = await run(operation, idItems('2'));
		expect(output[0].error).toContain(`was not ${key} in campaign 1001: `);
	});

	test.each<[string, IDataObject[], boolean]>([
		['shows it', [{ [field]: value }], true],
		['shows it in all its rows', [{ [field]: value }, { [field]: value }], true],
		['shows it in one of its rows', [{ [field]: value }, { [field]: 'other' }], false],
		['does not tell', [{}], false],
		['does not tell in one of its rows', [{ [field]: value }, {}], false],
	])('is done where the record %s', async (_, rows, isDone) => {
		faults(simulator(), { [call]: undone, 'find 2 in 1001': { reply: list(...rows.map(row)) } });
		const { output } = await run(operation, idItems('2'));
		if (isDone) expect(output[0]).toMatchObject({ [key]: true, looked_up: true });
		else expect(output[0]).toMatchObject({ [key]: false, [`maybe_${key}`]: true });
	});

	test('is sent again by Retry On Fail where it was not done', async () => {
		faults(simulator(), {
			[call]: (before) => (before === 0 ? undone : undefined),
			'find 2 in 1001': { reply: list(row({ [field]: 'other' })) },
		});
		const { output } = await run(operation, idItems('2', '3'), {}, { node: RETRY });
		expect(output.map((item) => item[key])).toEqual([true, true]);
		expect(sentOf(call)).toHaveLength(2);
	});
});

describe('several marks in a request', () => {
	test.each(['do-not-call', 'DO NOT CALL', 'Do_Not_Call'])(
		'are looked up one by one: %s',
		async (result) => {
			faults(simulator(), {
				'mark 1,2,3 in 1001': undone,
				'find 1 in 1001': { reply: list({ customer_id: '1', result }) },
				'find 2 in 1001': { reply: list({ customer_id: '2', result: 'ANSWER' }) },
			});
			const items = idItems('1', '2', '3');
			const { output } = await run('markDoNotCall', items, { recordsPerRequest: 10 });
			expect(sentOf('mark')).toHaveLength(1);
			expect(outcomes(output)).toEqual([
				true,
				`Customer ID 2 was not marked in campaign 1001: ${PAGE}; the record did not have the mark a moment later`,
				expect.stringContaining('Customer ID 3 may or may not have been marked'),
			]);
		},
	);
});

test('Check Quota First does not count look-ups that may not be needed', async () => {
	simulator().addToken(TOKEN, { quota: 3 });
	const { output } = await run('removeRecord', idItems('1', '2'), { checkQuota: true });
	expect(output.map(({ removed }) => removed)).toEqual([true, true]);
});

test('a removal is not sent once more when a look-up shows that no call is left', async () => {
	faults(simulator(), {
		'remove 1,2 from 1001': undone,
		'find 2 in 1001': { reply: refusals.quotaSpent },
	});
	const { output } = await run('removeRecord', idItems('1', '2', '3'), { recordsPerRequest: 2 });
	expect(sent()).toEqual(['remove 1,2 from 1001', 'find 1 in 1001', 'find 2 in 1001']);
	expect(output.map(({ maybe_removed: maybe }) => maybe)).toEqual([true, true, undefined]);
});
