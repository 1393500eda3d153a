/** Schedule Callback: a customer of a predictive campaign is called at a date and time. */

import type { IDataObject, IWorkflowSettings } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { formOf } from '../support/form';
import { customers, MODES, runNode, TOKEN, type Mode } from '../support/node';
import { refusals } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1020304050', '1020304051', '1020304052'];
const BOGOTA = { timezone: 'America/Bogota' };
const PARAMETERS = {
	campaignId: byId('1001'),
	customerId: '={{ $json.id }}',
	callAt: '={{ $json.at }}',
	phone: '={{ $json.phone }}',
};
const DIGITS = ['20991201090000', '20991201091500', '20991201093000'];
const PHONES = ['3001234560', '+57 300 123 4561', '93001234562'];

testChange(
	{
		name: 'Schedule Callback',
		operation: 'scheduleCallback',
		items: ['2099-12-01T09:00', '2099-12-01 09:15:00', '20991201093000'].map((at, item) => ({
			id: IDS[item],
			at,
			phone: PHONES[item],
		})),
		parameters: PARAMETERS,
		prepare: (one) => one.addCampaign({ id: '1001', records: IDS }),
		isDone: (one, item) => {
			const record = one.recordOf('1001', IDS[item]);
			return record?.recall_date === DIGITS[item] && record.recall_telephone === PHONES[item];
		},
		requests: IDS.map(
			(id, item) =>
				`PUT campaign.php?api=recall&campaign_id=1001 {"recall_date":"${DIGITS[item]}","recall_telephone":"${PHONES[item]}","customer_id":"${id}"}`,
		),
		done: IDS.map((id, item) => ({ scheduled: true, ...asked(id, item) })),
		asked: IDS.map(asked),
		key: 'scheduled',
		subjects: IDS.map((id) => `customer ID ${id}`),
		participle: 'scheduled for a callback',
		place: ' in campaign 1001',
		noun: 'record',
		verify: 'Look in wolkvox Manager whether the callback is planned, or run this item again.',
	},
	simulator,
);

function asked(id: string, item: number): IDataObject {
	return { campaign_id: '1001', customer_id: id, call_at: DIGITS[item], phone: PHONES[item] };
}

/** Schedules items in campaign 1001, for customer 1020304050 on phone 3001234567 unless they say so. */
async function schedule(
	items: unknown[],
	{
		mode,
		settings = BOGOTA,
		...parameters
	}: IDataObject & { mode?: Mode; settings?: IWorkflowSettings } = {},
) {
	const given = items.map((item) => ({ id: IDS[0], phone: '3001234567', ...(item as object) }));
	const ended = await runNode({
		operation: 'scheduleCallback',
		items: given,
		mode,
		settings,
		parameters: { ...PARAMETERS, ...parameters },
	});
	const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
	return { ...ended, output: jsonOf(ended.items), hint: hints?.[0] };
}

const bodies = () => simulator().calls.map(({ body }) => JSON.parse(body) as IDataObject);
/** The times that were sent. */
const sent = () => bodies().map((body) => body.recall_date);

/** Stops the clock at a moment. */
function at(moment: string) {
	jest.spyOn(Date, 'now').mockReturnValue(Date.parse(moment));
}
afterEach(() => jest.restoreAllMocks());

test("Schedule Callback sends the request of Wolkvox's page, and nothing else", async () => {
	const { items, error } = await schedule([{ at: '2099-12-01T09:00' }], { mode: 'stopWorkflow' });
	expect(error).toBeUndefined();
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'PUT https://wv0023.wolkvox.com/api/v2/campaign.php?api=recall&campaign_id=1001',
	);
	expect(body).toBe(
		'{"recall_date":"20991201090000","recall_telephone":"3001234567","customer_id":"1020304050"}',
	);
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
				scheduled: true,
				campaign_id: '1001',
				customer_id: '1020304050',
				call_at: '20991201090000',
				phone: '3001234567',
				code: 202,
				msg: 'customer_id 1020304050 has been updated and will be call back on 20991201090000 to phone 3001234567',
			},
			pairedItem: { item: 0 },
		}),
	]);
});

