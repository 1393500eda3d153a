/** What is refused before anything is sent, and what goes through untouched. */

import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { readCampaignId, readCustomerIds } from '../nodes/WolkvoxCampaign/inputs';
import { Failure } from '../nodes/WolkvoxCampaign/failures/failure';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { readAccount } from '../nodes/WolkvoxCampaign/transport/account';
import { judge } from '../nodes/WolkvoxCampaign/transport/reply';
import { jsonOf } from './support/engine';
import { MODES, removeRecords, TOKEN } from './support/node';
import { json } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

/** Runs three items of which the one in the middle is bad, in all three modes. */
function sendsNothingFor(
	error: string,
	bad: IDataObject,
	parameters: IDataObject = {},
	credential?: IDataObject | null,
) {
	const items = [{ id: '1' }, bad, { id: '3' }];
	const allBad = credential !== undefined;
	beforeEach(() => simulator().addCampaign({ id: '1001', records: ['1', '3'] }));

	test.each(MODES.slice(1))('is refused before anything is sent for it: %s', async (mode) => {
		const { outputs } = await removeRecords(items, { mode, parameters, credential });
		const output = outputs('Wolkvox Campaign');
		const failing = jsonOf(output.flat()).filter(({ removed }) => removed !== true);
		expect(failing).toHaveLength(allBad ? 3 : 1);
		expect(failing[allBad ? 1 : 0]).toMatchObject({ error, message: expect.any(String) });
		expect(output[mode === 'continueErrorOutput' ? 1 : 0]).toHaveLength(
			allBad ? 3 : mode === 'continueErrorOutput' ? 1 : 3,
		);
		expect(simulator().recordsOf('1001')).toEqual(allBad ? ['1', '3'] : []);
		expect(simulator().calls).toHaveLength(allBad ? 0 : 2);
	});

	test('keeps a run from beginning: stopWorkflow', async () => {
		const { error: stopped } = await removeRecords(items, {
			mode: 'stopWorkflow',
			parameters,
			credential,
		});
		expect(stopped?.name).toBe('NodeOperationError');
		if (!allBad) expect(stopped?.message).toBe(error);
		expect(stopped?.context.itemIndex).toBe(allBad ? 0 : 1);
		expect(stopped?.description).toContain('Nothing was sent, so nothing was removed.');
		expect(simulator().calls).toEqual([]);
	});
}

const notSent = (what: string) => `Not sent: the Customer ID ${what} (campaign 1001)`;

describe.each<[string, string, unknown]>([
	['empty', 'is empty', ''],
	['blank', 'is empty', ' \t '],
	['missing', 'is empty', undefined],
	['null', 'is empty', null],
	['only commas', 'is empty', ' , ,,'],
	['an empty list', 'is empty', []],
	['a list of blanks', 'is empty', ['', ' ']],
	['a list with a hole', 'is empty', ['1', null]],
	['true', 'is neither text nor a number', true],
	['false', 'is neither text nor a number', false],
	['an object', 'is neither text nor a number', { id: '1' }],
	['a list in a list', 'is neither text nor a number', [['1']]],
	['a list with an object', 'is neither text nor a number', ['1', {}]],
	['a fraction', 'is a number, but not a whole one', 1020304050.5],
	['2^53', 'is a number too large to be exact', 9007199254740992],
	['a large number in a list', 'is a number too large to be exact', ['1', -(2 ** 53)]],
	['a line break inside', 'holds a character that cannot be seen', '10203\n04050'],
	['a zero byte', 'holds a character that cannot be seen', '1020304050\u0000'],
	['a zero-width blank', 'holds a character that cannot be seen', '1020\u200b304050'],
	['a mark of direction', 'holds a character that cannot be seen', '\u202a1020304050'],
	['half a character', 'holds a character that cannot be seen', '10\ud83d20'],
	['what a spreadsheet made of a number', 'was damaged before it reached this node', '1.02E+09'],
	['what an expression made of nothing', 'was damaged before it reached this node', 'undefined'],
	[
		'what an expression made of an object',
		'was damaged before it reached this node',
		'[object Object]',
	],
])('a Customer ID that is %s', (_, what, id) => {
	sendsNothingFor(notSent(what), { id } as IDataObject);
});

