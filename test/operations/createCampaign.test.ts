/** Create Campaign: a new campaign, and never a second one of it. */

import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { byId, testChange } from '../support/changes';
import { openList } from '../support/editor';
import { jsonOf } from '../support/engine';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { optionOf } from '../support/persons';
import { behavior, startProxy } from '../support/proxies';
import { useProxy } from '../support/proxy';
import { json, refusals, strangeReplies } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
afterEach(() => useProxy(simulator().proxyUrl));

const NAMES = ['Collections 0', 'Collections 1', 'Collections 2'];
const VERIFY = 'Look with Get Many Campaigns before you create it again.';
const PARAMETERS = {
	campaignType: 'predictive',
	name: '={{ $json.name }}',
	description: 'Made up',
	startTime: '08:00',
	endTime: '18:00',
	skillId: byId('12'),
};
const NO_LABELS = Object.fromEntries(
	Array.from({ length: 12 }, (_, index) => [`opt${index + 1}`, '']),
);
const bodyOf = (name: string): IDataObject => ({
	campaign_name: name,
	campaign_description: 'Made up',
	start_time: '080000',
	end_time: '180000',
	skill_id: '12',
	...NO_LABELS,
});

testChange(
	{
		name: 'Create Campaign',
		operation: 'createCampaign',
		items: NAMES.map((name) => ({ name })),
		parameters: PARAMETERS,
		prepare: () => {},
		isDone: (one, item) => [...one.campaigns.values()].some(({ name }) => name === NAMES[item]),
		requests: NAMES.map(
			(name) =>
				`POST campaign.php?api=create_campaign&type_campaign=predictive ${JSON.stringify(bodyOf(name))}`,
		),
		done: NAMES.map((name) => ({
			created: true,
			campaign_id: expect.stringMatching(/^900\d$/),
			campaign_name: name,
		})),
		asked: NAMES.map((name) => ({ campaign_name: name })),
		key: 'created',
		subjects: NAMES.map((name) => `campaign ${name}`),
		participle: 'created',
		noun: 'campaign',
		verify: VERIFY,
		code: 201,
		once: true,
		unusable: {
			parameters: { name: '={{ $itemIndex === 1 ? "" : $json.name }}' },
			reason: 'fieldInvalid',
			what: 'the Name is empty',
		},
	},
	simulator,
);

/** Creates a campaign named Collections. */
async function create(
	parameters: IDataObject = {},
	{ mode, node, item = {} }: { mode?: Mode; node?: IDataObject; item?: IDataObject } = {},
) {
	const ended = await runNode({
		operation: 'createCampaign',
		items: [{ name: 'Collections', ...item }],
		mode,
		node,
		parameters: { ...PARAMETERS, ...parameters },
	});
	const output = jsonOf(ended.items);
	return {
		...ended,
		output,
		text: ended.error?.message ?? output[0]?.error,
		hint: ended.error?.description ?? output[0]?.message,
	};
}

const bodies = () => simulator().calls.map(({ body }) => JSON.parse(body) as IDataObject);

/** Expects that nothing was sent, and why. */
async function expectRefused(parameters: IDataObject, what: string, item?: IDataObject) {
	const { output } = await create(parameters, { item });
	expect(simulator().calls).toEqual([]);
	expect(output).toMatchObject([{ created: false }]);
	expect(output[0].error).toMatch(/^Not sent: /);
	expect(output[0].error).toContain(what);
}

test('Create Campaign is offered to persons and to agents by this name', () => {
	expect(optionOf('createCampaign')).toMatchObject({
		name: 'Create Campaign',
		action: 'Create a campaign',
	});
});

test("Create Campaign sends the request of Wolkvox's page, and nothing else", async () => {
	const { output } = await create({
		description: 'Cobros "Ñandú"\n😀',
		startTime: '07:30:15',
		endTime: '19:45',
		additionalFields: { opt1: 'Contract', opt12: 'Due & date', amd: 'COL', enableEdition: true },
	});
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'POST https://wv0023.wolkvox.com/api/v2/campaign.php?api=create_campaign&type_campaign=predictive',
	);
	expect(JSON.parse(body)).toEqual({
		campaign_name: 'Collections',
		campaign_description: 'Cobros "Ñandú"\n😀',
		start_time: '073015',
		end_time: '194500',
		skill_id: '12',
		...NO_LABELS,
		opt1: 'Contract',
		opt12: 'Due & date',
		amd: 'COL',
		enable_edition: 'yes',
	});
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
			['Accept', 'application/json'],
		]),
	);
	expect(output).toEqual([
		{
			created: true,
			campaign_id: '9001',
			campaign_name: 'Collections',
			code: 201,
			msg: 'The # 9001 has been created successfully',
		},
	]);
});