test('a campaign type in the workflow file has no part in Schedule Callback', async () => {
	await schedule([{ at: '2099-12-01T09:00' }], { campaignType: 'preview' });
	expect(simulator().calls[0].url).not.toContain('type_campaign');
});

test('Schedule Callback names the campaign and the customer as they were given', async () => {
	simulator().addCampaign({ id: '01001', records: ['Ñandú-9'] });
	const { output } = await schedule([{ id: ' Ñandú-9 ', at: '2099-12-01T09:00' }], {
		campaignId: byId('={{ " 01001 " }}'),
	});
	expect(requestOf(simulator().calls[0])).toBe(
		'PUT campaign.php?api=recall&campaign_id=01001 {"recall_date":"20991201090000","recall_telephone":"3001234567","customer_id":"Ñandú-9"}',
	);
	expect(output[0]).toMatchObject({ campaign_id: '01001', customer_id: 'Ñandú-9' });
});

test('items that ask for the very same callback each have a call of their own', async () => {
	const item = { at: '2099-12-01T09:00' };
	const { output } = await schedule([item, item]);
	expect(sent()).toEqual(['20991201090000', '20991201090000']);
	expect(output.map(({ scheduled }) => scheduled)).toEqual([true, true]);
});

describe('a time without a zone is sent as it stands', () => {
	const zones = ['America/Bogota', 'Asia/Tokyo', 'America/New_York'];
	test.each<[string, string]>([
		['2099-12-01T09:30', '20991201093000'],
		['2099-12-01T09:30:05', '20991201093005'],
		['2099-12-01T09:30:05.999', '20991201093005'],
		['2099-12-01T09:30:05,999', '20991201093005'],
		['2099-12-01 09:30', '20991201093000'],
		['2099-12-01  09:30:05.000000', '20991201093005'],
		[' 2099-12-01T09:30 ', '20991201093000'],
		['2099-12-01t09:30', '20991201093000'],
		['20991201093005', '20991201093005'],
		['2099-12-01T00:00', '20991201000000'],
		['2099-12-31T23:59:59', '20991231235959'],
		// A leap day, and an hour that no clock of New York shows that day.
		['2096-02-29T09:30', '20960229093000'],
		['2099-03-08T02:30', '20990308023000'],
	])('%p', async (given, digits) => {
		for (const timezone of zones) {
			const { output } = await schedule([{ at: given }], { settings: { timezone } });
			expect(output).toEqual([expect.objectContaining({ scheduled: true, call_at: digits })]);
		}
		await schedule([{ at: given }], { options: { timeZone: 'Pacific/Auckland' } });
		expect(sent()).toEqual([digits, digits, digits, digits]);
	});

	test('also when it was picked in the editor', async () => {
		await schedule([{}], { callAt: '2099-12-01T09:30:00' });
		expect(sent()).toEqual(['20991201093000']);
	});
});

