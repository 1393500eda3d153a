/** Fields that are read in the item, without n8n's engine: always to the same value. */

import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { valueReader } from '../dist/nodes/WolkvoxCampaign/execution/expressions.js';
import { removeRecords } from './support/node';
import { contextOf } from './support/tries';

/** A field of Remove Record that holds anything; for n8n its parameters are as good as any others. */
const FIELD = { name: 'customerId', displayName: 'Customer ID', type: 'string' } as INodeProperties;

/** Reads a field of all items by the node and by n8n, and counts what the node left to n8n. */
function readBothWays(
	raw: unknown,
	all: IDataObject[],
	field = FIELD,
): { ours: unknown[]; theirs: unknown[]; evaluations: number } {
	const items: INodeExecutionData[] = all.map((json) => ({ json }));
	const context = contextOf(items, { parameters: { [field.name]: raw as IDataObject } });
	const evaluate = jest.spyOn(context, 'getNodeParameter');
	const read = valueReader.call(context, field, raw);
	const ours = all.map((_, index) => outcomeOf(() => read(index)));
	const evaluations = evaluate.mock.calls.length;
	const options = { extractValue: field.type === 'resourceLocator', skipValidation: true };
	const theirs = all.map((_, index) =>
		outcomeOf(() => context.getNodeParameter(field.name, index, undefined, options)),
	);
	return { ours, theirs, evaluations };
}

function outcomeOf(read: () => unknown): unknown {
	try {
		return { value: read() };
	} catch (error) {
		return { thrown: (error as Error).message };
	}
}

const NAMES = [
	'id',
	'a b',
	'customer',
	'length',
	'constructor',
	'__proto__',
	'toString',
	'class',
	'',
];

/** What may stand in an item. */
const anything = fc.letrec((tie) => ({
	value: fc.oneof(
		{ weight: 6, arbitrary: simple() },
		fc.array(tie('value'), { maxLength: 3 }),
		fc.date({ noInvalidDate: false }),
		tie('object'),
	),
	object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
}));

function simple(): fc.Arbitrary<unknown> {
	return fc.oneof(
		fc.string({ unit: 'grapheme' }),
		fc.stringMatching(/^0?[0-9]{1,10}$/),
		fc.constantFrom('={{ $json.id }}', '{{ $json.id }}', '=', '', ' 12 ', '\ud800', 'null'),
		fc.double(),
		fc.integer(),
		fc.boolean(),
		fc.constantFrom(null, undefined),
	);
}

/** Ways to write a path with these names. */
const FORMS: Array<(...names: string[]) => string> = [
	(one) => `={{ $json.${one} }}`,
	(one) => `={{$json.${one}}}`,
	(one) => `={{ $json["${one}"] }}`,
	(one) => `={{ $json['${one}'] }}`,
	(one) => `={{ $json [ "${one}" ] }}`,
	(one, other) => `={{ $json.${one}.${other} }}`,
	(one, other) => `={{ $json["${one}"]["${other}"] }}`,
	(one, other) => `={{ $json["${one}"] . ${other} }}`,
	(one) => `={{ $json?.${one} }}`,
	(one) => `={{ $json.${one}; }}`,
	(one) => `={{ $json.${one} + "" }}`,
];

test.each(FORMS.map((form) => [form('id', 'customer'), form]))(
	'%s comes to what n8n reads in its place, whatever is in the items',
	(_, form) => {
		// 1,000 items for each form.
		const items = fc.array(anything.object as fc.Arbitrary<IDataObject>, {
			minLength: 50,
			maxLength: 50,
		});
		const name = fc.constantFrom(...NAMES);
		fc.assert(
			fc.property(name, name, items, (one, other, all) => {
				const { ours, theirs } = readBothWays(form(one, other), all);
				expect(ours).toEqual(theirs);
			}),
			{ numRuns: 20 },
		);
	},
);

test('fields that are each a path are read without the engine, but for the first and the last item', () => {
	const raw = {
		mappingMode: 'defineBelow',
		value: { customer_id: '={{ $json.id }}', tel1: '={{ $json.phones.first }}', city: 'Cali' },
	};
	const items = Array.from({ length: 100 }, (_, index) => ({
		id: index,
		phones: { first: `300000000${index}` },
	}));
	const { ours, theirs, evaluations } = readBothWays(raw, items);
	expect(ours).toEqual(theirs);
	expect(evaluations).toBe(2);
});

test('of a resource locator the value alone is read, as n8n gives it', () => {
	const field = { ...FIELD, name: 'campaignId', type: 'resourceLocator' } as INodeProperties;
	const raw = { __rl: true, mode: 'id', value: '={{ $json.campaign }}' };
	const items = ['1001', 1002, ' 1003 ', '1004'].map((campaign) => ({ campaign }));
	const { ours, theirs, evaluations } = readBothWays(raw, items, field);
	expect(ours).toEqual(theirs);
	expect(ours[1]).toEqual({ value: 1002 });
	expect(evaluations).toBe(2);
});

test('an item that has something else there is left to n8n, and the others are not', () => {
	const items = [{ id: 'a' }, { id: ['b'] }, { id: 'c' }, { id: 'd' }, { id: {} }, { id: 'e' }];
	const { ours, theirs, evaluations } = readBothWays('={{ $json.id }}', items);
	expect(ours).toEqual(theirs);
	expect(evaluations).toBe(4);
});

test('what stands in a date or a list is left to n8n', () => {
	const when = Object.assign(new Date(0), { ts: 1 });
	for (const raw of ['={{ $json.when.ts }}', '={{ $json.list.length }}']) {
		const items = [1, 2, 3].map(() => ({ when, list: ['a'] }));
		const { ours, theirs, evaluations } = readBothWays(raw, items);
		expect(ours).toEqual(theirs);
		expect(evaluations).toBe(3);
	}
});

test('where n8n comes to something else for an item, it reads them all', () => {
	const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }].map((json) => ({ json }));
	const context = contextOf(items);
	const evaluate = jest.spyOn(context, 'getNodeParameter');
	evaluate.mockImplementation((_, index) => (index === 2 ? 'other' : items[index].json.id));
	const read = valueReader.call(context, FIELD, '={{ $json.id }}');
	expect([0, 1, 2].map(read)).toEqual(['a', 'b', 'other']);
	expect(evaluate.mock.calls.map(([, index]) => index)).toEqual([0, 2, 0, 1, 2]);
});

test('with Execute Once the first item alone is read, and the item that comes out belongs to it', async () => {
	const { items } = await removeRecords([{ id: 'a' }, { id: 'b' }], {
		node: { executeOnce: true },
		parameters: { options: { dryRun: true } },
	});
	expect(items.map(({ json, pairedItem }) => [json.customer_id, pairedItem])).toEqual([
		['a', { item: 0 }],
	]);
});
