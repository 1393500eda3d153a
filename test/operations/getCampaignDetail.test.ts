/** Get Campaign Detail: the records of a campaign that were handled in some days. */

import type { IDataObject, IWorkflowSettings } from 'n8n-workflow';
import { byId, requestOf } from '../support/changes';
import { jsonOf } from '../support/engine';
import { formOf } from '../support/form';
import { MODES, runNode, type Mode } from '../support/node';
import { testRead } from '../support/reads';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const IDS = ['1001', '1002', '1003'];
const TIMES = { from: '2026-01-01T00:00', to: '2026-01-31T23:59:59' };
const PARAMETERS = { campaignId: byId('={{ $json.campaign }}'), ...TIMES };
const DIGITS = 'date_ini=20260101000000&date_end=20260131235959';

testRead(
	{
		name: 'Get Campaign Detail',
		operation: 'getCampaignDetail',
		items: IDS.map((campaign) => ({ campaign })),
		parameters: PARAMETERS,
		prepare: (one) => {
			const handled = (customer_id: string) => ({ customer_id, result: 'ANSWER', calls: '2' });
			one.addCampaign({ id: '1001', records: [handled('1'), '2', handled('3')] });
			one.addCampaign({ id: '1002', records: ['4'] });
			one.addCampaign({ id: '1003', records: [handled('5')] });
		},
		requests: IDS.map(
			(id) =>
				`GET campaign.php?api=detail&type_campaign=predictive&campaign_id=${id}&${DIGITS}&detail=default`,
		),
		rows: [['1', '3'], [], ['5']].map((ids) =>
			ids.map((customer_id) => ({ customer_id, result: 'ANSWER', calls: '2' })),
		),
		subjects: IDS.map((id) => `the detail of campaign ${id}`),
		counted: { one: 'campaign', many: 'campaigns' },
		asked: IDS.map((id) => ({ campaign_id: id })),
	},
	simulator,
);

/** Gets the detail of campaign 1001 in January 2026, unless an item or a parameter says otherwise. */
async function detail(
	{
		mode,
		settings = { timezone: 'America/Bogota' },
		...parameters
	}: IDataObject & { mode?: Mode; settings?: IWorkflowSettings } = {},
	items: IDataObject[] = [{}],
) {
	const ended = await runNode({
		operation: 'getCampaignDetail',
		items,
		mode,
		settings,
		parameters: { campaignId: byId('1001'), ...TIMES, ...parameters },
	});
	return { ...ended, output: jsonOf(ended.items) };
}

const query = () => simulator().calls.map(({ url }) => new URL(url).searchParams);
/** The first and the last moment of each request. */
const sent = () => query().map((one) => [one.get('date_ini'), one.get('date_end')]);
const refused = (what: string) => `Not sent: ${what} (the detail of campaign 1001)`;

test('Get Campaign Detail takes type, campaign and Detail as they are meant', async () => {
	simulator().addCampaign({
		id: '0007',
		type: 'preview',
		records: [{ customer_id: '7', result: 'BUSY' }],
	});
	const { output } = await detail({
		campaignType: '={{ " PREVIEW " }}',
		campaignId: byId(' 0007 '),
		detail: '={{ " ALL " }}',
	});
	expect(simulator().calls.map(({ method, url, body }) => [method, url, body])).toEqual([
		[
			'GET',
			`https://wv0023.wolkvox.com/api/v2/campaign.php?api=detail&type_campaign=preview&campaign_id=0007&${DIGITS}&detail=all`,
			'',
		],
	]);
	expect(output).toEqual([{ customer_id: '7', result: 'BUSY' }]);
});

describe('Detail', () => {
	test.each([
		['default', 'default'],
		['all', 'all'],
		['={{ "Default" }}', 'default'],
	])('%p asks for %p', async (given, value) => {
		await detail({ detail: given });
		expect(query().map((one) => one.get('detail'))).toEqual([value]);
	});

	test.each(['none', '', null, true, ['all'], 'all,default'])(
		'is a closed list, also when an expression gives %p',
		async (value) => {
			const { output } = await detail({ detail: `={{ ${JSON.stringify(value)} }}` });
			expect(output).toEqual([
				expect.objectContaining({
					campaign_id: '1001',
					reason: 'choiceInvalid',
					error: refused('Detail is none of default, all'),
				}),
			]);
			expect(simulator().calls).toEqual([]);
		},
	);
});

