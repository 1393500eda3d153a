/** Thousands of items while everything goes wrong at random: nothing lost, nothing said wrongly. */

import * as fc from 'fast-check';
import type * as Workflow from 'n8n-workflow';
import { listeners, timers } from './support/leftovers';
import { customers, openQueues, removeRecords } from './support/node';
import { json, refusals, strangeReplies, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

/** Set in jest.config.js; `npm run test:storm` goes through all of it. */
declare const STORM: { seeds: number; items: number };

const simulator = useSimulator();

/** Faults after which the node tries again. */
const passing: Fault[] = [
	{ reply: 'reset' },
	{ reply: 'reset', carriesOut: true },
	{ reply: 'close' },
	{ reply: 'close', carriesOut: true },
	{ reply: strangeReplies.gatewayPage },
	{ reply: strangeReplies.gatewayPage, carriesOut: true },
	{ reply: json(500, { code: 500, error: 'INTERNAL', msg: 'made up' }) },
	{ reply: { statusCode: 503, headers: { 'Retry-After': '2' } }, carriesOut: true },
	{ reply: { statusCode: 504, body: '{"code": 50' } },
	{ reply: json(429, { code: '429' }) },
	{ reply: strangeReplies.successIn500, carriesOut: true },
	{ reply: refusals.busy },
];

/** Faults that take time, so there are few. */
const slow: Fault[] = [{ reply: 'hang' }, { reply: 'hang', carriesOut: true }];

/** Faults that end an item, and Wolkvox's own answers. */
const final: Fault[] = [
	{ reply: strangeReplies.webPage },
	{ reply: strangeReplies.webPage, carriesOut: true },
	{ reply: strangeReplies.empty, carriesOut: true },
	{ reply: strangeReplies.empty },
	{ reply: strangeReplies.cutOff, carriesOut: true },
	{ reply: strangeReplies.redirect },
	{ reply: strangeReplies.withoutCode, carriesOut: true },
	{ reply: strangeReplies.plainText },
	{ reply: strangeReplies.list, carriesOut: true },
	{ reply: json(403, { code: 403, error: 'FORBIDDEN', msg: 'made up' }) },
	{ reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' }) },
	{ reply: json(200, { code: '400', error: 'BAD REQUEST', msg: 'SOME PARAMETERS ARE REQUIRED' }) },
	{ reply: refusals.parameterMissing },
	{ reply: 'codeAsText', carriesOut: true },
	{ delay: 1 },
];

/** Faults after which every further request would fail too. */
const ending: Fault[] = [
	{ reply: refusals.tokenRefused },
	{ reply: refusals.quotaSpent },
	{ reply: refusals.maintenance },
	{ reply: { ...refusals.tokenMissing, statusCode: 200 } },
];

/** What a text says about the record. */
function claimOf(error: unknown): 'there' | 'either' {
	const text = String(error);
	if (/may or may not have been removed|may already have been removed/.test(text)) return 'either';
	expect(text).toMatch(/ (was|were) not removed from |^Not sent: |^Nothing was sent for /);
	return 'there';
}

const seeds = Array.from({ length: STORM.seeds }, (_, index) => 20_261 + index);

const storms = seeds.flatMap((seed) => [
	{ seed, recordsPerRequest: 1 },
	{ seed, recordsPerRequest: 20 },
]);

test.each(storms)('storm $seed, $recordsPerRequest a request: nothing is lost', async (storm) => {
	const { seed, recordsPerRequest } = storm;
	const timersBefore = timers();
	const rolls = fc.sample(fc.noBias(fc.nat(999)), { seed, numRuns: STORM.items * 8 });
	const dice = rolls.values();
	const throwDice = () => dice.next().value ?? 0;
	const pick = (faults: Fault[]) => faults[throwDice() % faults.length];

	// Some IDs are not sure, and some customers are not in the campaign.
	const bad = ['', null, 1.5, 'a\nb', '1.2E+9', {}];
	const items = customers(STORM.items).map((item) => {
		const chance = throwDice();
		return chance < 20 ? { ...item, id: bad[chance % bad.length] } : item;
	});
	const records = items.map(({ id }) => String(id)).filter(() => throwDice() > 50);
	simulator().addCampaign({ id: '1001', records });

	/** For each customer, whether an attempt was answered for good. */
	const answered = new Set<string>();
	let running = '';
	const faultOf = (body: string): Fault | undefined => {
		const id = String(JSON.parse(body).customer_id);
		// No request for what has its answer, and none for another before it has.
		const last = simulator().calls.at(-2);
		if (!last?.aborted) expect(answered).not.toContain(id);
		if (id !== running && running !== '') answered.add(running);
		running = id;
		expect(id.split(',').length).toBeLessThanOrEqual(recordsPerRequest);

		const chance = throwDice();
		if (chance < 2) return pick(slow);
		if (chance < 250) return pick(passing);
		answered.add(id);
		if (chance < 500) return pick(final);
		return chance > 990 && simulator().calls.length > STORM.items * 1.2 ? pick(ending) : undefined;
	};
	let broken: unknown;
	simulator().fault = ({ body }) => {
		try {
			return faultOf(body);
		} catch (error) {
			broken ??= error;
			return undefined;
		}
	};

	const {
		items: output,
		error,
		signal,
	} = await removeRecords(items as never, {
		// Long enough for a machine that is busy with other things.
		parameters: { options: { timeout: 2, recordsPerRequest } },
	});
	expect(broken).toBeUndefined();
	expect(error).toBeUndefined();
	expect(simulator().mostAtOnce).toBe(1);

	// Each item comes out exactly once, in order, with its own pairedItem.
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));

	const removed = new Set(simulator().calls.flatMap((call) => call.removed ?? []));
	const counts = { removed: 0, there: 0, either: 0 };
	for (const [index, { json: result }] of output.entries()) {
		const id = String(items[index].id);
		if (result.removed === true) {
			counts.removed++;
			expect(result).toMatchObject({ customer_id: id });
			expect(removed).toContain(id);
		} else {
			const claim = claimOf(result.error);
			counts[claim]++;
			if (claim === 'there') expect(removed).not.toContain(id);
		}
	}
	// The storm was one. Of those who share a request most share an attempt that nobody knows of.
	expect(counts.removed).toBeGreaterThan(STORM.items / 4);
	expect(counts.there).toBeGreaterThan(STORM.items / (recordsPerRequest === 1 ? 20 : 100));
	expect(counts.either).toBeGreaterThan(STORM.items / 40);

	// Nothing stays behind in the process.
	expect(openQueues()).toBe(0);
	expect(listeners(signal)).toBe(0);
	// The connections of both sides have timers of their own for some seconds.
	const { sleep } = jest.requireActual<typeof Workflow>('n8n-workflow');
	for (let tries = 0; timers() > timersBefore && tries < 100; tries++) await sleep(100);
	expect(timers()).toBeLessThanOrEqual(timersBefore);
});