describe('a time with a zone or an offset is converted', () => {
	test.each<[string, string]>([
		['2099-12-01T14:30:00Z', '20991201093000'],
		['2099-12-01T14:30:00.000z', '20991201093000'],
		['2099-12-01 14:30 Z', '20991201093000'],
		['2099-12-01T09:30:00-05:00', '20991201093000'],
		['2099-12-01T09:30-0500', '20991201093000'],
		['2099-12-01T09:30-05', '20991201093000'],
		['2099-12-01T20:00+05:30', '20991201093000'],
		['2099-12-02T04:30+14:00', '20991201093000'],
		// Over midnight, and over the new year.
		['2099-12-01T03:00Z', '20991130220000'],
		['2100-01-01T04:59:59Z', '20991231235959'],
		// The offset is the surer one of the two.
		['2099-12-01T14:30:00.000+00:00[America/Bogota]', '20991201093000'],
		['2099-12-01T09:30:00.000-05:00[America/New_York]', '20991201093000'],
		['2099-12-01T14:30[UTC]', '20991201093000'],
		['2099-12-01T15:30[Europe/Madrid]', '20991201093000'],
		['2099-07-01T16:30[Europe/Madrid]', '20990701093000'],
	])('to the time zone of the workflow: %p', async (given, digits) => {
		const { output } = await schedule([{ at: given }]);
		expect(sent()).toEqual([digits]);
		expect(output[0]).toMatchObject({ scheduled: true, call_at: digits });
	});

	test.each<[string, string]>([
		['America/Bogota', '20991201093000'],
		['America/Mexico_City', '20991201083000'],
		['America/New_York', '20991201093000'],
		['Asia/Kolkata', '20991201200000'],
		['Pacific/Auckland', '20991202033000'],
		['UTC', '20991201143000'],
		[' america/bogota ', '20991201093000'],
		['={{ "Asia/Tokyo" }}', '20991201233000'],
		['={{ $json.zone }}', '20991201153000'],
	])('to the option Time Zone, whatever that of the workflow: %p', async (timeZone, digits) => {
		const item = { at: '2099-12-01T14:30:00Z', zone: 'Europe/Madrid' };
		const { output } = await schedule([item], {
			settings: { timezone: 'Asia/Seoul' },
			options: { timeZone },
		});
		expect(sent()).toEqual([digits]);
		expect(output[0].call_at).toBe(digits);
	});

	test.each<[string, unknown]>([
		['empty', ''],
		['blank', '  '],
		['an expression that gives nothing', '={{ $json.none }}'],
	])('to the time zone of the workflow where the option is %s', async (_, timeZone) => {
		await schedule([{ at: '2099-12-01T14:30:00Z' }], {
			settings: { timezone: 'Asia/Tokyo' },
			options: { timeZone } as IDataObject,
		});
		expect(sent()).toEqual(['20991201233000']);
	});

	// Daylight saving time begins and ends: March 8 and November 1, 2099 in New York, March 29 and
	// October 25 in Madrid.
	test.each<[string, string, string]>([
		['America/New_York', '2099-03-08T06:59:59Z', '20990308015959'],
		['America/New_York', '2099-03-08T07:00:00Z', '20990308030000'],
		['America/New_York', '2099-11-01T05:30:00Z', '20991101013000'],
		['America/New_York', '2099-11-01T06:30:00Z', '20991101013000'],
		['America/New_York', '2099-11-01T07:00:00Z', '20991101020000'],
		['America/New_York', '2099-07-01T12:00:00Z', '20990701080000'],
		['America/New_York', '2099-12-01T12:00:00Z', '20991201070000'],
		['Europe/Madrid', '2099-03-29T00:59:59Z', '20990329015959'],
		['Europe/Madrid', '2099-03-29T01:00:00Z', '20990329030000'],
		['Europe/Madrid', '2099-10-25T00:30:00Z', '20991025023000'],
		['Europe/Madrid', '2099-10-25T01:00:00Z', '20991025020000'],
		['America/Bogota', '2099-03-08T07:00:00Z', '20990308020000'],
	])('with the daylight saving time of %s: %s is %s', async (timeZone, given, digits) => {
		await schedule([{ at: given }], { options: { timeZone } });
		expect(sent()).toEqual([digits]);
	});

	test.each<[string, string, string]>([
		[
			'$now of Luxon',
			'={{ $now.set({ year: 2099, month: 12, day: 1, hour: 9 }).startOf("hour") }}',
			'20991201090000',
		],
		[
			'a date of Luxon in another zone',
			'={{ DateTime.fromISO("2099-12-01T09:00", { zone: "Asia/Tokyo" }) }}',
			'20991130190000',
		],
		['a date of JavaScript', '={{ new Date("2099-12-01T14:00:00Z") }}', '20991201090000'],
		['text of Luxon', '={{ $json.at.toDateTime().plus({ hours: 1 }).toISO() }}', '20991201100000'],
		[
			'a date with a blank behind the braces',
			'={{ new Date("2099-12-01T14:00:00Z") }} ',
			'20991201090000',
		],
	])('when it is %s', async (_, callAt, digits) => {
		const { output } = await schedule([{ at: '2099-12-01T14:00:00Z' }], { callAt });
		expect(output[0]).toMatchObject({ scheduled: true, call_at: digits });
		expect(sent()).toEqual([digits]);
	});
});