test('no character that cannot be seen gets through inside a Customer ID', async () => {
	const range = (first: number, last: number) =>
		Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
	const characters = [
		...range(0x00, 0x1f),
		...range(0x7f, 0x9f),
		...['\u200b', '\u200e', '\u200f'],
		...range(0x2028, 0x202e),
		...range(0x2060, 0x2069),
		...['\ufeff', '\ud800', '\udfff'],
	];
	const { items } = await removeRecords(characters.map((one) => ({ id: `10${one}20` })));
	const passed = characters.filter(
		(_, index) => items[index].json.error !== notSent('holds a character that cannot be seen'),
	);
	expect(passed).toEqual([]);
	expect(simulator().calls).toEqual([]);
});

test.each(['null', 'undefined', 'NaN', '[object Object]', '[object Array]', '1E+9', '1.02E+09'])(
	'a Customer ID that reads "%s" lost its value',
	async (id) => {
		const { items } = await removeRecords([{ id }, { id: ['1', id] }]);
		for (const item of items) {
			expect(item.json.error).toBe(notSent('was damaged before it reached this node'));
		}
		expect(simulator().calls).toEqual([]);
	},
);

describe('a Customer ID that is not a number to JavaScript', () => {
	const parameters = { customerId: '={{ $json.nan ? NaN : $json.id }}' };
	sendsNothingFor(notSent('is neither text nor a number'), { nan: true }, parameters);
});

describe('a Customer ID whose expression fails', () => {
	const parameters = { customerId: '={{ $json.id ?? $("No Such Node").item.json.id }}' };
	sendsNothingFor('Not sent: an expression in this node failed (campaign 1001)', {}, parameters);
});

describe.each<[string, unknown]>([
	['letters', 'abc'],
	['empty', ''],
	['another parameter', '1001&result=ANSWER'],
	['a fraction', 10.5],
	['negative', -1001],
	['beyond 2^53', 2 ** 53],
	['digits of another script', '١٠٠١'],
	['a list', ['1001']],
	['nothing', null],
])('a Campaign that is %s', (_, campaign) => {
	sendsNothingFor(
		'Not sent: the Campaign is not a campaign ID (customer ID 2)',
		{ id: '2', campaign } as IDataObject,
		{
			campaignId: {
				__rl: true,
				mode: 'id',
				value: '={{ $json.id === "2" ? $json.campaign : 1001 }}',
			},
		},
	);
});

describe.each(['', 'manual', 'predictive,preview', 'predictive&x=1'])(
	'a Campaign Type "%s"',
	(type) => {
		sendsNothingFor(
			'Not sent: the Campaign Type is neither predictive nor preview (customer ID 2 in campaign 1001)',
			{ id: '2', type },
			{ campaignType: '={{ $json.type ?? "predictive" }}' },
		);
	},
);

describe.each([0, -1, 'soon', 3601])('a Timeout of %p', (timeout) => {
	sendsNothingFor(
		'Not sent: Timeout (Seconds) is not a number above 0 and up to 3600 (customer ID 2 in campaign 1001)',
		{ id: '2', timeout },
		{ options: { timeout: '={{ $json.timeout ?? 5 }}' } },
	);
});

test.each([3600, '3600', ' 65 ', 0.5])('a Timeout of %p is taken', async (timeout) => {
	simulator().addCampaign({ id: '1001', records: ['1'] });
	const { items } = await removeRecords([{ id: '1' }], { parameters: { options: { timeout } } });
	expect(items[0].json.removed).toBe(true);
});

test('a Timeout that rounds to nothing is a millisecond, not endless', async () => {
	simulator().fault = () => ({ delay: 1000, reply: json(202, { code: 202 }) });
	const { items } = await removeRecords([{ id: '1' }], {
		parameters: { options: { timeout: 0.0001, maxRetries: 0 } },
	});
	expect(items[0].json.error).toContain('in time');
});

