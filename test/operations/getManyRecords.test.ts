/** Get Many Records: all records of a campaign, dialed or not. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf } from '../support/changes';
import { jsonOf } from '../support/engine';
import { formOf } from '../support/form';
import { MODES, runNode, type Mode } from '../support/node';
import { testRead } from '../support/reads';
import { json } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1001', '1002', '1003'];
const PARAMETERS = { campaignId: byId('={{ $json.campaign }}'), returnAll: true };

/** A record as the simulator exports it: with Wolkvox's Spanish names. */
const exported = (id_cliente: string, rest: IDataObject = {}) => ({
	id_cliente,
	nombre_cliente: '',
	tel1: '',
	resultado: '',
	...rest,
});

testRead(
	{
		name: 'Get Many Records',
		operation: 'getManyRecords',
		items: IDS.map((campaign) => ({ campaign })),
		parameters: PARAMETERS,
		prepare: (one) => {
			const ana = { customer_id: '1', customer_name: 'Ana', tel1: '3001', result: 'ANSWER' };
			one.addCampaign({ id: '1001', records: [ana, '2'] });
			one.addCampaign({ id: '1002' });
			one.addCampaign({ id: '1003', type: 'preview', records: ['3'] });
		},
		requests: IDS.map((id) => `GET campaign.php?api=campaign_15&campaign_id=${id}`),
		rows: [
			[exported('1', { nombre_cliente: 'Ana', tel1: '3001', resultado: 'ANSWER' }), exported('2')],
			[],
			[exported('3')],
		],
		subjects: IDS.map((id) => `the list of records of campaign ${id}`),
		counted: { one: 'list of records', many: 'lists of records' },
		asked: IDS.map((id) => ({ campaign_id: id })),
	},
	simulator,
);

/** Gets the records of campaign 1001, unless an item or a parameter says otherwise. */
async function getMany(
	{ mode, ...parameters }: IDataObject & { mode?: Mode } = {},
	items: IDataObject[] = [{}],
) {
	const ended = await runNode({
		operation: 'getManyRecords',
		items,
		mode,
		parameters: { campaignId: byId('1001'), ...parameters },
	});
	const output = jsonOf(ended.items);
	return { ...ended, output, ids: output.map((one) => one.id_cliente) };
}

const records = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

test('Get Many Records names the campaign as it was given, and no type', async () => {
	simulator().addCampaign({ id: '01001', records: ['7'] });
	const { ids } = await getMany({ campaignId: byId(' 01001 '), campaignType: 'preview' });
	expect(simulator().calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
		'GET https://wv0023.wolkvox.com/api/v2/campaign.php?api=campaign_15&campaign_id=01001',
	]);
	expect(ids).toEqual(['7']);
});

describe('Limit and Return All of Get Many Records', () => {
	beforeEach(() => simulator().addCampaign({ id: '1001', records: records(60) }));

	test.each<[IDataObject, number]>([
		[{}, 50],
		[{ limit: 1 }, 1],
		[{ limit: ' 7 ' }, 7],
		[{ limit: '={{ 60 }}' }, 60],
		[{ limit: 1e6 }, 60],
		[{ returnAll: true }, 60],
		[{ returnAll: '={{ "TRUE" }}' }, 60],
		[{ returnAll: '={{ false }}', limit: 2 }, 2],
		// What the form does not show does not count.
		[{ returnAll: true, limit: 3 }, 60],
		[{ returnAll: '={{ true }}', limit: 'x' }, 60],
	])('%j gives %i of 60', async (parameters, count) => {
		const { ids, error } = await getMany({ mode: 'stopWorkflow', ...parameters });
		expect(error).toBeUndefined();
		expect(ids).toEqual(records(count));
		expect(simulator().calls.map(requestOf)).toEqual([
			'GET campaign.php?api=campaign_15&campaign_id=1001',
		]);
	});

	test('are those of each item, which share one call all the same', async () => {
		const { ids, items } = await getMany({ limit: '={{ $json.limit }}' }, [
			{ limit: 1 },
			{ limit: 3 },
			{ limit: '2' },
		]);
		expect(simulator().calls).toHaveLength(1);
		expect(ids).toEqual(['1', '1', '2', '3', '1', '2']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 1, 1, 2, 2].map((item) => ({ item })),
		);
	});

	test.each<[IDataObject, string]>([
		[{ limit: 0 }, 'Limit is not a whole number above 0'],
		[{ limit: -1 }, 'Limit is not a whole number above 0'],
		[{ limit: 1.5 }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ "" }}' }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ null }}' }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ "many" }}' }, 'Limit is not a whole number above 0'],
		[{ limit: '={{ [5] }}' }, 'Limit is not a whole number above 0'],
		[{ returnAll: '={{ "maybe" }}' }, 'Return All is neither true nor false'],
		[{ returnAll: '={{ 1 }}' }, 'Return All is neither true nor false'],
		[{ returnAll: '={{ null }}' }, 'Return All is neither true nor false'],
	])('%j is refused before anything is sent', async (parameters, what) => {
		const { output } = await getMany(parameters);
		expect(output).toEqual([
			expect.objectContaining({
				campaign_id: '1001',
				error: `Not sent: ${what} (the list of records of campaign 1001)`,
			}),
		]);
		expect(simulator().calls).toEqual([]);
	});

	test.each(MODES)('are refused for the item that has them only (%s)', async (mode) => {
		const { output, error } = await getMany({ mode, limit: '={{ $json.limit }}' }, [
			{ limit: 1 },
			{ limit: 0 },
		]);
		const text =
			'Not sent: Limit is not a whole number above 0 (the list of records of campaign 1001)';
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(text);
			expect(error?.context.itemIndex).toBe(1);
			expect(simulator().calls).toEqual([]);
			return;
		}
		expect(output.map((one) => one.error ?? one.id_cliente)).toEqual(['1', text]);
	});
});

test('Get Many Records reads a list of 60,000, the most that Wolkvox has for one call', async () => {
	const all = Array.from({ length: 60_000 }, (_, index) => ({ id_cliente: String(index) }));
	simulator().fault = () => ({
		reply: json(200, {
			code: '200',
			total_records: '60000',
			campaign_id: '1001',
			records: all,
		}),
	});
	const { ids } = await getMany({ limit: 1000 });
	expect(ids).toEqual(all.slice(0, 1000).map(({ id_cliente }) => id_cliente));
});

test('Get Many Records counts lists, not records, before an item that failed', async () => {
	simulator().addCampaign({ id: '1001', records: records(9) });
	const { error } = await getMany(
		{ mode: 'stopWorkflow', campaignId: byId('={{ $json.id }}') },
		['1001', '7777'].map((id) => ({ id })),
	);
	expect(error?.message).toBe(
		'The list of records of campaign 7777 was not read: Wolkvox says that a value is missing',
	);
	expect(error?.description).toContain('Before this item the run read 1 list of records.');
});

test('the form of Get Many Records has what it needs, and the options of a read', () => {
	const form = formOf({ resource: 'record', operation: 'getManyRecords' });
	expect(form.entry?.name).toBe('Get Many Records');
	expect(form.fields).toEqual(['campaignId', 'returnAll', 'limit', 'options']);
	expect(form.options).toEqual(['maxRetries', 'timeout']);
	expect(form.notice).toBeUndefined();
	expect(
		formOf({ resource: 'record', operation: 'getManyRecords', returnAll: true }).fields,
	).toEqual(['campaignId', 'returnAll', 'options']);
	expect(form.field('limit')).toMatchObject({ default: 50 });
});
