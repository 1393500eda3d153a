/** A customer ID that is not sure is not sent. */

import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { Failure } from '../nodes/WolkvoxCampaign/failures/failure';
import { REASONS, type Reason } from '../nodes/WolkvoxCampaign/failures/reasons';
import { readCustomerIds } from '../nodes/WolkvoxCampaign/inputs';
import { removeRecords } from './support/node';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

/** The IDs that a value is taken for, or the reason why it is refused. */
function idsOf(value: unknown): string[] | Reason {
	try {
		return readCustomerIds(value);
	} catch (error) {
		expect(error).toBeInstanceOf(Failure);
		return (error as Failure).reason;
	}
}

const refused: Array<[Reason, unknown[]]> = [
	[
		'customerIdOneNumber',
		[
			// With thousands separators.
			...['1,020,304,050', '12,345', '100,200', '100,200,300', '001,234', ' 1,020,304 ', '1,020,'],
			...['-1,020', '+1,020', '(1,020)', '1,020-', '\u22121,020,304', '~1,020'],
			...['$ 1,020,304', '$1,020', 'US$ 1,020', 'COP 1,020,304.00', '1,020,304 USD', '1,020\u20ac'],
			...[
				'1,020,304.00',
				'1,020.5',
				'CC 1,020,304',
				'CC1,020,304',
				'900,123,456-7',
				'12,345,678-K',
			],
			// Several of them.
			...['1,020,304, 1,020,305', '1,020,304,1,020,305', '1,020,304; 1,020,305', '1,020\n2,030'],
			...['7, 1,020,304', '1,020.00,1,030.00', '1,020|1,030'],
			// With a decimal comma.
			...['1020304050,00', '1020304050,50', '1020304050,5', '-1020304050,00', '1020304050,00 COP'],
			...[
				'1.020.304,50',
				'$ 1.020.304,5',
				'1.020.304,567891',
				'1 020 304,00',
				'1\u00a0020\u202f304,5',
			],
			...[
				"1'020'304,50",
				'34,00',
				'7,0',
				'604,000',
				'$ 34,12',
				'34,12 \u20ac',
				'USD 34,12',
				'34,12 EUR',
			],
			...[
				'1020304050,00,1020304051,00',
				'1020304050,000,1020304051,000',
				'1.020.304,50,1.020.305,50',
				'1020304050,00; 1020304051,00',
			],
			...['1,02E+09', '1,02e9', '-1,02E+09', '12,5E-3', '1020304050,02E+09', '7, 1,02E9'],
			// Inside a list.
			...[['7', '1,020,304'], ['1,02E+09'], '["1,020,304"]', '[1,020,304]'],
		],
	],
	[
		'customerIdQuoted',
		[
			...['"601"', '"601","602"', "'601','602'", '[604', '604]', '{60,61}', '(604, 605)', '604)'],
			...['[60,61', '[604;605]', '[ABC]', "['601', '602']", '[\u201c601\u201d]', '<604>', '[604,]'],
			...['\u201c601\u201d', '\u00ab601\u00bb', '601"', '601\u2019', '{"id":"601"}', '["[601"]'],
		],
	],
	[
		'customerIdNotWhole',
		[
			...[
				'1020304050.0',
				'1020304050.5',
				'1020304050.',
				'.5',
				'12.5',
				'-7.25',
				'0.500',
				'$ 1020.50',
			],
			...[
				'1234.567',
				'1 020 304.50',
				'12.5, 7',
				['12.5'],
				'[604.5]',
				'[604.0]',
				'[1e3]',
				'[7, 1E+3]',
			],
			'[604.0000000000000001]',
		],
	],
	[
		'customerIdTooLarge',
		[
			'[9007199254740992]',
			'[9007199254740993]',
			'["7", 1020304050607080900]',
			'[-9007199254740992]',
		],
	],
	[
		'customerIdDamaged',
		[
			...['1.02e+09', '1.02E9', '1e+21', '1E-05', '-1.5E3', '1.E9', '.5E9', '1.02 E+09', '219E+01'],
			...[
				'undefined',
				'UNDEFINED',
				'null',
				'NULL',
				'None',
				'nan',
				'NaN',
				'nil',
				'N/A',
				'n/a',
				'NaT',
			],
			...['Infinity', '-infinity', 'true', 'FALSE', 'Invalid DateTime', '\\N', '(blank)', '<NA>'],
			...[
				'[null]',
				'[7, null]',
				'[undefined]',
				'["null"]',
				'"null"',
				'nulo',
				'Vac\u00edo',
				'[NaN]',
			],
			...['7, None', '7,null', ['7', 'None'], '["7","None"]'],
			...['#N/A', '#n/a', '#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#NUM!', '#NULL!', '#ERROR!'],
			...['#SPILL!', '#CALC!', '#GETTING_DATA', 'Err:502', '#N/D', '#NV', 'CC#N/A', 'CC #REF!'],
			...[
				'#\u00a1REF!',
				'#\u00bfNOMBRE?',
				'#\u00a1VALOR!',
				'#\u00a1DIV/0!',
				'#\u00a1NUM!',
				'#\u00a1NULO!',
			],
			...['########', '#', '-', '--', '?', '. .', '7, -'],
			...[
				'[object Object]',
				'CC[object Object]',
				'[object Object],[object Object]',
				'[object Array]',
			],
			...['CCundefined', 'undefined-7', 'CC-null', 'nullCC', 'CC-NaN-7', '\ufffdand\ufffd-9'],
		],
	],
	['customerIdFormula', ['="0012"', '=0012', '=A2', '=CONCAT(A1,B1)', '7, =A2', ' =0012']],
	['customerIdApostrophe', ["'0012", "7,'0012", '\u20190012', '`0012', '\u00b40012', ["'0012"]]],
	[
		'customerIdExpression',
		[
			...['{{ $json.id }}', '{{$json["id"]}}', '{{ id', 'id }}', '$json.id', '7, {{ $json.id }}'],
			...['CC{{ $json.id }}', '{{ $json.a, 7 }}', '$node["A"].json.id', "$('A').item.json.id"],
			...['$fromAI("id")', '$input.first()', ['{{ $json.id }}']],
		],
	],
	[
		'customerIdInvisible',
		[
			...[
				'00ad',
				'061c',
				'200b',
				'200c',
				'200d',
				'200e',
				'180e',
				'fe0f',
				'3164',
				'2800',
				'034f',
				'115f',
			],
			...[
				'feff',
				'ffa0',
				'2028',
				'2029',
				'2060',
				'206f',
				'0000',
				'0009',
				'000a',
				'007f',
				'0085',
				'd83d',
			],
			...['e0001', 'e0041', 'e007f', 'e0100', '1d173', 'fff9', '0600', '06dd'],
		].map((code) => `1020${String.fromCodePoint(parseInt(code, 16))}304050`),
	],
	['customerIdInvisible', ['\u200b7', '7\u00ad', '\u28007', '7, 8\u2800', ['7', '8\u200d']]],
	['customerIdEmpty', ['[]', '[""]', '[" ", ","]', [null], [], '\ufeff', ' , ,']],
	[
		'customerIdNotText',
		['[["7"]]', '[{"id":"7"}]', '[7, true]', [['7']], Symbol('7'), NaN, Infinity],
	],
];