describe('From and To', () => {
	test.each<[string, string, string, string[]]>([
		[
			'without a zone',
			'2026-01-01T08:00',
			'2026-01-01 17:30:05',
			['20260101080000', '20260101173005'],
		],
		['as digits', '20260101080000', '20260101173005', ['20260101080000', '20260101173005']],
		// Bogota is five hours behind.
		[
			'with offsets',
			'2026-01-01T08:00Z',
			'2026-01-01T08:00-05:00',
			['20260101030000', '20260101080000'],
		],
		[
			'with a zone in brackets',
			'2026-01-01T08:00[Europe/Madrid]',
			'2026-01-01T08:00',
			['20260101020000', '20260101080000'],
		],
		[
			'over the new year',
			'2026-01-01T04:59:59Z',
			'2026-01-01T05:00:00Z',
			['20251231235959', '20260101000000'],
		],
		['to come', '2099-01-01T00:00', '2099-01-02T00:00', ['20990101000000', '20990102000000']],
	])('go out as digits of a clock: %s', async (_, from, to, digits) => {
		const { output } = await detail({ from, to });
		expect(output).not.toContainEqual(expect.objectContaining({ error: expect.anything() }));
		expect(sent()).toEqual([digits]);
	});

	test.each<[string, string]>([
		['', '20260101030000'],
		['UTC', '20260101080000'],
		['Asia/Tokyo', '20260101170000'],
		['={{ $json.zone }}', '20260101090000'],
	])('are converted to Time Zone %p where they have one', async (timeZone, from) => {
		await detail({ from: '2026-01-01T08:00Z', to: '2026-01-02T00:00', options: { timeZone } }, [
			{ zone: 'Europe/Madrid' },
		]);
		expect(sent()).toEqual([[from, '20260102000000']]);
	});

	test('are dates of Luxon and of JavaScript, too', async () => {
		await detail({
			from: '={{ DateTime.fromISO("2026-01-01T08:00:00Z") }}',
			to: '={{ new Date("2026-01-01T09:00:00Z") }}',
		});
		expect(sent()).toEqual([['20260101030000', '20260101040000']]);
	});

	test('follow daylight saving time', async () => {
		const settings = { timezone: 'America/New_York' };
		await detail({ settings, from: '2026-01-15T12:00Z', to: '2026-01-15T13:00Z' });
		await detail({ settings, from: '2026-07-15T12:00Z', to: '2026-07-15T13:00Z' });
		expect(sent()).toEqual([
			['20260115070000', '20260115080000'],
			['20260715080000', '20260715090000'],
		]);
	});

	test.each<[string, string, unknown]>([
		['From', 'from', ''],
		['From', 'from', null],
		['From', 'from', '2026-01-01'],
		['From', 'from', 'last month'],
		['From', 'from', 20260101000000],
		['From', 'from', 1767225600000],
		['To', 'to', ''],
		['To', 'to', '2026-02-30T00:00'],
		['To', 'to', '2026-01-31T24:00'],
		['To', 'to', true],
		['To', 'to', ['2026-01-31T23:59']],
		['To', 'to', '2026-01-31T23:59[America/Macondo]'],
	])(
		'%s is refused before anything is sent when it is no date and time: %s %p',
		async (label, name, value) => {
			const { output } = await detail({ [name]: '={{ $json.value }}' }, [{ value } as IDataObject]);
			expect(output).toEqual([
				{
					campaign_id: '1001',
					reason: 'callAtInvalid',
					error: refused(`${label} is not a date and time`),
					message: expect.stringContaining('Day and time are both needed.'),
				},
			]);
			expect(simulator().calls).toEqual([]);
		},
	);

	test('are refused with a time zone that does not exist', async () => {
		const { output } = await detail({ options: { timeZone: 'Macondo' } });
		expect(output[0].error).toBe(refused('Time Zone is not the name of a time zone'));
		expect(simulator().calls).toEqual([]);
	});
});

