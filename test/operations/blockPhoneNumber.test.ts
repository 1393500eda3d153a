/** Block Phone Number: no campaign calls a phone number for some days. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { formOf } from '../support/form';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { json, refusals, strangeReplies } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const PHONES = ['3001234560', '+57 300 123 4561', '93001234562'];
const PARAMETERS = { phone: '={{ $json.phone }}', days: 30 };
const VERIFY = 'Look in wolkvox Manager whether the number is in the list of numbers not to call.';
const counts = (added: number, rejected: number) => ({
	total_added: String(added),
	total_rejected: String(rejected),
	total_sent: String(added + rejected),
});

testChange(
	{
		name: 'Block Phone Number',
		operation: 'blockPhoneNumber',
		items: PHONES.map((phone) => ({ phone })),
		parameters: PARAMETERS,
		prepare: () => {},
		isDone: (one, item) => one.blocked.get(PHONES[item]) === '30',
		requests: PHONES.map(
			(telephone) =>
				`POST campaign.php?api=add_dnc [{"telephone":"${telephone}","days_block":"30"}]`,
		),
		code: 201,
		done: PHONES.map((phone) => ({ blocked: true, phone, days: 30, ...counts(1, 0) })),
		asked: PHONES.map((phone) => ({ phone, days: 30 })),
		key: 'blocked',
		subjects: PHONES.map((phone) => `phone number ${phone}`),
		participle: 'blocked',
		noun: 'phone number',
		refusedTwice: 'Wolkvox rejected the phone number',
		unusable: {
			parameters: { phone: '={{ $itemIndex === 1 ? "none" : $json.phone }}' },
			what: 'the Phone was damaged before it reached this node',
			reason: 'phoneInvalid',
		},
		verify: VERIFY,
	},
	simulator,
);

/** Blocks phones for 30 days, unless an item or a parameter says otherwise. */
async function block(
	phones: unknown[],
	options: IDataObject = {},
	{ mode, node, ...parameters }: IDataObject & { mode?: Mode; node?: IDataObject } = {},
) {
	const ended = await runNode({
		operation: 'blockPhoneNumber',
		items: phones.map((phone) => ({ phone })) as IDataObject[],
		mode,
		node,
		parameters: { ...PARAMETERS, options, ...parameters },
	});
	const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
	return { ...ended, output: jsonOf(ended.items), hint: hints?.[0]?.message };
}

/** The phone numbers of each request. */
const sent = () =>
	simulator().calls.map(({ body }) =>
		(JSON.parse(body) as IDataObject[]).map(({ telephone }) => telephone).join(),
	);
const blocked = () => Object.fromEntries(simulator().blocked);
const REJECTED = 'Wolkvox rejected the phone number';
const wasRejected = (phone: string) => `Phone number ${phone} was not blocked: ${REJECTED}`;

test("Block Phone Number sends the request of Wolkvox's page: always an array, all as text", async () => {
	const { items } = await block([3001234567]);
	const [{ method, url, headers, body }] = simulator().calls;
	expect([method, url, body]).toEqual([
		'POST',
		'https://wv0023.wolkvox.com/api/v2/campaign.php?api=add_dnc',
		'[{"telephone":"3001234567","days_block":"30"}]',
	]);
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
			['Accept', 'application/json'],
		]),
	);
	expect(items).toEqual([
		expect.objectContaining({
			json: {
				blocked: true,
				phone: '3001234567',
				days: 30,
				total_added: '1',
				total_rejected: '0',
				total_sent: '1',
				code: 201,
				msg: '1 telephones were added',
			},
			pairedItem: { item: 0 },
		}),
	]);
});

test('Block Phone Number has no campaign, whatever else a workflow file holds', async () => {
	await block(['3001234567'], {}, { campaignType: 'preview', campaignId: byId('1001') });
	expect(simulator().calls.map(requestOf)).toEqual([
		'POST campaign.php?api=add_dnc [{"telephone":"3001234567","days_block":"30"}]',
	]);
});