describe('a preview campaign', () => {
	const withoutTimes = Object.fromEntries(
		Object.entries(bodyOf('Collections')).filter(([name]) => !name.endsWith('_time')),
	);

	test.each(['preview', '={{ "preview" }}', '={{ " PREVIEW " }}'])(
		'has no times, whatever the workflow file says: %s',
		async (campaignType) => {
			const { output } = await create({ campaignType, startTime: 'no time', endTime: 'none' });
			expect(simulator().calls[0].url).toContain('&type_campaign=preview');
			expect(bodies()).toEqual([withoutTimes]);
			expect(output[0].created).toBe(true);
			expect(simulator().campaigns.get('9001')?.type).toBe('preview');
		},
	);

	test('stands beside a predictive one when an expression chooses the type', async () => {
		await runNode({
			operation: 'createCampaign',
			items: [
				{ name: 'A', type: 'preview' },
				{ name: 'B', type: 'predictive' },
			],
			parameters: { ...PARAMETERS, campaignType: '={{ $json.type }}' },
		});
		expect(bodies().map(({ start_time: start }) => start)).toEqual([undefined, '080000']);
	});
});

test.each(['inbound', '', 'Predictive campaign', null, 1])(
	'the type of Create Campaign is not %p',
	async (type) => {
		await expectRefused(
			{ campaignType: '={{ $json.type }}' },
			'the Campaign Type is neither predictive nor preview (campaign Collections)',
			{ type },
		);
	},
);

describe('the times of Create Campaign', () => {
	test.each<[string, string]>([
		['08:00', '080000'],
		['00:00', '000000'],
		['08:00:30', '080030'],
		['8:05', '080500'],
		[' 17:59:59 ', '175959'],
		['={{ $json.time }}', '091500'],
	])('are sent with six digits: %s is %s', async (startTime, sent) => {
		const { output } = await create(
			{ startTime, endTime: '23:59:59' },
			{ item: { time: '09:15' } },
		);
		expect(bodies()).toMatchObject([{ start_time: sent, end_time: '235959' }]);
		expect(output[0].created).toBe(true);
	});

	test.each<[string, unknown]>([
		['nothing', ''],
		['a field that is not there', undefined],
		['null', null],
		['an hour alone', '8'],
		['a number', 8],
		['digits without colons', '080000'],
		['an hour that no day has', '24:00'],
		['a minute that no hour has', '08:60'],
		['a second that no minute has', '08:00:60'],
		['a date with a time', '2026-12-01T08:00:00'],
		['a time of twelve hours', '08:00 am'],
		['a time with a zone', '08:00-05:00'],
		['a word', 'morning'],
		['a list', ['08:00']],
	])('are refused when one is %s', async (_, time) => {
		for (const [field, label] of [
			['startTime', 'the Start Time'],
			['endTime', 'the End Time'],
		]) {
			await expectRefused(
				{ [field]: '={{ $json.time }}' },
				`${label} is not a time of day, such as 08:00 or 17:30:00 (campaign Collections)`,
				{ time } as IDataObject,
			);
		}
	});

	test.each([
		['18:00', '08:00'],
		['08:00', '08:00'],
		['08:00:00', '8:00'],
		['10:00', '9:00'],
	])('are refused when the end is not after the start: %s to %s', async (startTime, endTime) => {
		await expectRefused(
			{ startTime, endTime },
			'the End Time is not after the Start Time (campaign Collections)',
		);
	});

	test('may be a second apart', async () => {
		const { output } = await create({ startTime: '9:59:59', endTime: '10:00' });
		expect(output[0].created).toBe(true);
	});
});

