/** A field that is one expression gives its value, whatever white space stands around it. */

import type { IDataObject } from 'n8n-workflow';
import { removeRecords } from './support/node';
import { types } from './support/engine';
import { findRecord, nodeWith } from './support/sketches';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

async function errorsOf(items: IDataObject[], parameters: IDataObject) {
	const run = await removeRecords(items, { parameters });
	return run.items.map(({ json }) => json.error);
}

const sent = () => simulator().calls.map(({ url, body }) => url + body);

/** 9007199254740993 is 9007199254740992 to JavaScript: the ID of another customer. */
const large = [{ id: '1' }, { id: Number('9007199254740993') }, { id: '3' }];

beforeEach(() => simulator().addCampaign({ id: '1001', records: ['1', '3', '7'] }));

test.each([
	'={{ $json.id }}',
	'={{ $json.id }} ',
	'= {{ $json.id }}',
	'={{ $json.id }}\n',
	'=\r\n\t{{\n$json.id\n}}\u00a0\ufeff',
	'={{ /* \\}} */ $json.id }} ',
	'={{ $json["id"] ?? "}" }} ',
])('the field %p does not make text of a number', async (customerId) => {
	const errors = await errorsOf(large, { customerId });
	expect(errors).toEqual([undefined, expect.stringContaining('too large to be exact'), undefined]);
	expect(sent()).toHaveLength(2);
});

test('a list of an expression with a blank behind it stays a list', async () => {
	const errors = await errorsOf([{ id: [100, '200'] }], { customerId: '={{ $json.id }} ' });
	expect(sent()).toEqual([expect.stringContaining('{"customer_id":"100,200"}')]);
	expect(errors).toEqual([expect.stringContaining('Customer IDs 100, 200 were not removed')]);
});

test.each<[string, string]>([
	['={{ $json.a }}{{ $json.b }} ', '12 '],
	['= {{ $json.a }}, {{ $json.b }}', ' 1, 2'],
	['=CC-{{ $json.a }} ', 'CC-1 '],
	['={{ $json.a }} {{ "\\}}" }} ', '1 }} '],
	[' {{ $json.a }} ', ' {{ $json.a }} '],
	['={{ $json.a }} ', '1'],
])('the field %p is %p', async (customerId, value) => {
	const { customerIds } = findRecord.parameters;
	types['sketch.verbatim'] = nodeWith({
		...findRecord,
		parameters: {
			...findRecord.parameters,
			customerIds: { ...customerIds, check: (given: unknown) => [String(given)] },
		},
	});
	await removeRecords([{ a: '1', b: '2' }], {
		parameters: { customerId },
		node: { type: 'sketch.verbatim' },
	});
	const { searchParams } = new URL(simulator().calls[0].url);
	expect(searchParams.get('customer_id')).toBe(value);
});

test.each(['={{ $json.campaign }} ', '=\n{{ $json.campaign }}'])(
	'a Campaign %p does not make text of a number',
	async (value) => {
		const items = [
			{ id: '1', campaign: '1001' },
			{ id: '3', campaign: 100100100100100100 },
			{ id: '7', campaign: 1001 },
		];
		const errors = await errorsOf(items, { campaignId: { __rl: true, mode: 'id', value } });
		expect(errors).toEqual([undefined, expect.stringContaining('not a campaign ID'), undefined]);
	},
);

test('an option of an expression with a blank behind it is read as it is', async () => {
	const items = [
		{ id: '1', seconds: 5 },
		{ id: '3', seconds: [5] },
	];
	const options = { timeout: '={{ $json.seconds }} ' };
	const errors = await errorsOf(items, { options });
	// As text the list would be "5".
	expect(errors).toEqual([undefined, expect.stringContaining('Timeout (Seconds) is not')]);
});

test('an expression that fails is one, also with a blank behind it', async () => {
	const customerId = '={{ $("No Such Node").item.json.id }} ';
	const errors = await errorsOf([{ id: '1' }], { customerId });
	expect(errors).toEqual([expect.stringContaining('an expression in this node failed')]);
});