describe('the phone', () => {
	test.each<[unknown, string[]]>([
		['3001234567', ['3001234567']],
		['+57 (300) 123-4567', ['+57 (300) 123-4567']],
		['0057300.123.4567', ['0057300.123.4567']],
		[' 3001234567 ', ['3001234567']],
		['*123#', ['*123#']],
		[3001234567, ['3001234567']],
		['3001234567,3001234568', ['3001234567', '3001234568']],
		[' 3001234567 , ,+57 300 123 4568, ', ['3001234567', '+57 300 123 4568']],
		[
			['3001234567', 3001234568],
			['3001234567', '3001234568'],
		],
		['["3001234567", 3001234568]', ['3001234567', '3001234568']],
		[
			['3001234567,3001234568', '3001234569'],
			['3001234567', '3001234568', '3001234569'],
		],
		['3001234567,3001234567, 3001234567', ['3001234567']],
		[['3001234567', 3001234567], ['3001234567']],
	])('goes out unchanged, several as customer IDs are given, each once: %j', async (phone, all) => {
		const { output } = await block([phone]);
		expect(sent()).toEqual([all.join()]);
		expect(output[0]).toMatchObject({ blocked: true, phone: all.join(), days: 30 });
		expect(Object.keys(blocked())).toEqual(all);
	});

	test.each<[string, unknown, string]>([
		['nothing', '', 'the Phone is empty'],
		['commas', ' , ,', 'the Phone is empty'],
		['null', null, 'the Phone is empty'],
		['a field that is not there', undefined, 'the Phone is empty'],
		['an empty list', [], 'the Phone is empty'],
		['a list with a hole', ['3001234567', null], 'the Phone is empty'],
		['a fraction', 3001234567.5, 'the Phone is a number, but not a whole one'],
		['a fraction as text', '3001234567.0', 'the Phone is a number, but not a whole one'],
		[
			'a fraction in a list as text',
			'[3001234567.0]',
			'the Phone is a number, but not a whole one',
		],
		['beyond 2^53', 9007199254740992, 'the Phone is a number too large to be exact'],
		['a spoiled number', '3.001E+09', 'the Phone was damaged before it reached this node'],
		['a failed cell', '#N/A', 'the Phone was damaged before it reached this node'],
		['a word for nothing', 'undefined', 'the Phone was damaged before it reached this node'],
		[
			'such a word among others',
			'3001234567,null',
			'the Phone was damaged before it reached this node',
		],
		['a dash', '3001234567,-', 'the Phone was damaged before it reached this node'],
		[
			'the text of an expression',
			'{{ $json.phone }}',
			'the Phone holds an expression as plain text',
		],
		['a formula', '=3001234567', 'the Phone is a formula of a spreadsheet'],
		['an apostrophe', "'3001234567", 'the Phone begins with an apostrophe'],
		['what no one sees', '300\u200b1234567', 'the Phone holds a character that cannot be seen'],
		['one number with commas', '3,001,234,567', 'the Phone reads like one number'],
		['a decimal comma', '3001234567,00', 'the Phone reads like one number'],
		['a semicolon', '3001234567;3001234568', 'the Phone is not a phone number that is sure'],
		['quotes', '"3001234567"', 'the Phone is not a phone number that is sure'],
		['two digits', '12', 'the Phone is not a phone number that is sure'],
		['letters', '300-CALL-ME', 'the Phone is not a phone number that is sure'],
		['an object', { phone: '3001234567' }, 'the Phone is neither text nor a number'],
		['a list in a list', [['3001234567']], 'the Phone is neither text nor a number'],
		['a switch', true, 'the Phone is neither text nor a number'],
	])('is refused before anything is sent when it is not sure: %s', async (_, phone, what) => {
		const { output } = await block([phone]);
		expect(simulator().calls).toEqual([]);
		expect(output).toEqual([
			{
				blocked: false,
				days: 30,
				reason: expect.stringMatching(/^phone(Empty|Invalid)$/),
				error: `Not sent: ${what}`,
				message: expect.any(String),
			},
		]);
		expect(output[0].message).not.toMatch(/customer/i);
	});

	test('is refused when an expression gives a number that is not exact', async () => {
		const { output } = await block(['1'], {}, { phone: '={{ 9007199254740993 }} ' });
		expect(output[0].error).toBe('Not sent: the Phone is a number too large to be exact');
		expect(simulator().calls).toEqual([]);
	});
});

