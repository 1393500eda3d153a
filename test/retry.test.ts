/** When a request is sent again, after which wait, and what is said when that did not help. */

import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { jumped } from './support/clock';
import { jsonOf } from './support/engine';
import { customers, removeRecords } from './support/node';
import { useProxy } from './support/proxy';
import { json, refusals, strangeReplies, type Answer, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/**
 * Runs one item whose first calls go wrong.
 *
 * @returns for each call but the first, in ms: how long after the last one it came (`apart`), and how
 * much of that the node waited (`waits`); the rest is what the machine took
 */
async function run(faults: Array<Fault | undefined>, options: Record<string, unknown> = {}) {
	simulator().addCampaign({ id: '1001', records: ['1'] });
	const times: number[] = [];
	const jumps: number[] = [];
	simulator().fault = () => {
		times.push(Date.now());
		jumps.push(jumped());
		return faults[times.length - 1];
	};
	const { items } = await removeRecords([{ id: '1' }], { parameters: { options } as never });
	expect(items).toHaveLength(1);
	const steps = (all: number[]) => all.slice(1).map((one, index) => one - all[index]);
	return { item: items[0].json, calls: times.length, apart: steps(times), waits: steps(jumps) };
}

const many = (fault: Fault, count = 20) => Array.from({ length: count }, () => fault);
const withHeader = (statusCode: number, value: string): Fault => ({
	reply: { ...json(statusCode, { code: statusCode }), headers: { 'Retry-After': value } },
});

test.each<[string, Fault]>([
	['a broken connection', { reply: 'reset' }],
	['a time-out', { reply: 'hang' }],
	['429', { reply: json(429, { code: 429 }) }],
	['500', { reply: json(500, { code: '500' }) }],
	['502 as a web page', { reply: strangeReplies.gatewayPage }],
	['503 without a body', { reply: { statusCode: 503 } }],
	['504 cut off', { reply: { statusCode: 504, body: '{"code": 50' } }],
	['503 in an HTTP 200', { reply: json(200, { code: '503', error: 'SERVICE UNAVAILABLE' }) }],
])('a request is sent again after %s', async (_, fault) => {
	const { item, calls, apart } = await run([fault, fault], { timeout: 0.5 });
	expect(item).toMatchObject({ removed: true, customer_id: '1' });
	expect(calls).toBe(3);
	expect(apart[0]).toBeGreaterThanOrEqual(800);
	expect(apart[1]).toBeGreaterThanOrEqual(1600);
});

test('the waits between retries double up to 30 s, as often as Max Retries says', async () => {
	const { item, calls, apart, waits } = await run(many({ reply: { statusCode: 503 } }), {
		maxRetries: 10,
	});
	expect(calls).toBe(11);
	const full = [1, 2, 4, 8, 16, 30, 30, 30, 30, 30].map((seconds) => seconds * 1000);
	full.forEach((most, index) => {
		expect(apart[index]).toBeGreaterThanOrEqual(most * 0.8);
		expect(waits[index]).toBeLessThanOrEqual(most);
	});
	// Two runs that were refused together do not come back together.
	expect(new Set(apart.slice(5).map((wait) => Math.round(wait / 10))).size).toBeGreaterThan(1);
	expect(item.message).toContain('The request was sent 11 times.');
});

test('a request is sent again three times when Max Retries is left out', async () => {
	expect((await run(many({ reply: { statusCode: 503 } }))).calls).toBe(4);
});

test('a request is sent again when no one listens, or the server is not found', async () => {
	for (const url of ['http://127.0.0.1:9', 'http://no-such-host.invalid:1']) {
		useProxy(url);
		const { items } = await removeRecords([{ id: '1' }]);
		expect(items[0].json.message).toContain('The request was sent 4 times.');
		expect(items[0].json.error).toContain('Customer ID 1 was not removed from campaign 1001: ');
	}
	useProxy(simulator().proxyUrl);
});

test.each<[string, string, number, number]>([
	['seconds', '7', 7000, 7000],
	['seconds beyond 60', '3600', 60_000, 60_000],
	['0 seconds', '0', 800, 1000],
	['a date', 'DATE+20', 19_000, 20_000],
	['a date that has passed', 'Wed, 21 Oct 2015 07:28:00 GMT', 800, 1000],
	['nothing that can be read', 'soon', 800, 1000],
])(
	'the wait before a request is sent again, when Retry-After holds %s',
	async (_, value, least, most) => {
		const fault = {
			get reply(): Answer {
				const date = new Date(Date.now() + 20_000).toUTCString();
				return withHeader(503, value.replace('DATE+20', date)).reply as Answer;
			},
		};
		const { item, apart, waits } = await run([fault]);
		expect(item.removed).toBe(true);
		expect(waits).toHaveLength(1);
		expect(apart[0]).toBeGreaterThanOrEqual(least);
		expect(waits[0]).toBeLessThanOrEqual(most);
	},
);

const once: Record<string, Fault> = {
	...Object.fromEntries(
		Object.entries(refusals)
			.filter(([name]) => name !== 'busy')
			.map(([name, reply]) => [name, { reply }]),
	),
	'403 of unknown text': { reply: json(403, { code: 403, error: 'FORBIDDEN', msg: 'NEW' }) },
	404: { reply: json(404, { code: 404 }) },
	422: { reply: json(422, { code: 422 }) },
	501: { reply: json(501, { code: 501 }) },
	'a web page in HTTP 200': { reply: strangeReplies.webPage },
	'an empty HTTP 200': { reply: strangeReplies.empty },
	'a cut-off HTTP 202': { reply: strangeReplies.cutOff },
	'HTTP 200 without a code': { reply: strangeReplies.withoutCode },
	'a redirect': { reply: strangeReplies.redirect },
	'a refusal in an HTTP 503': { reply: { ...refusals.tokenRefused, statusCode: 503 } },
};
test.each(Object.entries(once))('a request is not sent again after %s', async (_, fault) => {
	expect((await run(many(fault))).calls).toBe(1);
});

test('a request is not sent again when Max Retries is 0', async () => {
	const { calls, item } = await run(many({ reply: 'reset' }), { maxRetries: 0 });
	expect(calls).toBe(1);
	expect(item.message).not.toContain('The request was sent');
});

test('a request is sent again while others use the token, without counting as a retry', async () => {
	const { item, calls, apart, waits } = await run(many({ reply: refusals.busy }, 8), {
		maxRetries: 0,
	});
	expect(item.removed).toBe(true);
	expect(calls).toBe(9);
	apart.forEach((time, index) => {
		const full = Math.min(100 * 2 ** index, 5000);
		expect(time).toBeGreaterThanOrEqual(full * 0.8);
		expect(waits[index]).toBeLessThanOrEqual(full);
	});
});

test('a request is given up when others use the token for two minutes', async () => {
	const { item, apart, waits } = await run(many({ reply: refusals.busy }, 1000));
	const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
	expect(sum(apart)).toBeGreaterThan(110_000);
	expect(sum(waits)).toBeLessThanOrEqual(120_000);
	expect(item.error).toBe(
		`Customer ID 1 was not removed from campaign 1001: ${REASONS.tokenBusy.what}`,
	);
});

const GONE =
	'Customer ID 1 may already have been removed from campaign 1001 by an earlier attempt: ';

test.each<[string, Fault]>([
	['the connection broke', { reply: 'reset', carriesOut: true }],
	['no answer came in time', { reply: 'hang', carriesOut: true }],
	['a gateway answered', { reply: strangeReplies.gatewayPage, carriesOut: true }],
])(
	'a refusal does not mean that the record is still there when, before it, %s',
	async (_, fault) => {
		const { item, calls } = await run([fault], { timeout: 0.5 });
		expect(calls).toBe(2);
		expect(item.error).toBe(
			`${GONE}Wolkvox found no such record or campaign; it may be gone already`,
		);
		expect(item.message).toContain('whether the record is still in the campaign');
		expect(item.message).toContain('The request was sent 2 times.');
		expect(simulator().recordsOf('1001')).toEqual([]);
	},
);

test('a refusal after another refusal means that the record is still there', async () => {
	simulator().addCampaign({ id: '1001', records: [] });
	const faults: Fault[] = [{ reply: json(429, { code: 429 }) }, { reply: refusals.busy }];
	const { item } = await run([...faults, { reply: json(404, { code: 404 }) }]);
	expect(item.error).toContain('Customer ID 1 was not removed from campaign 1001: ');
});

const items = customers(5);
const ending = [
	['the token was not seen', refusals.tokenMissing, REASONS.tokenMissing.what],
	['the token was not accepted', refusals.tokenRefused, REASONS.tokenRefused.what],
	['the quota is spent', refusals.quotaSpent, REASONS.quotaSpent.what],
	['Wolkvox is in maintenance', refusals.maintenance, REASONS.maintenance.what],
] as const;

async function runFive(reply: Answer, mode: 'continueRegularOutput' | 'continueErrorOutput') {
	simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
	simulator().fault = ({ body }) => (body.includes(items[1].id) ? { reply } : undefined);
	const withBad = items.map((item, index) => (index === 3 ? { ...item, id: '' } : item));
	return await removeRecords(withBad, { mode });
}

test.each(ending)('the remaining items are not sent because %s', async (_, reply, what) => {
	const { outputs, error } = await runFive(reply, 'continueErrorOutput');
	expect(error).toBeUndefined();
	expect(simulator().calls).toHaveLength(2);
	const [success, failing] = outputs('Wolkvox Campaign');
	expect(jsonOf(success)).toMatchObject([{ customer_id: items[0].id }]);
	expect(jsonOf(failing).map((json) => json.error)).toEqual([
		`Customer ID ${items[1].id} was not removed from campaign 1001: ${what}`,
		`Not sent: customer ID ${items[2].id} in campaign 1001, because ${what}`,
		'Not sent: the Customer ID is empty (campaign 1001)',
		`Not sent: customer ID ${items[4].id} in campaign 1001, because ${what}`,
	]);
	expect(failing.map(({ pairedItem }) => pairedItem)).toEqual(
		[1, 2, 3, 4].map((item) => ({ item })),
	);
	expect(jsonOf(failing)[3].message).toContain('Wolkvox answered: code 40');
});

test.each([
	['a 403 of unknown text', json(403, { code: 403, error: 'FORBIDDEN', msg: 'NEW' })],
	['a record that is not found', json(404, { code: 404, error: 'NOT FOUND', msg: 'backup' })],
])('the remaining items are sent after %s', async (_, reply) => {
	await runFive(reply, 'continueRegularOutput');
	expect(simulator().calls).toHaveLength(4);
});
