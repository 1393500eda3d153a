/** Remove Record From All Campaigns: finds a customer wherever they are, then removes them from there. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { jsonOf } from '../support/engine';
import { MODES, openQueues, TOKEN, type Mode } from '../support/node';
import {
	expectFates,
	fateOf,
	faults,
	idItems,
	inShort,
	RETRY,
	runRecords,
} from '../support/records';
import { json, refusals, strangeReplies, type Answer, type Fault } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

beforeEach(() => {
	simulator().addCampaign({ id: '1001', records: ['1', '3', '4'] });
	simulator().addCampaign({ id: '2001', type: 'preview', records: ['1', '4'] });
	simulator().addCampaign({ id: '3001', records: ['5'] });
});
afterEach(() => {
	expect(openQueues()).toBe(0);
	expect(simulator().mostAtOnce).toBeLessThanOrEqual(1);
});

/** Removes `{{ $json.id }}` from all campaigns. */
async function removeAll(
	items: IDataObject[],
	options: IDataObject = {},
	given: { mode?: Mode; node?: IDataObject; onStart?: (stop: () => void) => void } = {},
) {
	return await runRecords('removeEverywhere', items, {
		...given,
		customerId: '={{ $json.id }}',
		options,
	});
}

const sent = () => simulator().calls.map(inShort);
const removals = () => sent().filter((call) => call.startsWith('remove'));
const list = (...data: IDataObject[]): Answer =>
	json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
const row = (campaign_id: unknown, customer_id: unknown = '1') =>
	({ campaign_id, customer_id }) as IDataObject;
const campaign = (campaign_id: string, type_campaign = 'predictive') => ({
	campaign_id,
	type_campaign,
});

const GONE = 'Wolkvox found no such record or campaign; it may be gone already';
const SPENT = 'the quota of calls for today is spent';
const PAGE = 'the answer was a web page (HTML) and not an answer of the Wolkvox API';
const NOT_FOUND = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
const wasNot = (id: string, place: string, what: string) =>
	`Customer ID ${id} was not removed from campaign ${place}: ${what}`;

describe('the form of Remove Record From All Campaigns', () => {
	const { properties } = new WolkvoxCampaign().description;
	const shown = properties.filter(({ displayOptions: { show = {} } = {} }) =>
		[show.operation].flat().includes('removeEverywhere'),
	);

	test('is an operation of records that says that it can not be undone', () => {
		const operations = properties.filter(
			({ name, displayOptions: { show = {} } = {} }) =>
				name === 'operation' && show.resource?.includes('record'),
		);
		const options = operations.flatMap(({ options: all = [] }) => all) as INodePropertyOptions[];
		expect(options.find(({ value }) => value === 'removeEverywhere')).toEqual({
			name: 'Remove Record From All Campaigns',
			value: 'removeEverywhere',
			description: 'Take a customer out of every campaign that has them. This cannot be undone.',
			action: 'Remove a record from all campaigns, which cannot be undone',
		});
	});

	test('asks for the customer, and has its options', () => {
		const names = shown.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['customerId', 'options']));
		expect(names).not.toContain('campaignId');
		const options = shown.find(({ name }) => name === 'options')?.options as INodeProperties[];
		expect(options.map(({ name }) => name).sort()).toEqual([
			'campaignTypes',
			'checkQuota',
			'dryRun',
			'keepCopy',
			'lookUpUnknown',
			'maxRecords',
			'maxRetries',
			'timeout',
		]);
		expect(options.find(({ name }) => name === 'campaignTypes')?.default).toEqual([
			'predictive',
			'preview',
		]);
	});
});