describe('what is no date and time is refused before anything is sent', () => {
	test.each<[string, unknown]>([
		['nothing', ''],
		['blanks', '  '],
		['null', null],
		['a field that is not there', undefined],
		['a day without a time', '2099-12-01'],
		['a time without a day', '09:30'],
		['a day that the calendar does not have', '2099-02-30T09:30'],
		['February 29 of a year without it', '2099-02-29T09:30'],
		['a month that the calendar does not have', '2099-13-01T09:30'],
		['an hour that no clock has', '2099-12-01T25:00'],
		['24:00', '2099-12-01T24:00'],
		['a minute that no clock has', '2099-12-01T09:60'],
		['an hour with one digit', '2099-12-01T9:30'],
		['a day by its week', '2099-W49-2T09:30'],
		['the day behind the month', '12/01/2099 09:30'],
		['the day before the month', '01-12-2099 09:30'],
		['words', 'tomorrow at nine'],
		['a date of mails', 'Tue, 01 Dec 2099 09:30:00 GMT'],
		['a zone without brackets', '2099-12-01T09:30 America/Bogota'],
		['a zone by its letters', '2099-12-01T09:30 EST'],
		['a zone that does not exist', '2099-12-01T09:30[America/Macondo]'],
		['an offset that no zone has', '2099-12-01T09:30+15:00'],
		['an offset of 99 minutes', '2099-12-01T09:30-05:99'],
		['too few digits', '209912010930'],
		['digits that are no date', '20991301093000'],
		['seconds since 1970', 4099800000],
		['milliseconds since 1970', 4099800000000],
		['digits as a number', 20991201093000],
		['a switch', true],
		['a list', ['2099-12-01T09:30']],
		['an object', { date: '2099-12-01T09:30' }],
		['two dates', '2099-12-01T09:30,2099-12-02T09:30'],
		['the text of a date that is none', 'Invalid date'],
	])('%s', async (_, value) => {
		const { output } = await schedule([{ at: value }]);
		expect(simulator().calls).toEqual([]);
		expect(output).toEqual([
			{
				scheduled: false,
				campaign_id: '1001',
				customer_id: '1020304050',
				phone: '3001234567',
				reason: 'callAtInvalid',
				error: 'Not sent: Call At is not a date and time (customer ID 1020304050 in campaign 1001)',
				message:
					'Pass it as 2026-12-01T09:30, with a zone or an offset behind it or without. Day and time are both needed.',
			},
		]);
	});

	test.each<[string, string]>([
		['a date of Luxon that is none', '={{ DateTime.fromISO("x") }}'],
		['a date of JavaScript that is none', '={{ new Date("x") }}'],
	])('%s', async (_, callAt) => {
		const { output } = await schedule([{}], { callAt });
		expect(output[0].scheduled).toBe(false);
		expect(output[0].error).toMatch(/^Not sent: /);
		expect(simulator().calls).toEqual([]);
	});

	test.each(MODES)('for the item that has it only (%s)', async (mode) => {
		const items = ['2099-12-01T09:00', 'soon', '2099-12-01T10:00'].map((one) => ({ at: one }));
		const { output, error } = await schedule(items, { mode });
		const text =
			'Not sent: Call At is not a date and time (customer ID 1020304050 in campaign 1001)';
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(text);
			expect(error?.context.itemIndex).toBe(1);
			expect(error?.description).toContain(
				'Nothing was sent, so nothing was scheduled for a callback.',
			);
			expect(simulator().calls).toEqual([]);
			return;
		}
		expect(output.filter((one) => one.error === text)).toHaveLength(1);
		expect(sent()).toEqual(['20991201090000', '20991201100000']);
	});
});

describe('a time zone that does not exist is refused', () => {
	test.each<[string, unknown]>([
		['a city alone', 'Bogota'],
		['words', 'the zone of Colombia'],
		['a number', -5],
		['null', '={{ null }}'],
		['a switch', true],
		['a list', '={{ ["America/Bogota"] }}'],
		['an object', '={{ ({ zone: "America/Bogota" }) }}'],
		['the text of an expression', '{{ $json.zone }}'],
	])('%s', async (_, timeZone) => {
		const { output } = await schedule([{ at: '2099-12-01T14:30:00Z' }], {
			options: { timeZone } as IDataObject,
		});
		expect(simulator().calls).toEqual([]);
		expect(output[0]).toMatchObject({
			scheduled: false,
			reason: 'timeZoneInvalid',
			error:
				'Not sent: Time Zone is not the name of a time zone (customer ID 1020304050 in campaign 1001)',
			message:
				'Give a name such as America/Bogota, or remove the option: it is that of the workflow then.',
		});
	});
});