describe('the days', () => {
	test.each<[number | string, number]>([
		[1, 1],
		[3650, 3650],
		['15', 15],
		[' 15 ', 15],
	])('are a whole number from 1 to 3650, also as text: %p', async (days, expected) => {
		const { output } = await block(['3001234567'], {}, { days });
		expect(JSON.parse(simulator().calls[0].body)).toEqual([
			{ telephone: '3001234567', days_block: String(expected) },
		]);
		expect(output[0]).toMatchObject({ blocked: true, days: expected });
	});

	test.each<[string, number | string]>([
		['0', 0],
		['below 0', -1],
		['above 3650', 3651],
		['a fraction', 1.5],
		['nothing', '={{ "" }}'],
		['null', '={{ null }}'],
		['a field that is not there', '={{ $json.none }}'],
		['a word', '={{ "forever" }}'],
		['a switch', '={{ true }}'],
		['a list', '={{ [30] }}'],
		['NaN', '={{ NaN }}'],
	])('are refused before anything is sent when they are %s', async (_, days) => {
		const { output } = await block(['3001234567'], {}, { days });
		expect(simulator().calls).toEqual([]);
		expect(output).toEqual([
			{
				blocked: false,
				phone: '3001234567',
				reason: 'fieldInvalid',
				error: 'Not sent: Days is not a whole number from 1 to 3650 (phone number 3001234567)',
				message: expect.any(String),
			},
		]);
	});
});

describe('a phone number that Wolkvox rejects', () => {
	test.each(MODES)('is a failing item, though the code is that of a success (%s)', async (mode) => {
		simulator().blocked.set('3001234568', '7');
		const phones = ['3001234567', '3001234568', '3001234569'];
		const { outputs, output, error, hint } = await block(phones, {}, { mode });
		const failing = output.find((one) => one.error);
		const message = error?.description ?? failing?.message;
		expect(error?.message ?? failing?.error).toBe(wasRejected('3001234568'));
		expect(message).toContain(
			'A number that is blocked already is rejected. Look in wolkvox Manager whether it is in the list.',
		);
		expect(message).toContain('Wolkvox answered: code 201, "0 telephones were added".');
		if (mode === 'stopWorkflow') {
			expect(error?.context.itemIndex).toBe(1);
			expect(message).toContain('Before this item the run blocked 1 phone number.');
			expect(sent()).toEqual(phones.slice(0, 2));
			return;
		}
		expect(sent()).toEqual(phones);
		if (mode === 'continueErrorOutput') {
			expect(outputs('Wolkvox Campaign').map((one) => one.length)).toEqual([2, 1]);
		} else {
			expect(output[1]).toEqual({
				blocked: false,
				phone: '3001234568',
				days: 30,
				reason: 'phoneRejected',
				error: wasRejected('3001234568'),
				message,
			});
		}
		expect(hint).toBe(`3 items: 2 blocked, 1 not blocked. 3 calls. Reason: ${REJECTED}.`);
		// The days of the one that was there already are as they were.
		expect(blocked()).toEqual({ '3001234567': '30', '3001234568': '7', '3001234569': '30' });
	});

	test('among several of one item leaves open which one it is', async () => {
		simulator().blocked.set('3001234568', '7');
		const { output } = await block(['3001234567,3001234568,3001234569']);
		expect(sent()).toEqual(['3001234567,3001234568,3001234569']);
		expect(output).toEqual([
			{
				blocked: false,
				phone: '3001234567,3001234568,3001234569',
				days: 30,
				reason: 'countedRejected',
				error:
					'Phone numbers 3001234567, 3001234568, 3001234569 may or may not have been blocked: Wolkvox rejected 1 of 3 phone numbers',
				message: expect.stringContaining(
					'Give each phone number an item of its own, with Records per Request at 1, to see which one it is.',
				),
				maybe_blocked: true,
			},
		]);
		expect(output[0].message).toContain(VERIFY);
		expect(output[0].message).toContain('"2 telephones were added"');
	});

	test('with all others of its item was not blocked', async () => {
		simulator().blocked.set('3001234567', '7').set('3001234568', '7');
		const { output } = await block(['3001234567,3001234568']);
		expect(output[0].error).toBe(
			'Phone numbers 3001234567, 3001234568 were not blocked: Wolkvox rejected all of them',
		);
		expect(output[0]).toMatchObject({ blocked: false, reason: 'phoneRejected' });
		expect(output[0]).not.toHaveProperty('maybe_blocked');
	});

	test.each<[string, unknown]>([
		['a number', [{ total_added: 0, total_rejected: 1, total_sent: 1 }]],
		['text with blanks', [{ total_rejected: ' 1 ' }]],
		['an object in place of the list', { total_rejected: '1' }],
	])('is seen where the count is %s', async (_, data) => {
		simulator().fault = () => ({
			reply: json(200, { code: '201', error: null, msg: 'made up', data }),
		});
		const { output } = await block(['3001234567']);
		expect(output[0].error).toBe(wasRejected('3001234567'));
	});

	test.each<[string, unknown]>([
		['0', [{ total_rejected: 0 }]],
		['"0"', [{ total_rejected: '0' }]],
		['empty', [{ total_rejected: '' }]],
		['null', [{ total_rejected: null }]],
		['left out', [{}]],
	])('is none where the count is %s', async (_, data) => {
		simulator().fault = () => ({
			reply: json(200, { code: 201, error: null, msg: '1 telephones were added', data }),
		});
		const { output } = await block(['3001234567']);
		expect(output[0]).toMatchObject({ blocked: true, phone: '3001234567', code: 201 });
	});

	test('is none in a reply without counts', async () => {
		const msg = '1 telephones were added';
		simulator().fault = () => ({ reply: json(200, { code: 201, error: null, msg }) });
		const { output } = await block(['3001234567']);
		expect(output).toEqual([{ blocked: true, phone: '3001234567', days: 30, code: 201, msg }]);
	});

	test('because an item before it in the run was for the same is blocked all the same', async () => {
		const { output } = await block(['3001234567', '3001234567']);
		expect(sent()).toEqual(['3001234567', '3001234567']);
		expect(output.map((one) => one.blocked)).toEqual([true, true]);
	});

	test('because an item before it blocked it for other days was not blocked for its own', async () => {
		const days = '={{ $itemIndex === 0 ? 10 : 20 }}';
		const { output } = await block(['3001234567', '3001234567'], {}, { days });
		expect(output.map((one) => one.error)).toEqual([undefined, wasRejected('3001234567')]);
		expect(blocked()).toEqual({ '3001234567': '10' });
	});
});