describe.each(MODES)('Remove Record From All Campaigns, %s', (mode) => {
	const stops = mode === 'stopWorkflow';

	test('looks each customer up, asks for the list of campaigns once, then sends one DELETE a campaign', async () => {
		const items = idItems('1', '2', '3');
		const ended = await removeAll(items, {}, { mode });
		expect(ended.error).toBeUndefined();
		expect(sent()).toEqual([
			...['find 1', 'campaigns', 'find 2', 'find 3'],
			...['remove 1 from 1001', 'remove 1 from 2001', 'remove 3 from 1001'],
		]);
		expectFates(ended, mode, items, [
			[0, 'removed from 1001'],
			[0, 'removed from 2001'],
			[1, 'in none'],
			[2, 'removed from 1001'],
		]);
		expect(ended.output.slice(1, 3)).toEqual([
			{
				removed: true,
				campaign_id: '2001',
				campaign_type: 'preview',
				customer_id: '1',
				code: 202,
				msg: 'customer_id 1 has been deleted successfully',
			},
			{ removed: false, found: false, customer_id: '2' },
		]);
		expect(simulator().recordsOf('1001')).toEqual(['4']);
		expect(simulator().recordsOf('2001')).toEqual(['4']);
		expect(ended.hint).toBe(
			'4 items: 3 removed, 1 not removed. 7 calls, 4 of them to look records up first.',
		);
	});

	test('makes the failure of one campaign an item of its own, and does the others', async () => {
		faults(simulator(), { 'remove 1 from 1001': { reply: NOT_FOUND } });
		const items = idItems('1', '3');
		const ended = await removeAll(items, {}, { mode });
		const text = wasNot('1', '1001', GONE);
		if (stops) {
			expect(removals()).toEqual(['remove 1 from 1001']);
			expect(ended.error?.message).toBe(text);
			expect(ended.error?.context.itemIndex).toBe(0);
			expect(ended.error?.description).toContain('Before this item the run removed nothing.');
			return;
		}
		expectFates(ended, mode, items, [
			[0, text],
			[0, 'removed from 2001'],
			[1, 'removed from 1001'],
		]);
		if (mode === 'continueRegularOutput') {
			expect(ended.output[0]).toMatchObject({
				removed: false,
				campaign_id: '1001',
				campaign_type: 'predictive',
				customer_id: '1',
				reason: 'notFound',
			});
		}
		expect(ended.hint).toBe(
			`3 items: 2 removed, 1 not removed. 6 calls, 3 of them to look records up first. Reason: ${GONE}.`,
		);
	});

	test('counts what it removed before the campaign that ends it', async () => {
		faults(simulator(), { 'remove 1 from 2001': { reply: NOT_FOUND } });
		const ended = await removeAll(idItems('1', '3'), {}, { mode });
		if (!stops) return expect(removals()).toHaveLength(3);
		expect(removals()).toHaveLength(2);
		expect(ended.error?.description).toContain(
			'Before this item the run removed 1 record, which cannot be undone.',
		);
	});

	test.each<[string, Answer, string]>([
		['the list does not have', list(campaign('7'), row('x')), '1001'],
		['the list has under two types', list(campaign('1001'), campaign('1001', 'preview')), '1001'],
		['is of a type that is neither', list(campaign('1001', 'blaster')), '1001'],
	])('sends nothing for a hit in a campaign that %s', async (_, campaigns, id) => {
		faults(simulator(), {
			campaigns: { reply: campaigns },
			'find 1': { reply: list(row(id)) },
		});
		const items = idItems('1', '2');
		const ended = await removeAll(items, {}, { mode });
		expect(removals()).toEqual([]);
		const text = ended.error?.message ?? ended.items.map(fateOf).find((one) => one !== 'in none');
		expect(text).toMatch(
			/^Not sent: the list of campaigns (does not|has campaign 1001 with both types).* \(customer ID 1 in campaign 1001\)$/,
		);
		if (stops)
			expect(ended.error?.description).toContain('Nothing was sent, so nothing was removed');
		else expect(ended.items).toHaveLength(2);
	});

	test('leaves a customer as they are who can not be looked up, and does the others', async () => {
		faults(simulator(), { 'find 1': { reply: strangeReplies.webPage } });
		const items = idItems('1', '3');
		const ended = await removeAll(items, {}, { mode });
		const text = `Customer ID 1 was not removed: ${PAGE}`;
		if (stops) {
			expect(sent()).toEqual(['find 1']);
			expect(ended.error?.message).toBe(text);
			return;
		}
		expect(removals()).toEqual(['remove 3 from 1001']);
		expectFates(ended, mode, items, [
			[0, text],
			[1, 'removed from 1001'],
		]);
	});

	test('removes nobody as long as the list of campaigns can not be had', async () => {
		faults(simulator(), { campaigns: { reply: strangeReplies.webPage } });
		const ended = await removeAll(idItems('1'), {}, { mode });
		expect(removals()).toEqual([]);
		const text = `Customer ID 1 was not removed: ${PAGE}`;
		expect(ended.error?.message ?? ended.output[0].error).toBe(text);
	});

	test('looks up and removes nothing in a dry run', async () => {
		const items = idItems('1', '2', '3');
		const ended = await removeAll(items, { dryRun: true, keepCopy: true }, { mode });
		expect(ended.error).toBeUndefined();
		expect(sent()).toEqual(['find 1', 'campaigns', 'find 2', 'find 3']);
		expectFates(ended, mode, items, [
			[0, 'dry 1001'],
			[0, 'dry 2001'],
			[1, 'in none'],
			[2, 'dry 1001'],
		]);
		expect(ended.output[1]).toEqual({
			removed: false,
			dry_run: true,
			campaign_id: '2001',
			campaign_type: 'preview',
			customer_id: '1',
		});
		expect(ended.hint).toBe(
			'Dry run: 3 of 4 items can be sent: 3 records, 3 calls. 4 items: 3 dry, 1 not removed. 4 calls, 4 of them to look records up first.',
		);
	});

	test('asks for nothing when the items are more than Max Records', async () => {
		const ended = await removeAll(idItems('1', '3', '1'), { maxRecords: 1 }, { mode });
		expect(sent()).toEqual([]);
		expect(ended.error?.message ?? ended.output[0].error).toBe(
			'Not sent: this run is for 2 records, and Max Records is 1 (customer ID 1)',
		);
	});

	test('removes nothing when what it found is more than Max Records', async () => {
		const items = idItems('1', '3');
		const ended = await removeAll(items, { maxRecords: 2 }, { mode });
		expect(sent()).toEqual(['find 1', 'campaigns', 'find 3']);
		const text = (id: string, place: string) =>
			`Not sent: this run is for 3 records, and Max Records is 2 (customer ID ${id} in campaign ${place})`;
		if (stops) return expect(ended.error?.message).toBe(text('1', '1001'));
		expectFates(ended, mode, items, [
			[0, text('1', '1001')],
			[0, text('1', '2001')],
			[1, text('3', '1001')],
		]);
	});

	test('asks for nothing when the quota is too small for the look-ups', async () => {
		// The question itself costs one.
		simulator().addToken(TOKEN, { quota: 3 });
		const ended = await removeAll(idItems('1', '3'), { checkQuota: true }, { mode });
		expect(sent()).toEqual(['quota']);
		expect(ended.error?.message ?? ended.output[0].error).toBe(
			'Not sent: this run needs 3 calls, and 2 are left today (customer ID 1)',
		);
	});

	test('removes nothing when the quota is enough for the look-ups, and too small for the removals', async () => {
		simulator().addToken(TOKEN, { quota: 6 });
		const items = idItems('1', '3');
		const ended = await removeAll(items, { checkQuota: true }, { mode });
		expect(sent()).toEqual(['quota', 'find 1', 'campaigns', 'find 3']);
		const text = (id: string, place: string) =>
			`Not sent: this run needs 3 calls, and 2 are left today (customer ID ${id} in campaign ${place})`;
		if (stops) return expect(ended.error?.message).toBe(text('1', '1001'));
		expectFates(ended, mode, items, [
			[0, text('1', '1001')],
			[0, text('1', '2001')],
			[1, text('3', '1001')],
		]);
	});

	test('goes on when the quota is just enough', async () => {
		simulator().addToken(TOKEN, { quota: 7 });
		const ended = await removeAll(idItems('1', '3'), { checkQuota: true }, { mode });
		expect(ended.error).toBeUndefined();
		expect(removals()).toHaveLength(3);
	});

	test('ends when the quota is spent between two removals', async () => {
		simulator().addToken(TOKEN, { quota: 4 });
		const items = idItems('1', '3');
		const ended = await removeAll(items, {}, { mode });
		const text = wasNot('1', '2001', SPENT);
		expect(removals()).toEqual(['remove 1 from 1001', 'remove 1 from 2001']);
		if (stops) return expect(ended.error?.message).toBe(text);
		expectFates(ended, mode, items, [
			[0, 'removed from 1001'],
			[0, text],
			[1, `Not sent: customer ID 3 in campaign 1001, because ${SPENT}`],
		]);
	});

	test.each([
		['look-ups', 'find 3', []],
		['removals', 'remove 1 from 2001', ['1001', '2001']],
	])('comes out after a stop during the %s with what it did', async (_, call, seen) => {
		let stop = () => {};
		faults(simulator(), {
			[call]: () => {
				void wait(50).then(() => stop());
				return { reply: 'hang', carriesOut: true };
			},
		});
		const { items, error } = await removeAll(
			idItems('1', '3', '4'),
			{},
			{
				mode,
				onStart: (stopRun) => {
					stop = stopRun;
				},
			},
		);
		expect(error?.message ?? '').not.toContain('was not removed');
		expect(sent().at(-1)).toBe(call);
		expect(items.map(fateOf)).toEqual(
			seen.map((one) =>
				one === '1001'
					? 'removed from 1001'
					: 'Customer ID 1 may or may not have been removed from campaign 2001: the execution was stopped while this request was on its way',
			),
		);
	});

	test('Retry On Fail repeats neither a look-up nor a removal that was done', async () => {
		// n8n tries again when the first item failed, or in the stop mode any.
		faults(simulator(), {
			'remove 1 from 1001': (before) =>
				before < 2 ? { reply: refusals.parameterMissing } : undefined,
		});
		const items = idItems('1', '2', '3');
		const ended = await removeAll(items, {}, { mode, node: RETRY });
		expect(ended.error).toBeUndefined();
		const looks = ['find 1', 'campaigns', 'find 2', 'find 3'];
		const others = ['remove 1 from 2001', 'remove 3 from 1001'];
		const first = 'remove 1 from 1001';
		expect(sent()).toEqual(
			stops
				? [...looks, first, first, first, ...others]
				: [...looks, first, ...others, first, first],
		);
		expectFates(ended, mode, items, [
			[0, 'removed from 1001'],
			[0, 'removed from 2001'],
			[1, 'in none'],
			[2, 'removed from 1001'],
		]);
	});
});