describe('a time that is past is refused', () => {
	const PAST = 'Not sent: Call At is in the past (customer ID 1020304050 in campaign 1001)';

	test.each<[string, string, string, boolean]>([
		// 09:30 in Bogota is 14:30 UTC.
		['a moment ago', '2030-06-01T14:29:59Z', '', true],
		['this very moment', '2030-06-01T14:30:00Z', '', true],
		['a second ahead', '2030-06-01T14:30:01Z', '', false],
		['a moment ago by its offset', '2030-06-01T15:29:59+01:00', '', true],
		['a second ahead by its offset', '2030-06-01T15:30:01+01:00', '', false],
		['a moment ago on the clock of the workflow', '2030-06-01T09:29:59', '', true],
		['a second ahead on the clock of the workflow', '2030-06-01T09:30:01', '', false],
		['a moment ago on the clock of Time Zone', '2030-06-01T23:29:59', 'Asia/Tokyo', true],
		['a second ahead on the clock of Time Zone', '2030-06-01T23:30:01', 'Asia/Tokyo', false],
		['ahead, but on another clock', '2030-06-01T09:30:01', 'Asia/Tokyo', true],
		['a moment ago in a zone of its own', '2030-06-01T16:29:59[Europe/Madrid]', '', true],
		['a second ahead in a zone of its own', '2030-06-01T16:30:01[Europe/Madrid]', '', false],
		['another century', '1999-12-31T23:59', '', true],
	])('%s: %s %s', async (_, given, timeZone, isPast) => {
		at('2030-06-01T14:30:00Z');
		const { output } = await schedule([{ at: given }], { options: { timeZone } });
		expect(output[0].error).toBe(isPast ? PAST : undefined);
		expect(output[0].scheduled).toBe(!isPast);
		expect(simulator().calls).toHaveLength(isPast ? 0 : 1);
		if (!isPast) return;
		expect(output[0]).toMatchObject({ reason: 'callAtPast', call_at: expect.any(String) });
		expect(output[0].message).toBe(
			'Choose a later time, and look at the time zone: the option Time Zone, or that of the workflow.',
		);
	});

	test.each(MODES)('for the item that has it only (%s)', async (mode) => {
		const items = ['2099-12-01T09:00', '2020-12-01T09:00'].map((one) => ({ at: one }));
		const { output, error } = await schedule(items, { mode });
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(PAST);
			expect(error?.context.itemIndex).toBe(1);
			expect(simulator().calls).toEqual([]);
			return;
		}
		expect(output.map((one) => one.error)).toEqual([undefined, PAST]);
		expect(sent()).toEqual(['20991201090000']);
	});
});

describe('a time less than 30 minutes ahead', () => {
	const SOON =
		'less than 30 minutes ahead: Wolkvox asks for at least 30, and may not make the call.';

	test.each<[string, boolean]>([
		['2030-06-01T14:30:01Z', true],
		['2030-06-01T14:59:59Z', true],
		['2030-06-01T15:00:00Z', false],
		['2030-06-01T15:30:00Z', false],
		['2030-06-01T09:59:59', true],
		['2030-06-01T10:00:00', false],
		['2030-06-01T16:59:59[Europe/Madrid]', true],
	])('gets a hint, and is scheduled all the same: %s', async (given, isSoon) => {
		at('2030-06-01T14:30:00Z');
		const { output, hint } = await schedule([{ at: given }]);
		expect(output[0].scheduled).toBe(true);
		expect(hint).toEqual(
			isSoon
				? { message: `1 callback is ${SOON}`, type: 'info', location: 'outputPane' }
				: undefined,
		);
	});

	test('is counted, over all items that were scheduled', async () => {
		at('2030-06-01T14:30:00Z');
		const times = ['14:40', '14:59', '15:00', '14:20'].map((one) => ({ at: `2030-06-01T${one}Z` }));
		const { hint } = await schedule(times);
		expect(hint).toEqual({
			message: `4 items: 3 scheduled for a callback (1 record), 1 not scheduled for a callback. 3 calls. Reason: Call At is in the past. 2 callbacks are ${SOON}`,
			type: 'warning',
			location: 'outputPane',
		});
	});

	test('is told in a dry run, too', async () => {
		at('2030-06-01T14:30:00Z');
		const { hint } = await schedule([{ at: '2030-06-01T14:40Z' }], { options: { dryRun: true } });
		expect(hint?.message).toBe(
			`Dry run: 1 of 1 item can be sent: 1 record, 1 call. 1 callback is ${SOON}`,
		);
		expect(simulator().calls).toEqual([]);
	});

	test('is not told of a callback that was refused', async () => {
		at('2030-06-01T14:30:00Z');
		simulator().fault = () => ({ reply: refusals.parameterMissing });
		const { hint } = await schedule([{ at: '2030-06-01T14:40Z' }]);
		expect(hint?.message).not.toContain('30 minutes');
	});
});