describe.each(refused)('%s', (reason, values) => {
	test.each(values.map((value) => [value]))('%p', (value) => {
		expect(idsOf(value)).toBe(reason);
	});
});

test('each reason for a Customer ID is met here, or where numbers are', () => {
	// The last is for operations that take one: test/operations/codifyRecord.test.ts.
	const met = [...refused.map(([reason]) => reason), 'customerIdSeveral'];
	const reasons = Object.keys(REASONS).filter((reason) => reason.startsWith('customerId'));
	expect(new Set(met)).toEqual(new Set(reasons));
});

test.each<[unknown, string[]]>([
	['100, 200, 300', ['100', '200', '300']],
	['100 ,200 ,300', ['100', '200', '300']],
	['100,\n200', ['100', '200']],
	['1020304050,1020304051', ['1020304050', '1020304051']],
	['1,2,3', ['1', '2', '3']],
	['34,12', ['34', '12']],
	['604,60', ['604', '60']],
	['0012,345', ['0012', '345']],
	['604,605,6060', ['604', '605', '6060']],
	['A12,B345', ['A12', 'B345']],
	['2,x3', ['2', 'x3']],
	['1020304050,607', ['1020304050', '607']],
	['1.020.304-5,900.123.456-7', ['1.020.304-5', '900.123.456-7']],
	['1.020.304,1.020.305', ['1.020.304', '1.020.305']],
	['1.020.304,1020304050', ['1.020.304', '1020304050']],
	['1 020 304,1 020 305', ['1 020 304', '1 020 305']],
	['1020 304 305,50', ['1020 304 305', '50']],
	['A1 020,50', ['A1 020', '50']],
	['218,219E01', ['218', '219E01']],
	[
		['100', '200', 300],
		['100', '200', '300'],
	],
	[
		[12, '34,12'],
		['12', '34'],
	],
	['[604,605,606]', ['604', '605', '606']],
	['["601","602"]', ['601', '602']],
	[' [ "601", 602 ]\n', ['601', '602']],
	['["601"]', ['601']],
	['["601, 602","0603"]', ['601', '602', '0603']],
	['[1020304050607080]', ['1020304050607080']],
	[
		['[604,605]', '606'],
		['604', '605', '606'],
	],
	['["102030405060708090"]', ['102030405060708090']],
	...[
		...['219E01BE', '219E01', '1E9', '7E', 'E01', '1.020.304-5', '12.345.678-K', '1.020.304.050'],
		...[
			'12.345',
			'a;b',
			'0012',
			'-7',
			'+573001234567',
			'V-12345678',
			'12/34',
			'1 020 304',
			'7#',
			'#12',
		],
		...[
			"O'Neil-9",
			'Caf\u00e9 (2)',
			'Nand\u00fa-9',
			'Hernan',
			'Nanette',
			'Nullman',
			'Nonesuch',
			'NA-12',
		],
		...[
			'102030405060708090',
			'JSON',
			'US$7',
			'a{b',
			'Infinity7',
			'7=7',
			'\u0661\u0660',
			'\u{20000}7',
		],
	].map((id): [string, string[]] => [id, [id]]),
	['\ufeff 0012\u00a0\r\n', ['0012']],
	[' 7 ,\t8\u3000', ['7', '8']],
	['7,,7, ,8', ['7', '8']],
])('%p goes on as %p', (value, ids) => {
	expect(idsOf(value)).toEqual(ids);
});