describe('the time between From and To', () => {
	const TOO_LONG = 'From and To are more than 31 days apart';
	const NOT_AFTER = 'To is not after From';

	test.each<[string, string, string, string | undefined]>([
		['31 days', '2026-01-01T00:00', '2026-02-01T00:00', undefined],
		['31 days and a second', '2026-01-01T00:00', '2026-02-01T00:00:01', TOO_LONG],
		['a year', '2025-01-01T00:00', '2026-01-01T00:00', TOO_LONG],
		['a second', '2026-01-01T00:00:00', '2026-01-01T00:00:01', undefined],
		['nothing', '2026-01-01T00:00', '2026-01-01T00:00', NOT_AFTER],
		['the other way round', '2026-01-02T00:00', '2026-01-01T00:00', NOT_AFTER],
		['nothing, by an offset', '2026-01-01T00:00', '2026-01-01T05:00Z', NOT_AFTER],
		['a second, by an offset', '2026-01-01T00:00', '2026-01-01T05:00:01Z', undefined],
		['31 days, by an offset', '2026-01-01T00:00', '2026-02-01T05:00Z', undefined],
		['more, by an offset', '2026-01-01T00:00', '2026-02-01T05:00:01Z', TOO_LONG],
	])('is more than nothing and 31 days at most: %s', async (_, from, to, what) => {
		const { output } = await detail({ from, to });
		expect(simulator().calls).toHaveLength(what ? 0 : 1);
		const [failing] = output.filter((one) => one.error);
		expect(failing?.error).toBe(what && refused(what));
		if (what === TOO_LONG) {
			expect(failing).toMatchObject({ campaign_id: '1001', reason: 'rangeTooLong' });
			expect(failing.message).toBe('Wolkvox takes 31 days at most: ask for several shorter times.');
		}
		if (what === NOT_AFTER) expect(failing).toMatchObject({ reason: 'timesInvalid' });
	});

	// Clocks of New York go back on November 1, and ahead on March 8, 2026.
	test.each<[string, string, string, string | undefined]>([
		['31 days with an hour twice', '2026-10-15T00:00', '2026-11-15T00:00', undefined],
		['more than that', '2026-10-15T00:00', '2026-11-15T00:00:01', TOO_LONG],
		['31 days without an hour', '2026-03-01T00:00', '2026-04-01T00:00', undefined],
		['31 days without an hour, and it', '2026-03-01T00:00', '2026-04-01T01:00', TOO_LONG],
		['an hour that is there twice', '2026-11-01T05:30Z', '2026-11-01T06:30Z', NOT_AFTER],
	])(
		'is that of the digits that are sent, whatever a clock does: %s',
		async (_, from, to, what) => {
			const { output } = await detail({ from, to, settings: { timezone: 'America/New_York' } });
			expect(simulator().calls).toHaveLength(what ? 0 : 1);
			const [failing] = output.filter((one) => one.error);
			expect(failing?.error).toBe(what && refused(what));
		},
	);

	test.each(MODES)('is refused for the item that has it only (%s)', async (mode) => {
		const items = [{ to: '2026-01-02T00:00' }, { to: '2026-03-01T00:00' }];
		const { output, error } = await detail({ mode, to: '={{ $json.to }}' }, items);
		if (mode === 'stopWorkflow') {
			expect(error?.message).toBe(refused(TOO_LONG));
			expect(error?.context.itemIndex).toBe(1);
			expect(error?.description).toContain('Nothing was sent, so nothing was read.');
			expect(simulator().calls).toEqual([]);
			return;
		}
		expect(sent()).toEqual([['20260101000000', '20260102000000']]);
		expect(output.filter((one) => one.error).map((one) => one.error)).toEqual([refused(TOO_LONG)]);
	});
});

test('items of Get Campaign Detail share a call only where days, type and detail are the same', async () => {
	simulator().addCampaign({ id: '1001', records: [{ customer_id: '1', result: 'ANSWER' }] });
	const items = [
		{ from: '2026-01-01T00:00', detail: 'all' },
		{ from: '2026-01-01T00:00', detail: 'default' },
		{ from: '2026-01-02T00:00', detail: 'all' },
		// The same moment, on another clock.
		{ from: '2026-01-01T05:00Z', detail: 'all' },
	];
	const { output } = await detail(
		{ from: '={{ $json.from }}', detail: '={{ $json.detail }}' },
		items,
	);
	expect(simulator().calls.map(requestOf)).toHaveLength(3);
	expect(output).toHaveLength(4);
});

test.each(['voice', '', null])('Get Campaign Detail refuses the campaign type %p', async (type) => {
	const { output } = await detail({ campaignType: `={{ ${JSON.stringify(type)} }}` });
	expect(output[0]).toMatchObject({
		reason: 'campaignTypeInvalid',
		error: refused('the Campaign Type is neither predictive nor preview'),
	});
	expect(simulator().calls).toEqual([]);
});

test('the form of Get Campaign Detail has what it needs, and the options of a read', () => {
	const form = formOf({ resource: 'campaign', operation: 'getCampaignDetail' });
	expect(form.entry?.name).toBe('Get Campaign Detail');
	expect(form.fields).toEqual(['campaignType', 'campaignId', 'from', 'to', 'detail', 'options']);
	expect(form.options).toEqual(['maxRetries', 'timeZone', 'timeout']);
	expect(form.notice).toBeUndefined();
	for (const name of ['from', 'to']) {
		expect(form.field(name)?.type).toBe('dateTime');
		expect(form.field(name)?.description).toContain('at most 31 days');
		expect(form.field(name)?.description).toContain('Wolkvox documents no time zone');
	}
});