describe('the customer of Schedule Callback', () => {
	const later = { at: '2099-12-01T09:00' };
	test.each([
		['text', { id: '1020304050, 1020304051' }],
		['a list', { id: [1020304050, 1020304051] }],
		['a list as text', { id: '["1020304050","1020304051"]' }],
	])('is one, and several are refused: %s', async (_, item) => {
		const { output } = await schedule([{ ...later, ...item }]);
		expect(simulator().calls).toEqual([]);
		expect(output[0]).toMatchObject({
			scheduled: false,
			reason: 'customerIdSeveral',
			error: 'Not sent: the Customer ID is a list, and this operation takes one (campaign 1001)',
		});
	});

	test.each([
		['a number', 1020304050],
		['a list of one', ['1020304050']],
		['text with blanks around it', ' 1020304050 '],
	])('is taken from %s', async (_, id) => {
		const { output } = await schedule([{ ...later, id }]);
		expect(output[0]).toMatchObject({ scheduled: true, customer_id: '1020304050' });
		expect(bodies()[0].customer_id).toBe('1020304050');
	});

	test.each([
		['', 'the Customer ID is empty'],
		[null, 'the Customer ID is empty'],
		['1.02E+09', 'the Customer ID was damaged before it reached this node'],
		[1020304050.5, 'the Customer ID is a number, but not a whole one'],
	])('is refused when it is not sure: %p', async (id, what) => {
		const { output } = await schedule([{ ...later, id }]);
		expect(output[0].error).toBe(`Not sent: ${what} (campaign 1001)`);
		expect(simulator().calls).toEqual([]);
	});
});

describe('the phone of Schedule Callback', () => {
	const later = { at: '2099-12-01T09:00' };
	test.each<[unknown, string]>([
		['3001234567', '3001234567'],
		['+57 (300) 123-4567', '+57 (300) 123-4567'],
		['93001234567', '93001234567'],
		['0057300.123.4567', '0057300.123.4567'],
		[' 3001234567 ', '3001234567'],
		['*123#', '*123#'],
		[3001234567, '3001234567'],
	])('goes out unchanged: %p', async (phone, expected) => {
		const { output } = await schedule([{ ...later, phone }]);
		expect(bodies()[0].recall_telephone).toBe(expected);
		expect(output[0]).toMatchObject({ scheduled: true, phone: expected });
	});

	test.each<[unknown, string]>([
		['', 'the Phone is empty'],
		[null, 'the Phone is empty'],
		[undefined, 'the Phone is empty'],
		[3001234567.5, 'the Phone is a number, but not a whole one'],
		[9007199254740992, 'the Phone is a number too large to be exact'],
		['3.001E+09', 'the Phone was damaged before it reached this node'],
		['undefined', 'the Phone was damaged before it reached this node'],
		['={{ $json.tel }}', 'the Phone holds an expression as plain text'],
		["'3001234567", 'the Phone begins with an apostrophe'],
		['300\u200b1234567', 'the Phone holds a character that cannot be seen'],
		['3001234567,3009876543', 'the Phone is not a phone number that is sure'],
		[['3001234567'], 'the Phone is neither text nor a number'],
		[true, 'the Phone is neither text nor a number'],
	])('is refused when it is not sure: %p', async (phone, what) => {
		const { output } = await schedule([{ ...later, phone }]);
		expect(output[0].error).toBe(`Not sent: ${what} (customer ID 1020304050 in campaign 1001)`);
		expect(output[0].scheduled).toBe(false);
		expect(simulator().calls).toEqual([]);
	});

	test('is refused when an expression gives a number that is not exact', async () => {
		const { output } = await schedule([later], { phone: '={{ 9007199254740993 }} ' });
		expect(output[0].error).toContain('the Phone is a number too large to be exact');
		expect(simulator().calls).toEqual([]);
	});
});