describe('whatever is given', () => {
	/** Numbers as people and programs write them, with the thing in common that commas part them. */
	const amount = fc.record({
		number: fc.integer({ min: 1000, max: 2_000_000_000 }),
		before: fc.constantFrom(
			'',
			'$',
			'$ ',
			'-',
			'+',
			'(',
			'COP ',
			'US$ ',
			'\u20ac',
			'S/ ',
			'CC ',
			'R$',
		),
		after: fc.constantFrom('', ' USD', ' \u20ac', ')', '-', ' ', '.'),
	});

	test('a number with thousands separators is refused as one', () => {
		const decimals = fc.constantFrom('', '.0', '.00', '.50', '.123');
		fc.assert(
			fc.property(amount, decimals, ({ number, before, after }, rest) => {
				const text = before + number.toLocaleString('en-US') + rest + after;
				expect(idsOf(text)).toBe('customerIdOneNumber');
				expect(idsOf(`7, ${text}, 8`)).toBe('customerIdOneNumber');
				expect(idsOf(['7', text])).toBe('customerIdOneNumber');
			}),
		);
	});

	test('a number with a decimal comma is refused as one', () => {
		const decimals = fc.constantFrom(',0', ',00', ',5', ',50', ',99');
		const part = fc.constantFrom('', '.', ' ', '\u00a0', '\u202f', "'");
		fc.assert(
			fc.property(amount, decimals, part, ({ number, before, after }, rest, between) => {
				const written = number.toLocaleString('en-US').replaceAll(',', between);
				const text = `${before}${written}${rest}${after}`;
				expect(idsOf(text)).toBe('customerIdOneNumber');
				expect(idsOf(`7, ${text}, 8`)).toBe('customerIdOneNumber');
			}),
		);
	});

	test('a number in exponent form is refused, with a point or a comma', () => {
		const number = fc.double({ min: 1, max: 1e300, noNaN: true });
		const form = fc.constantFrom<(text: string) => string>(
			(text) => text,
			(text) => text.toUpperCase(),
			(text) => text.replace('.', ','),
			(text) => `-${text}`,
		);
		fc.assert(
			fc.property(number, form, (value, write) => {
				expect(typeof idsOf(write(value.toExponential(3)))).toBe('string');
				expect(typeof idsOf(write(value.toExponential()))).toBe('string');
			}),
		);
	});

	const id = fc.stringMatching(/^[0-9]{1,12}$/);
	const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 6 });

	test('IDs with a blank after each comma, a list, and a list as text are all the same', () => {
		fc.assert(
			fc.property(ids, (list) => {
				expect(idsOf(list.join(', '))).toEqual(list);
				expect(idsOf(list)).toEqual(list);
				expect(idsOf(JSON.stringify(list))).toEqual(list);
			}),
		);
	});

	test('whole numbers in a list as text are exact, or refused', () => {
		fc.assert(
			fc.property(fc.array(fc.bigInt(-(2n ** 70n), 2n ** 70n), { minLength: 1 }), (list) => {
				const exact = list.every((one) => Number.isSafeInteger(Number(one)));
				const expected = exact ? [...new Set(list.map(String))] : 'customerIdTooLarge';
				expect(idsOf(`[${list.join()}]`)).toEqual(expected);
			}),
		);
	});

	test('what is taken has nothing at its ends, nothing hidden, and something that can be read', () => {
		const piece = fc.constantFrom(
			...['1', '020', '304', '1020304050', 'CC', 'null', 'E+09', '#N/A', 'undefined', '{{', 'a'],
			...[
				',',
				', ',
				'.',
				'.5',
				';',
				' ',
				'\n',
				'[',
				']',
				'{',
				'}',
				'(',
				')',
				'"',
				"'",
				'=',
				'$',
				'-',
			],
			...[
				'\u00ad',
				'\u200d',
				'\ufeff',
				'\u2800',
				'\u{e0041}',
				'\u201c',
				'\u2019',
				'[object Object]',
			],
		);
		const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.oneof(text, fc.string({ unit: 'binary' }), fc.json()), (value) => {
				const taken = idsOf(value);
				if (typeof taken === 'string') return;
				expect(taken).not.toEqual([]);
				for (const one of taken) {
					expect(one).toBe(one.trim());
					expect(one).not.toMatch(/[,\p{Cc}\p{Cf}\p{DI}\u2800]|\{\{|\}\}|\[object|undefined/u);
					expect(one).not.toMatch(/^[[\]{}()"'=\u201c\u2019]|[[\]{}"'\u201c\u2019]$/);
					expect(one).toMatch(/[\p{L}\p{N}]/u);
				}
			}),
			{ numRuns: 20_000 },
		);
	});

	test.each([
		...[
			'1',
			'1,',
			'1,020,',
			'100,200,',
			'1 020 ',
			'1020,00,',
			'1.020,5,',
			'$',
			'"',
			"'",
			'[',
			'#a',
			'\\',
		],
		...['1.', '1,02E9', 'E+', '-', '\u200b', '(', '["', '1,5 ', ' ', 'null', '{'],
	])('a long text of %p takes no time', (piece) => {
		const start = performance.now();
		for (const end of ['', 'x', ',', '!']) idsOf(piece.repeat(50_000 / piece.length) + end);
		expect(performance.now() - start).toBeLessThan(2000);
	});
});