describe('Remove Record From All Campaigns', () => {
	test('takes several customers in one item', async () => {
		const items = [{ id: '1, 2,3' }, { id: ['4'] }] as IDataObject[];
		const ended = await removeAll(items);
		expect(sent()).toEqual([
			...['find 1', 'campaigns', 'find 2', 'find 3', 'find 4'],
			...['remove 1 from 1001', 'remove 1 from 2001', 'remove 3 from 1001'],
			...['remove 4 from 1001', 'remove 4 from 2001'],
		]);
		expectFates(ended, 'continueRegularOutput', items, [
			[0, 'removed from 1001'],
			[0, 'removed from 2001'],
			[0, 'in none'],
			[0, 'removed from 1001'],
			[1, 'removed from 1001'],
			[1, 'removed from 2001'],
		]);
	});

	test('asks with the type of each campaign', async () => {
		await removeAll(idItems('1'));
		const urls = simulator()
			.calls.slice(2)
			.map(({ method, url, body }) => [method, url.replace(/^.*\?/, ''), body]);
		expect(urls).toEqual([
			[
				'DELETE',
				'api=remove_record&type_campaign=predictive&campaign_id=1001',
				'{"customer_id":"1"}',
			],
			['DELETE', 'api=remove_record&type_campaign=preview&campaign_id=2001', '{"customer_id":"1"}'],
		]);
		expect(simulator().calls[0].url).toMatch(/\?api=find_record&customer_id=1$/);
	});

	test.each<[unknown, string[]]>([
		[['predictive'], ['1001']],
		[['preview'], ['2001']],
		[
			['preview', 'predictive'],
			['1001', '2001'],
		],
		[' PREVIEW , predictive', ['1001', '2001']],
		['={{ ["predictive"] }}', ['1001']],
	])('removes from the Campaign Types %j only', async (campaignTypes, campaigns) => {
		const { items } = await removeAll(idItems('1'), { campaignTypes } as IDataObject);
		expect(items.map(fateOf)).toEqual(campaigns.map((id) => `removed from ${id}`));
	});

	test('finds nothing where the customer is in campaigns of the other type only', async () => {
		const { output } = await removeAll(idItems('3'), { campaignTypes: ['preview'] });
		expect(output).toEqual([{ removed: false, found: false, customer_id: '3' }]);
	});

	test.each([[[]], [''], [['blaster']], [['predictive', 'x']], ['={{ null }}'], [7]])(
		'is not sent with the Campaign Types %j',
		async (campaignTypes) => {
			const { output } = await removeAll(idItems('1'), { campaignTypes } as never);
			expect(output[0].error).toBe(
				'Not sent: Campaign Types is none of predictive, preview (customer ID 1)',
			);
			expect(sent()).toEqual([]);
		},
	);

	test('removes from campaigns that the list has, also where another hit is in none of them', async () => {
		const rows = list(row('1001'), row('9009'), row(''), { customer_id: '1' });
		faults(simulator(), { 'find 1': { reply: rows } });
		const { output, items } = await removeAll(idItems('1'));
		expect(items.map(fateOf)).toEqual([
			'removed from 1001',
			expect.stringMatching(/^Not sent: .* \(customer ID 1 in campaign 9009\)$/),
			expect.stringMatching(/^Not sent: .* \(customer ID 1\)$/),
		]);
		expect(output[1]).toMatchObject({
			removed: false,
			campaign_id: '9009',
			customer_id: '1',
			reason: 'campaignUnlisted',
		});
	});

	test.each<[string, IDataObject[]]>([
		['a text', [{ campaign_id: 'none', type_campaign: 'preview' }]],
		['nothing', [{ campaign_id: '', type_campaign: 'preview' }, {}]],
		['null', [{ campaign_id: null, type_campaign: 'preview' }]],
	])('goes by the rest of a list of campaigns that has %s for an ID', async (_, rows) => {
		faults(simulator(), { campaigns: { reply: list(...rows, campaign('1001')) } });
		const { items } = await removeAll(idItems('3'));
		expect(items.map(fateOf)).toEqual(['removed from 1001']);
	});

	test('takes IDs of campaigns as numbers, and with leading zeros', async () => {
		faults(simulator(), {
			campaigns: { reply: list({ campaign_id: 1001, type_campaign: ' Predictive ' }) },
			'find 3': { reply: list({ campaign_id: 1001, customer_id: 3 }) },
		});
		const { items } = await removeAll(idItems('3'));
		expect(items.map(fateOf)).toEqual(['removed from 1001']);
	});

	test('leaves out rows of other customers', async () => {
		const rows = list(row('1001', '30'), row('2001', '03'), row('1001', '3'), row('3001', ''));
		faults(simulator(), { 'find 3': { reply: rows } });
		const { items } = await removeAll(idItems('3'));
		expect(removals()).toEqual(['remove 3 from 1001']);
		expect(items.map(fateOf)).toEqual(['removed from 1001']);
	});

	test('says of a customer that they are in none when all rows are of others', async () => {
		faults(simulator(), { 'find 3': { reply: list(row('1001', '30')) } });
		const { output } = await removeAll(idItems('3'));
		expect(output).toEqual([{ removed: false, found: false, customer_id: '3' }]);
	});

	test('removes a customer once a campaign, also when they are in it several times', async () => {
		faults(simulator(), { 'find 3': { reply: list(row('1001', '3'), row('1001', '3')) } });
		const { items } = await removeAll(idItems('3'));
		expect(items.map(fateOf)).toEqual(['removed from 1001']);
	});

	test.each<[string, Answer]>([
		['an empty list', list()],
		['404', NOT_FOUND],
		['a 404 in a reply of 200', json(200, { code: '404', error: 'NOT FOUND', msg: 'made up' })],
		['no code and 0 records', json(200, { code: '', error: null, msg: '0 records were found' })],
		['an empty text as list', json(200, { code: '200', error: null, msg: '', data: '' })],
		['no list and 0 records', json(200, { code: 200, error: null, msg: '0 records were found' })],
	])('takes %s for nothing', async (_, reply) => {
		faults(simulator(), { 'find 3': { reply } });
		const { output, items } = await removeAll(idItems('3', '1'));
		expect(output[0]).toEqual({ removed: false, found: false, customer_id: '3' });
		expect(items).toHaveLength(3);
	});

	test.each<[string, Fault]>([
		['an empty answer', { reply: strangeReplies.empty }],
		['a page of 404', { reply: { statusCode: 404, body: '<html></html>' } }],
		['a list that got lost', { reply: json(200, { code: 200, msg: '2 records were found' }) }],
		['a text that is cut off', { reply: strangeReplies.cutOff }],
	])('does not take %s for nothing', async (_, fault) => {
		faults(simulator(), { 'find 3': fault });
		const { output } = await removeAll(idItems('3'));
		expect(output[0].error).toMatch(/^Customer ID 3 was not removed: /);
		expect(removals()).toEqual([]);
	});

	test('looks up again after a connection that broke', async () => {
		faults(simulator(), {
			'find 3': (before) => (before < 2 ? { reply: 'reset' } : undefined),
			campaigns: (before) => (before < 2 ? { reply: 'close' } : undefined),
		});
		const { items } = await removeAll(idItems('3'));
		expect(items.map(fateOf)).toEqual(['removed from 1001']);
		expect(sent().filter((call) => !call.startsWith('remove'))).toHaveLength(6);
	});

	test('looks up a customer of two items once, and removes them once', async () => {
		const items = idItems('1', '1');
		const ended = await removeAll(items);
		expect(sent().filter((call) => call === 'find 1')).toHaveLength(1);
		expectFates(ended, 'continueRegularOutput', items, [
			[0, 'removed from 1001'],
			[0, 'removed from 2001'],
			[1, 'removed from 1001'],
			[1, 'removed from 2001'],
		]);
		expect(ended.hint).toContain('4 items: 4 removed (2 records).');
	});

	test('counts for Max Records a record once, and no customer who is in no campaign', async () => {
		const { items } = await removeAll(idItems('3', '2', '3'), { maxRecords: 2 });
		expect(items.map(fateOf)).toEqual(['removed from 1001', 'in none', 'removed from 1001']);
		const { items: second } = await removeAll(idItems('4', '2'), { maxRecords: 2 });
		expect(second.map(fateOf)).toEqual(['removed from 1001', 'removed from 2001', 'in none']);
	});

	test('asks in a dry run for the quota of the look-ups alone', async () => {
		simulator().addToken(TOKEN, { quota: 3 });
		const { items } = await removeAll(idItems('1'), { dryRun: true, checkQuota: true });
		expect(items.map(fateOf)).toEqual(['dry 1001', 'dry 2001']);
	});

	test('sends nothing for an item that is not sure, and does the others', async () => {
		const { output, items } = await removeAll(idItems('1.2E+9', '3'));
		expect(output[0].error).toMatch(/^Not sent: the Customer ID /);
		expect(fateOf(items[1])).toBe('removed from 1001');
	});

	test('Retry On Fail puts out what an earlier try removed, also when it ends early', async () => {
		faults(simulator(), {
			'find 1': (before) => ({
				reply: before === 0 ? strangeReplies.webPage : refusals.quotaSpent,
			}),
		});
		const { output, items } = await removeAll(idItems('1', '3'), {}, { node: RETRY });
		expect(output[0].error).toContain(SPENT);
		expect(items.slice(1).map(fateOf)).toEqual(['removed from 1001']);
		expect(removals()).toHaveLength(1);
	});

	test('Retry On Fail puts out what an earlier try removed, also when the quota is too small', async () => {
		simulator().addToken(TOKEN, { quota: 5 });
		faults(simulator(), { 'find 1': { reply: strangeReplies.webPage } });
		const given = { node: { ...RETRY, maxTries: 2 } };
		const { output, items } = await removeAll(idItems('1', '3'), { checkQuota: true }, given);
		expect(output[0].error).toContain('this run needs 1 call, and 0 are left today');
		expect(items.slice(1).map(fateOf)).toEqual(['removed from 1001']);
	});

	test('Retry On Fail says of what an earlier try may have removed that it may have', async () => {
		faults(simulator(), {
			'find 1': (before) => ({
				reply: before === 0 ? strangeReplies.webPage : refusals.quotaSpent,
			}),
			'remove 3 from 1001': { reply: strangeReplies.webPage, carriesOut: true },
		});
		const { output } = await removeAll(idItems('1', '3'), { keepCopy: true }, { node: RETRY });
		expect(output[1]).toMatchObject({
			removed: false,
			maybe_removed: true,
			campaign_id: '1001',
			record: { customer_id: '3' },
		});
		expect(output[1].error).toBe(
			`Customer ID 3 may already have been removed from campaign 1001 by an earlier attempt: ${SPENT}`,
		);
	});

	test('says nothing of what a read may have changed', async () => {
		faults(simulator(), { 'find 1': { reply: strangeReplies.webPage } });
		const [item] = jsonOf((await removeAll(idItems('1'))).items);
		expect(item).not.toHaveProperty('maybe_removed');
		expect(item.message).not.toContain('Look in wolkvox Manager whether');
	});
});