test('the hints of Schedule Callback name its own fields', async () => {
	simulator().fault = ({ body }) =>
		body.includes(IDS[0]) ? { reply: refusals.parameterMissing } : undefined;
	const { output } = await schedule([IDS[0], '7'].map((id) => ({ id, at: '2099-12-01T09:00' })));
	expect(output[0].message).toContain('Check Campaign, Customer ID, Call At and Phone.');
	expect(output[1].message).toContain('Check that the campaign is a predictive one with this ID');
	expect(JSON.stringify(output)).not.toMatch(/remov|codif|Campaign Type/i);
});

describe('a campaign that Schedule Callback does not find', () => {
	// A list of campaigns is kept for a minute.
	beforeEach(async () => {
		const { sleep } = jest.requireMock<typeof import('n8n-workflow')>('n8n-workflow');
		await sleep(60_001);
	});
	const kinds = () => simulator().calls.map(({ method }) => method);
	const of = (ids: string[]) => ids.map((id) => ({ id, at: '2099-12-01T09:00' }));

	test.each(['preview', undefined] as const)(
		'ends its records after ten refusals, also when it is one of another type: %s',
		async (type) => {
			if (type) simulator().addCampaign({ id: '7777', type });
			const ids = customers(12).map(({ id }) => id);
			const { output } = await schedule(of(ids), { campaignId: byId('7777') });
			expect(kinds()).toEqual([...Array<string>(10).fill('PUT'), 'GET']);
			expect(output[9].error).toContain('was not scheduled for a callback in campaign 7777: ');
			expect(output[11].error).toBe(
				`Not sent: customer ID ${ids[11]} in campaign 7777, because this Wolkvox account has no predictive campaign 7777`,
			);
			expect(output[11].message).toBe(
				'Check that Campaign is a predictive one, and that the credential belongs to the right Wolkvox account.',
			);
		},
	);

	test('is there, where its customers are not: then the others get their callback', async () => {
		const ids = [...customers(11, 7_000).map(({ id }) => id), IDS[0]];
		const { output } = await schedule(of(ids));
		expect(kinds().filter((method) => method === 'PUT')).toHaveLength(12);
		expect(output.map(({ scheduled }) => scheduled)).toEqual([
			...Array<boolean>(11).fill(false),
			true,
		]);
	});
});

describe('the form of Schedule Callback', () => {
	const form = formOf({ resource: 'record', operation: 'scheduleCallback' });

	test('has what it needs, and the options of what changes a record', () => {
		expect(form.entry?.name).toBe('Schedule Callback');
		expect(form.fields).toEqual(['campaignId', 'customerId', 'callAt', 'phone', 'options']);
		expect(form.options).toEqual([
			'checkQuota',
			'dryRun',
			'maxRecords',
			'maxRetries',
			'timeZone',
			'timeout',
		]);
	});

	test('says that the customer will be called', () => {
		expect(form.notice).toContain('The customer will be called at this time');
	});

	test('says at the time that Wolkvox documents no zone', () => {
		const callAt = form.field('callAt');
		expect(callAt?.type).toBe('dateTime');
		expect(callAt?.description).toContain('Wolkvox documents no time zone');
		expect(callAt?.description).toContain('at least 30 minutes ahead');
	});

	test('says at Time Zone that it is that of the workflow where it is left out', () => {
		expect(form.field('timeZone')?.description).toContain('Left out, it is that of the workflow.');
	});
});