describe('the name of Create Campaign', () => {
	test.each<[unknown, string]>([
		[' Collections in December ', 'Collections in December'],
		['Cobros "Ñandú" & <b>😀</b>', 'Cobros "Ñandú" & <b>😀</b>'],
		[2026, '2026'],
		['= 1', '= 1'],
	])('goes out as it is: %p', async (name, sent) => {
		const { output } = await create({}, { item: { name } as IDataObject });
		expect(bodies()).toMatchObject([{ campaign_name: sent }]);
		expect(output[0]).toMatchObject({ created: true, campaign_name: sent });
	});

	test.each<[unknown, string]>([
		['', 'the Name is empty'],
		['  ', 'the Name is empty'],
		[null, 'the Name is empty'],
		[undefined, 'the Name is empty'],
		[true, 'the Name is neither text nor a number'],
		[{ text: 'A' }, 'the Name is neither text nor a number'],
		[['A'], 'the Name is neither text nor a number'],
		[1.5, 'the Name is a number, but not a whole one'],
		[2 ** 53 + 2, 'the Name is a number too large to be exact'],
		['[object Object]', 'the Name was damaged before it reached this node'],
		['{{ $json.name }}', 'the Name holds an expression as plain text'],
	])('is refused when it is %p', async (name, what) => {
		await expectRefused({}, what, { name } as IDataObject);
	});

	test.each(MODES)('that is missing is told before anything is sent (%s)', async (mode) => {
		const { text, hint } = await create({}, { mode, item: { name: '' } });
		expect(simulator().calls).toEqual([]);
		expect(text).toBe('Not sent: the Name is empty');
		expect(hint).toContain('Pass it as text');
	});
});

describe('the description of Create Campaign', () => {
	test.each<[unknown, string]>([
		['', ''],
		[null, ''],
		[undefined, ''],
		[' of\nmany lines ', ' of\nmany lines '],
		[7, '7'],
	])('goes out as it is: %p', async (text, sent) => {
		await create({ description: '={{ $json.text }}' }, { item: { text } as IDataObject });
		expect(bodies()).toMatchObject([{ campaign_description: sent }]);
	});

	test.each([[true], [{}], [['x']]])('is refused when it is %p', async (text) => {
		await expectRefused(
			{ description: '={{ $json.text }}' },
			'the Description is neither text nor a number (campaign Collections)',
			{ text } as IDataObject,
		);
	});
});

describe('the skill of Create Campaign', () => {
	test.each<[string, IDataObject | string, string]>([
		['the list', { ...byId('12'), mode: 'list', cachedResultName: '12 - Sales' }, '12'],
		['an ID', byId('007'), '007'],
		['an ID with blanks around it', byId(' 12 '), '12'],
		['the name for virtual agents', byId('VAGENT'), 'VAGENT'],
		['an expression that gives text', byId('={{ $json.skill }}'), '34'],
		['an expression that gives a number', byId('={{ $json.number }}'), '56'],
		['an expression in place of the whole field', '={{ $json.skill }}', '34'],
	])('comes from %s', async (_, skillId, sent) => {
		const { output } = await create({ skillId }, { item: { skill: '34', number: 56 } });
		expect(bodies()).toMatchObject([{ skill_id: sent }]);
		expect(output[0].created).toBe(true);
	});

	test.each([
		['nothing', '={{ "" }}'],
		['a field that is not there', '={{ $json.none }}'],
		['null', '={{ null }}'],
		['several', '12,34'],
		['a list', '={{ ["12"] }}'],
		['a number that is not whole', '={{ 1.5 }}'],
		['a number that is not exact', '={{ 2 ** 53 + 2 }}'],
		['a word for nothing', 'undefined'],
		['the text of an expression', '{{ $json.skill }}'],
	])('is refused when it is %s', async (_, value) => {
		await expectRefused(
			{ skillId: byId(value) },
			'the Skill is not the ID of a skill (campaign Collections)',
		);
	});
});

describe('the list of skills', () => {
	let credential: ICredentialDataDecryptedObject;
	let count = 0;
	beforeEach(() => {
		// A list is kept for a minute, for each token.
		credential = { server: '0023', token: `made-up-skills-${count++}` };
		simulator().addToken(String(credential.token));
	});
	const skills = async (filter?: string) => await openList('searchSkills', credential, filter);

	test('is asked for with one GET, and has ID and name of each skill', async () => {
		simulator().skills.push(
			{ skill_id: '12', skill_name: 'Ventas' },
			{ skill_id: '7', skill_name: 'Cobranza' },
			{ skill_id: '', skill_name: 'None' },
		);
		expect(await skills()).toEqual([
			{ name: '7 - Cobranza', value: '7' },
			{ name: '12 - Ventas', value: '12' },
		]);
		expect(await skills('VENT')).toEqual([{ name: '12 - Ventas', value: '12' }]);
		expect(simulator().calls.map(({ method, url, body }) => [method, url, body])).toEqual([
			['GET', 'https://wv0023.wolkvox.com/api/v2/information.php?api=skills', ''],
		]);
	});

	test('says when there are none', async () => {
		await expect(skills()).rejects.toMatchObject({
			message: 'Wolkvox has no skills for this token',
			description:
				'Make one in wolkvox Manager, or check that the credential belongs to the right Wolkvox account.',
		});
	});

	test("says what went wrong in the node's words", async () => {
		simulator().fault = () => ({ reply: refusals.quotaSpent });
		await expect(skills()).rejects.toMatchObject({
			message: 'The quota of calls for today is spent',
		});
	});
});