describe('in a run', () => {
	const errorsOf = async (items: IDataObject[], parameters: IDataObject) => {
		const run = await removeRecords(items, { parameters });
		return run.items.map(({ json }) => json.error);
	};
	const sent = () => simulator().calls.map(({ url, body }) => url + body);

	beforeEach(() => simulator().addCampaign({ id: '1001', records: ['1', '3', '7'] }));

	test('the text says what to do with a number that is no list', async () => {
		const { items } = await removeRecords([{ id: '$ 1,020,304' }, { id: '{{ $json.id }}' }]);
		expect(items.map(({ json }) => json)).toMatchObject([
			{
				error: 'Not sent: the Customer ID reads like one number (campaign 1001)',
				message:
					'Pass it without separators, or several IDs as a list or with a blank after each comma.',
			},
			{
				error: 'Not sent: the Customer ID holds an expression as plain text (campaign 1001)',
				message: expect.stringMatching(/^Switch the field to Expression\. /),
			},
		]);
		expect(sent()).toEqual([]);
	});

	test('a field that was left on Fixed is refused', async () => {
		const errors = await errorsOf([{ id: '1' }], { customerId: '{{ $json.id }}' });
		expect(errors).toEqual([expect.stringContaining('holds an expression as plain text')]);
		expect(sent()).toEqual([]);
	});

	test('the hint of a record that is not found speaks of the ID and of commas', async () => {
		const { items } = await removeRecords([{ id: '1;3' }]);
		expect(sent()).toEqual([expect.stringContaining('{"customer_id":"1;3"}')]);
		expect(items[0].json.message).toContain('dots, blanks or a check digit may be too many');
		expect(items[0].json.message).toContain('Commas separate several IDs');
	});
});