test.each([-1, 11, 1.5, 'many', '', ' '])('Max Retries of %p is refused', async (maxRetries) => {
	const { items } = await removeRecords([{ id: '1' }], { parameters: { options: { maxRetries } } });
	expect(items[0].json.error).toBe(
		'Not sent: Max Retries is not a whole number from 0 to 10 (customer ID 1 in campaign 1001)',
	);
	expect(simulator().calls).toEqual([]);
});

test.each([
	['campaignType', 'Campaign Type'],
	['campaignId', 'Campaign'],
	['customerId', 'Customer ID'],
	['options', 'Options'],
])('when the expression in %s fails, the message names the field %s', async (name, label) => {
	const broken = '={{ $("No Such Node").item.json.id }}';
	const values: IDataObject = {
		campaignId: { __rl: true, mode: 'id', value: broken },
		options: { timeout: broken },
	};
	const { items } = await removeRecords([{ id: '1' }], {
		parameters: { [name]: values[name] ?? broken },
	});
	expect(items[0].json.error).toContain('an expression in this node failed');
	expect(items[0].json.message).toContain(`It is the field ${label}.`);
	expect(simulator().calls).toEqual([]);
});

describe.each([
	'',
	' ',
	'wv',
	'wv.wolkvox.com',
	'evil.com/#',
	'evil.com',
	'0023@evil.com',
	'0023.evil.com',
	'0023.evil.com/.wolkvox.com',
	'evil.com/wv0023.wolkvox.com',
	'https://evil.com/wv0023.wolkvox.com',
	'wv0023.wolkvox.com.evil.com',
	'wv0023.wolkvox.com:8443',
	'a.b.wolkvox.com',
	'wv0023\n.wolkvox.com',
	'wv0023%2eevil.com',
	'-0023',
	'00 23',
	'ftp://wv0023.wolkvox.com',
	23,
])('a Server "%s"', (server) => {
	sendsNothingFor(
		'Not sent: the Server in the credential is not a Wolkvox server (customer ID 2 in campaign 1001)',
		{ id: '2' },
		{},
		{ server, token: TOKEN },
	);
});

describe.each<[string, unknown]>([
	['is empty', ''],
	['is empty', '  '],
	['is empty', undefined],
	['holds a character that no token has', `${TOKEN}\n`],
	['holds a character that no token has', `${TOKEN}\r\nX-Other: 1`],
	['holds a character that no token has', `${TOKEN}\u0000`],
	['holds a character that no token has', `${TOKEN}ñ`],
	['holds a character that no token has', `${TOKEN}\u200b`],
])('a Token that %s: %p', (what, token) => {
	sendsNothingFor(
		`Not sent: the Token in the credential ${what} (customer ID 2 in campaign 1001)`,
		{ id: '2' },
		{},
		{ server: '0023', token } as IDataObject,
	);
});

describe('a credential that cannot be read', () => {
	sendsNothingFor(
		'Not sent: the Wolkvox credential could not be read (customer ID 2 in campaign 1001)',
		{ id: '2' },
		{},
		null,
	);
});

