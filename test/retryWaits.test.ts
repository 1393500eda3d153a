/** How long a request waits before it is sent again. */

import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { enqueue } from '../nodes/WolkvoxCampaign/transport/queue';
import type { WolkvoxRequest } from '../nodes/WolkvoxCampaign/transport/request';
import { send } from '../nodes/WolkvoxCampaign/transport/retry';
import { removeRecords, TOKEN } from './support/node';
import { json, refusals, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/** Runs one item whose first calls go wrong; says how long it waited before each further call. */
async function run(faults: Fault[], options: Record<string, unknown> = {}) {
	simulator().addCampaign({ id: '1001', records: ['1'] });
	const times: number[] = [];
	simulator().fault = () => {
		times.push(Date.now());
		return faults[times.length - 1];
	};
	const { items } = await removeRecords([{ id: '1' }], { parameters: { options } as never });
	const waits = times.slice(1).map((time, index) => time - times[index]);
	return { item: items[0].json, waits };
}

test.each([408, 425, 520, 521, 522, 523, 524, 530])('%i may pass', async (statusCode) => {
	const page = { statusCode, body: `<html><title>${statusCode}</title></html>` };
	const { item, waits } = await run([{ reply: page }, { reply: json(200, { code: statusCode }) }]);
	expect(item.removed).toBe(true);
	expect(waits).toHaveLength(2);
});

test.each([501, 505, 525, 526, 418])('%i does not pass', async (statusCode) => {
	expect((await run([{ reply: { statusCode } }])).waits).toEqual([]);
});

test.each([
	['1.5', 1500],
	['2.75', 2750],
	['7', 7000],
	['0', 800],
	['0.2', 800],
	['-5', 800],
	['1,5', 800],
	['2026-11-25', 800],
	['soon', 800],
	['Wed, 21 Oct 2015 07:28:00 GMT', 800],
	['99999.5', 60_000],
])('Retry-After %s waits', async (value, least) => {
	const reply = { ...json(503, { code: 503 }), headers: { 'Retry-After': value } };
	const { item, waits } = await run([{ reply }]);
	expect(item.removed).toBe(true);
	expect(waits[0]).toBeGreaterThanOrEqual(least);
	expect(waits[0]).toBeLessThanOrEqual(Math.max(least + 600, 1600));
});

test('the usual wait is the least, also when it has grown', async () => {
	const reply = { ...json(503, { code: 503 }), headers: { 'Retry-After': '1' } };
	const { waits } = await run([{ reply }, { reply }, { reply }]);
	expect(waits[2]).toBeGreaterThanOrEqual(3200);
});

describe('the two minutes of a busy token', () => {
	const busy = Array.from({ length: 25 }, (): Fault => ({ reply: refusals.busy }));

	test('begin anew after another answer', async () => {
		const { item, waits } = await run([...busy, { reply: json(503, { code: 503 }) }, ...busy]);
		expect(item.removed).toBe(true);
		expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(120_000);
		// The waits, too.
		expect(waits[26]).toBeLessThan(1000);
	});

	test('do not, when there was none', async () => {
		const { item } = await run([...busy, ...busy]);
		expect(item.error).toContain('the token was in use by others at the same time');
	});

	test('do not count the time in the own queue', async () => {
		const now = Date.now;
		let ahead = 0;
		Date.now = () => now() + ahead;
		const account = { host: 'wv0023.wolkvox.com', token: TOKEN };
		let calls = 0;
		const reply = ({ statusCode, body }: { statusCode: number; body?: string }) => ({
			statusCode,
			body,
			headers: {},
		});
		const context = {
			getExecutionCancelSignal: () => undefined,
			helpers: {
				httpRequestWithAuthentication: async () => {
					if (++calls > 2) return reply(json(202, { code: 202, error: null, msg: '' }));
					// Another run of this process stands before the next try, for minutes.
					void enqueue(account, undefined, async () => {
						for (let turns = 0; turns < 50; turns++) await sleep(0);
						ahead += 200_000;
					});
					return reply(refusals.busy);
				},
			},
		} as unknown as IExecuteFunctions;
		const request: WolkvoxRequest = {
			method: 'DELETE',
			script: 'campaign',
			api: 'remove_record',
			repeatable: true,
			expects: 'message',
		};
		const sent = await send.call(context, account, request, { timeout: 1000, maxRetries: 0 });
		Date.now = now;
		expect(sent).toMatchObject({ calls: 3, reply: { code: 202 } });
	});
});