describe('the additional fields of Create Campaign', () => {
	test('are not sent when they are left out, but for the labels, which are empty', async () => {
		await create({ additionalFields: {} });
		expect(bodies()).toEqual([bodyOf('Collections')]);
	});

	test.each([
		'ARG',
		'CHL',
		'COL',
		'CRI',
		'ECU',
		'ESP',
		'GTM',
		'HND',
		'ITA',
		'MEX',
		'NIC',
		'PAN',
		'PER',
	])('take the country %s for answering machines', async (amd) => {
		await create({ additionalFields: { amd: `={{ "${amd.toLowerCase()} " }}` } });
		expect(bodies()).toMatchObject([{ amd }]);
	});

	test.each(['USA', 'Colombia', '', 'default', null, ['COL'], 1])(
		'take no country that Wolkvox does not have: %p',
		async (amd) => {
			await expectRefused(
				{ additionalFields: { amd: '={{ $json.amd }}' } },
				'AMD Country is none of ARG, CHL, COL, CRI, ECU, ESP, GTM, HND, ITA, MEX, NIC, PAN, PER (campaign Collections)',
				{ amd } as IDataObject,
			);
		},
	);

	test.each<[unknown, string]>([
		[true, 'yes'],
		[false, 'no'],
		['={{ "TRUE" }}', 'yes'],
		['={{ $json.name === "x" }}', 'no'],
	])('enable the edition: %p is %s', async (enableEdition, sent) => {
		await create({ additionalFields: { enableEdition } as IDataObject });
		expect(bodies()).toMatchObject([{ enable_edition: sent }]);
	});

	test.each(['yes', '', null, 1])('are no switch with %p', async (edition) => {
		await expectRefused(
			{ additionalFields: { enableEdition: '={{ $json.edition }}' } },
			'a switch among the fields is neither true nor false (campaign Collections)',
			{ edition },
		);
	});

	test('have a label for each of the twelve columns', async () => {
		const labels = Object.fromEntries(
			Object.keys(NO_LABELS).map((name) => [name, `Label of ${name}`]),
		);
		await create({ additionalFields: labels });
		expect(bodies()).toMatchObject([labels]);
	});

	test.each<[unknown, string]>([
		[null, ''],
		[undefined, ''],
		[2026, '2026'],
	])('have the label %p as %p', async (label, sent) => {
		await create(
			{ additionalFields: { opt7: '={{ $json.label }}' } },
			{ item: { label } as IDataObject },
		);
		expect(bodies()).toMatchObject([{ opt7: sent }]);
	});

	test.each([[true], [{}], [['x']]])('have no label that is %p', async (label) => {
		await expectRefused(
			{ additionalFields: { opt7: '={{ $json.label }}' } },
			'the Label of Optional 7 is neither text nor a number (campaign Collections)',
			{ label } as IDataObject,
		);
	});
});

describe('the answer to Create Campaign', () => {
	const answer = (code: unknown, data: unknown) =>
		json(200, { code, error: null, msg: 'made up', data });

	test.each<[string, unknown, string]>([
		["the example of Wolkvox's page", [{ id_campaign: '77', name_campaign: 'x' }], '77'],
		['its table', [{ id_campaing: '77', name_campaing: 'x' }], '77'],
		['a number', [{ id_campaign: 77 }], '77'],
		['an object in place of a list', { id_campaign: ' 77 ' }, '77'],
		['the one spelling empty', [{ id_campaign: '', id_campaing: '77' }], '77'],
	])('gives the ID as %s', async (_, data, id) => {
		simulator().fault = () => ({ reply: answer('201', data) });
		const { output } = await create();
		expect(output).toEqual([
			{
				created: true,
				campaign_id: id,
				campaign_name: 'Collections',
				code: 201,
				msg: 'made up',
			},
		]);
	});

	test.each<[string, unknown]>([
		['no list', undefined],
		['an empty list', []],
		['a row without one', [{ name_campaign: 'x' }]],
		['one that is empty', [{ id_campaign: null }]],
	])('without an ID is a success without one: %s', async (_, data) => {
		simulator().fault = () => ({ reply: answer(201, data) });
		const { output } = await create();
		expect(output).toEqual([
			{ created: true, campaign_name: 'Collections', code: 201, msg: 'made up' },
		]);
	});

	test.each([200, '200', '201', 201, '202'])('is a success with the code %p', async (code) => {
		simulator().fault = () => ({ reply: answer(code, [{ id_campaign: '77' }]) });
		const { output } = await create();
		expect(output).toMatchObject([{ created: true, code: Number(code) }]);
	});

	test('that refuses is no campaign', async () => {
		simulator().fault = () => ({ reply: refusals.parameterMissing });
		const { output } = await create();
		expect(simulator().calls).toHaveLength(1);
		expect(output).toMatchObject([{ created: false, campaign_name: 'Collections' }]);
		expect(output[0]).not.toHaveProperty('maybe_created');
		expect(output[0].error).toBe(
			'Campaign Collections was not created: Wolkvox says that a value is missing',
		);
	});
});