describe('phone numbers that share a request', () => {
	const phones = ['3001', '3002', '3003', '3004', '3005'];

	test('are those of neighboring items, each with its own item', async () => {
		const { output, items, hint } = await block(phones, { recordsPerRequest: 2 });
		expect(sent()).toEqual(['3001,3002', '3003,3004', '3005']);
		expect(output.map(({ phone, total_sent }) => [phone, total_sent])).toEqual([
			['3001', '2'],
			['3002', '2'],
			['3003', '2'],
			['3004', '2'],
			['3005', '1'],
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(Object.keys(blocked())).toEqual(phones);
		expect(hint).toBe('5 items: 5 blocked. 3 calls.');
	});

	test('are blocked for the same days', async () => {
		const days = '={{ $json.phone === "3002" ? 7 : 30 }}';
		await block(phones.slice(0, 4), { recordsPerRequest: 9 }, { days });
		expect(sent()).toEqual(['3001', '3002', '3003,3004']);
		expect(blocked()).toEqual({ '3001': '30', '3002': '7', '3003': '30', '3004': '30' });
	});

	test('name a number once that several items name: Wolkvox would reject the second', async () => {
		const { output, hint } = await block(['3001', '3002,3001', '3001'], { recordsPerRequest: 9 });
		expect(sent()).toEqual(['3001,3002']);
		expect(output.map((one) => one.blocked)).toEqual([true, true, true]);
		expect(hint).toBe('3 items: 3 blocked (2 phone numbers). 1 call.');
	});

	test.each(MODES)(
		'are all uncertain when one is rejected, and not sent again (%s)',
		async (mode) => {
			simulator().blocked.set('3002', '7');
			const { output, error } = await block(phones.slice(0, 3), { recordsPerRequest: 3 }, { mode });
			expect(sent()).toEqual(['3001,3002,3003']);
			const what = 'Wolkvox rejected 1 of 3 phone numbers';
			if (mode === 'stopWorkflow') {
				expect(error?.message).toBe(
					`Phone numbers 3001, 3002, 3003 may or may not have been blocked: ${what}`,
				);
				expect(error?.description).toContain('The request was for 3 phone numbers.');
				return;
			}
			expect(output.map((one) => one.error)).toEqual(
				phones
					.slice(0, 3)
					.map((phone) => `Phone number ${phone} may or may not have been blocked: ${what}`),
			);
			for (const one of output)
				expect(one.message).toContain('The request was for 3 phone numbers.');
		},
	);

	test('were not blocked when all are rejected', async () => {
		for (const phone of phones) simulator().blocked.set(phone, '7');
		const { output } = await block(phones, { recordsPerRequest: 9 });
		expect(sent()).toEqual([phones.join()]);
		expect(output[4].error).toBe('Phone number 3005 was not blocked: Wolkvox rejected all of them');
		expect(output[4]).not.toHaveProperty('maybe_blocked');
	});

	test('are parted when Wolkvox refuses the whole', async () => {
		simulator().fault = ({ body }) =>
			body.includes('3002') ? { reply: refusals.parameterMissing } : undefined;
		const { output } = await block(phones.slice(0, 3), { recordsPerRequest: 3 });
		expect(sent()).toEqual(['3001,3002,3003', '3001,3002', '3001', '3002', '3003']);
		expect(output.map((one) => one.error)).toEqual([
			undefined,
			'Phone number 3002 was not blocked: Wolkvox says that a value is missing',
			undefined,
		]);
	});

	test('are unknown together when no one understands the answer', async () => {
		simulator().fault = () => ({ reply: strangeReplies.cutOff, carriesOut: true });
		const { output } = await block(['3001', '3002'], { recordsPerRequest: 2 });
		expect(output.map((one) => one.error)).toEqual(
			['3001', '3002'].map(
				(phone) => `Phone number ${phone} may or may not have been blocked: the answer was cut off`,
			),
		);
	});

	test('count in a dry run, for the quota and for Max Records', async () => {
		const dry = await block(['3001', '3002', '3001'], { recordsPerRequest: 2, dryRun: true });
		expect(dry.hint).toBe('Dry run: 3 of 3 items can be sent: 2 phone numbers, 1 call.');
		simulator().addToken(TOKEN, { quota: 2 });
		const short = await block(phones, { recordsPerRequest: 2, checkQuota: true });
		expect(short.output[0].error).toContain('this run needs 3 calls, and 1 is left today');
		simulator().calls.length = 0;
		const many = await block(['3001,3002', '3003'], { maxRecords: 2 });
		expect(many.output[0].error).toBe(
			'Not sent: this run is for 3 phone numbers, and Max Records is 2 (phone numbers 3001, 3002)',
		);
		expect(simulator().calls).toEqual([]);
	});

	test('may be 1000', async () => {
		const many = Array.from({ length: 1000 }, (_, index) => String(3_000_000_000 + index));
		const { output } = await block(many, { recordsPerRequest: 1000 });
		expect(simulator().calls).toHaveLength(1);
		expect(output.every((one) => one.blocked === true)).toBe(true);
	});

	test.each([0, 1001, 1.5, 'many'])('are not %p a request', async (recordsPerRequest) => {
		const { output } = await block(['3001'], { recordsPerRequest });
		expect(output[0].error).toContain('Records per Request is not a whole number from 1 to 1000');
		expect(simulator().calls).toEqual([]);
	});
});

describe('Retry On Fail of Block Phone Number', () => {
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	test('does not take for "not blocked" what the first try may have blocked', async () => {
		simulator().blocked.set('3002', '7');
		const { output } = await block(['3001', '3002'], { recordsPerRequest: 2 }, { node });
		expect(sent()).toEqual(['3001,3002', '3001,3002']);
		expect(output.map((one) => [one.error, one.maybe_blocked])).toEqual(
			['3001', '3002'].map((phone) => [
				`Phone number ${phone} may already have been blocked by an earlier attempt: Wolkvox rejected all of them`,
				true,
			]),
		);
	});

	test('does not send again what is blocked', async () => {
		simulator().blocked.set('3001', '7');
		const { output } = await block(['3001', '3002'], {}, { node });
		expect([...sent()].sort()).toEqual(['3001', '3001', '3002']);
		expect(output.map((one) => one.error)).toEqual([wasRejected('3001'), undefined]);
	});
});

test('the form of Block Phone Number has phone and days, and the options of what changes several', () => {
	const form = formOf({ resource: 'phoneNumber', operation: 'blockPhoneNumber' });
	expect(form.entry?.name).toBe('Block Phone Number');
	expect(form.fields).toEqual(['phone', 'days', 'options']);
	expect(form.options).toEqual([
		'checkQuota',
		'dryRun',
		'maxRecords',
		'maxRetries',
		'recordsPerRequest',
		'timeout',
	]);
	expect(form.field('phone')?.description).toContain('Several are separated by commas.');
	expect(form.notice).toBeUndefined();
});

test('words of others do not stand in the texts of Block Phone Number', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await block(['3001']);
	expect(JSON.stringify(output)).not.toMatch(/remov|record|customer|campaign/i);
});