describe('for any input', () => {
	const result = <T>(read: () => T): T | Failure => {
		try {
			return read();
		} catch (error) {
			expect(error).toBeInstanceOf(Failure);
			return error as Failure;
		}
	};

	test('a Customer ID is taken as it is, or refused', () => {
		const plain = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,18}[\p{L}\p{N}]$/u);
		fc.assert(
			fc.property(fc.uniqueArray(plain, { minLength: 1, maxLength: 5 }), (ids) => {
				const sure = ids.filter((id) => !(result(() => readCustomerIds(id)) instanceof Failure));
				// The few that read like a spoiled value are refused by themselves.
				fc.pre(sure.length === ids.length);
				// What reads like one number is refused as a whole.
				const joined = result(() => readCustomerIds(` ${ids.join(' , ,')},${ids[0]}`));
				if (!(joined instanceof Failure)) expect(joined).toEqual(ids);
				expect(readCustomerIds(ids)).toEqual(ids);
			}),
			{ numRuns: 2000 },
		);
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const ids = result(() => readCustomerIds(value));
				if (ids instanceof Failure) return;
				expect(ids).not.toEqual([]);
				for (const id of ids) expect(id).toMatch(/^[^,\p{Cc}]+$/u);
			}),
			{ numRuns: 5000 },
		);
		fc.assert(fc.property(fc.maxSafeInteger(), (id) => readCustomerIds(id).join() === String(id)));
		fc.assert(
			fc.property(fc.double(), (id) => {
				const ids = result(() => readCustomerIds(id));
				expect(ids instanceof Failure).toBe(!Number.isSafeInteger(id));
			}),
			{ numRuns: 2000 },
		);
	});

	test('a Campaign is digits, or refused', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const id = result(() => readCampaignId(value));
				if (!(id instanceof Failure)) expect(id).toMatch(/^[0-9]+$/);
			}),
			{ numRuns: 5000 },
		);
	});

	const pieces = fc.constantFrom(
		'wv',
		'0023',
		'.wolkvox.com',
		'https://',
		'/',
		'@',
		'#',
		'.',
		':',
		'\\',
		'%',
		'evil.com',
		' ',
		'\n',
		'?',
		'é',
	);
	const servers = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
	);

	test('a server leads under wolkvox.com, or is refused', () => {
		fc.assert(
			fc.property(servers, fc.string({ unit: 'binary' }), (server, token) => {
				const account = result(() => readAccount({ server, token }));
				if (account instanceof Failure) return;
				expect(account.host).toMatch(/^wv[a-z0-9-]+\.wolkvox\.com$/);
				expect(new URL(`https://${account.host}/api`).host).toBe(account.host);
				expect(account.token).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
			}),
			{ numRuns: 20_000 },
		);
	});

	test('no request goes to another host', async () => {
		await fc.assert(
			fc.asyncProperty(servers, async (server) => {
				simulator().reset();
				await removeRecords([{ id: '1' }], { credential: { server, token: TOKEN } });
				for (const { url } of simulator().calls) {
					expect(url).toMatch(/^https:\/\/wv[a-z0-9-]+\.wolkvox\.com\/api\/v2\/campaign\.php\?/);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test('a reply is a success only with a code of success and no error in an HTTP status of success', () => {
		const code = fc.oneof(
			fc.integer({ min: 0, max: 1000 }),
			fc.integer({ min: 190, max: 310 }).map(String),
			fc.constantFrom(
				202,
				'202',
				200,
				' 201 ',
				'',
				'0',
				null,
				true,
				[202],
				'2xx',
				2e2,
				202.5,
				'0x202',
			),
		);
		const error = fc.constantFrom(null, false, '', 'NOT FOUND', true, { code: 1 });
		const body = fc.oneof(
			fc
				.record({ code, error, msg: fc.anything() }, { requiredKeys: [] })
				.map((value) => JSON.stringify(value)),
			fc.json(),
			fc.string(),
		);
		const cut = fc.tuple(body, fc.nat(40)).map(([text, length]) => text.slice(0, length));
		fc.assert(
			fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(body, cut), (status, text) => {
				const outcome = judge({ status, body: text }, TOKEN, 'message');
				let parsed: { code?: unknown; error?: unknown } | null = null;
				try {
					parsed = JSON.parse(text);
				} catch {
					// Not JSON: never a success.
				}
				const isCode = ['string', 'number'].includes(typeof parsed?.code);
				const worked =
					status <= 202 && isCode && /^\s*20[012]\s*$/.test(String(parsed?.code)) && !parsed?.error;
				expect(outcome instanceof Failure).toBe(!worked);
			}),
			{ numRuns: 20_000 },
		);
	});
});

test("n8n's words for codes of Node.js stand in none of the texts", () => {
	// A message that holds one of these is replaced (n8n-workflow, node.error.js).
	const codes =
		/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|ECONNABORTED|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;
	for (const { what, hint } of Object.values(REASONS)) {
		expect(`${what} ${hint}`).not.toMatch(codes);
		// n8n's guidelines for the words of messages.
		expect(`${what} ${hint}`).not.toMatch(/\b(error|problem|failure|mistake)/i);
	}
});