test('two items with the same name are two campaigns', async () => {
	const { items } = await runNode({
		operation: 'createCampaign',
		items: [{ name: 'Twice' }, { name: 'Twice' }],
		parameters: PARAMETERS,
	});
	expect(jsonOf(items).map((item) => item.campaign_id)).toEqual(['9001', '9002']);
});

describe('Create Campaign under Retry On Fail', () => {
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test.each(MODES)(
		'does not make a second campaign when its texts hold the time, which each try has anew (%s)',
		async (mode) => {
			simulator().fault = () => ({ reply: strangeReplies.empty, carriesOut: true });
			const { text, hint } = await create(
				{ description: '=Of {{ $now.toMillis() }}' },
				{ mode, node },
			);
			expect(simulator().campaigns.size).toBe(1);
			expect(text).toBe(
				'Campaign Collections may or may not have been created: the answer was empty',
			);
			expect(hint).toContain(VERIFY);
		},
	);

	test('does not make a second campaign of one that is created, while another one is tried again', async () => {
		simulator().fault = ({ body }) =>
			body.includes('Refused') ? { reply: refusals.parameterMissing } : undefined;
		const { items } = await runNode({
			operation: 'createCampaign',
			items: [{ name: 'Refused' }, { name: 'Created' }],
			node,
			parameters: { ...PARAMETERS, name: '={{ $json.name }} {{ $now.toMillis() }}' },
		});
		const names = bodies().map((body) => String(body.campaign_name).replace(/ [\d.]+$/, ''));
		expect(names.sort()).toEqual(['Created', 'Refused', 'Refused', 'Refused']);
		expect(jsonOf(items).map((item) => item.created)).toEqual([false, true]);
	});
});

describe('Create Campaign when nothing left this n8n', () => {
	test.each([
		['the proxy breaks off', behavior.close],
		['the proxy can not connect', behavior.answer('HTTP/1.1 503 No\r\n\r\n')],
		['the secure connection is not made', behavior.resetHandshake],
	])('is sent again, and says that it was not created: %s', async (_, onConnection) => {
		const proxy = await startProxy(onConnection);
		useProxy(proxy.url);
		const { output } = await create({ options: { maxRetries: 2 } });
		expect(proxy.connections()).toBe(3);
		await proxy.stop();
		expect(output[0].error).toMatch(/^Campaign Collections was not created: /);
		expect(output[0]).not.toHaveProperty('maybe_created');
		expect(output[0].message).not.toContain(VERIFY);
	});

	test('is created once as soon as the way is there', async () => {
		let connections = 0;
		const passOn = behavior.passOn(Number(new URL(simulator().proxyUrl).port));
		const proxy = await startProxy((socket) =>
			(++connections < 3 ? behavior.close : passOn)(socket),
		);
		useProxy(proxy.url);
		const { output } = await create();
		await proxy.stop();
		expect(simulator().calls).toHaveLength(1);
		expect(simulator().campaigns.size).toBe(1);
		expect(output).toMatchObject([{ created: true, campaign_id: '9001' }]);
	});

	test('is not sent again once an attempt may have left, even if the next one could not', async () => {
		simulator().fault = () => {
			useProxy('http://no-such-proxy.invalid:3128');
			return { reply: 'reset', carriesOut: true };
		};
		const { output } = await create();
		expect(simulator().calls).toHaveLength(1);
		expect(output[0].error).toBe(
			'Campaign Collections may or may not have been created: the connection broke before the whole answer came',
		);
	});
});

test('words of others do not stand in the texts of Create Campaign', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await create();
	expect(JSON.stringify(output)).not.toMatch(/remov|codif|customer ID/i);
});
