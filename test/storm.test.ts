/** Thousands of items while everything goes wrong at random: nothing lost, nothing said wrongly. */

import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type * as Workflow from 'n8n-workflow';
import { listeners, timers } from './support/leftovers';
import { customers, openQueues, removeRecords } from './support/node';
import { behavior, startProxy } from './support/proxies';
import { useProxy } from './support/proxy';
import {
	json,
	refusals,
	strangeReplies,
	withCodeAsText,
	withNotice,
	type Call,
	type Fault,
} from './support/simulator';
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
	{ reply: { statusCode: 522, body: '<html><title>522: timed out</title></html>' } },
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
	{ reply: json(202, { code: 202, error: 'NOT FOUND', msg: 'made up' }) },
	{ reply: json(200, { code: '202', error: 'made up', msg: 'deleted' }), carriesOut: true },
	{ reply: json(206, { code: 206, error: null, msg: 'made up' }), carriesOut: true },
	{ reply: json(403, { code: 403, error: 'FORBIDDEN', msg: 'made up' }) },
	{ reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' }) },
	{ reply: json(200, { code: '400', error: 'BAD REQUEST', msg: 'SOME PARAMETERS ARE REQUIRED' }) },
	{ reply: refusals.parameterMissing },
	{ reply: withCodeAsText, carriesOut: true },
	{ reply: withNotice, carriesOut: true },
	{ delay: 1 },
];

/** Faults after which every further request would fail too. */
const ending: Fault[] = [
	{ reply: refusals.tokenRefused },
	{ reply: refusals.quotaSpent },
	{ reply: refusals.maintenance },
	{ reply: { ...refusals.tokenMissing, statusCode: 200 } },
];

/** What happens before there is a way to Wolkvox. */
const tunnels = [
	behavior.answer('HTTP/1.1 407 No\r\n\r\n'),
	behavior.answer('HTTP/1.1 502 No\r\n\r\n'),
	behavior.close,
	behavior.reset,
	behavior.closeTunnel,
	behavior.closeHandshake,
	behavior.resetHandshake,
	behavior.alert(40),
];

/** What a text says about the record. */
function claimOf(error: unknown): 'there' | 'either' {
	const text = String(error);
	if (/may or may not have been removed|may already have been removed/.test(text)) return 'either';
	expect(text).toMatch(/ (was|were) not removed from |^Not sent: /);
	return 'there';
}

/** Numbers from 0 to 999, the same ones for the same seed. */
function diceOf(seed: number): () => number {
	const rolls = fc.sample(fc.noBias(fc.nat(999)), { seed, numRuns: STORM.items * 16 });
	const dice = rolls.values();
	return () => dice.next().value ?? 600;
}

/** Items of which some are not sure, and some name a customer again that another one named. */
function itemsOf(throwDice: () => number): IDataObject[] {
	const bad = ['', null, 1.5, 'a\nb', '1.2E+9', {}];
	const all = customers(STORM.items);
	return all.map((item, index) => {
		const chance = throwDice();
		if (chance < 20) return { ...item, id: bad[chance % bad.length] };
		return chance < 60 ? { ...item, id: all[throwDice() % (index + 1)].id } : item;
	});
}

const idsIn = ({ body }: Call): string[] => String(JSON.parse(body).customer_id).split(',');

const seeds = Array.from({ length: STORM.seeds }, (_, index) => 20_261 + index);

/** Half of them with n8n's Retry On Fail, which runs the node up to three times. */
const storms = seeds.flatMap((seed, index) => [
	{ seed, recordsPerRequest: 1, tries: index % 2 === 0 ? 1 : 3 },
	{ seed, recordsPerRequest: 20, tries: index % 2 === 0 ? 3 : 1 },
]);

test.each(storms)(
	'storm $seed, $recordsPerRequest a request, $tries tries: nothing is lost',
	async ({ seed, recordsPerRequest, tries }) => {
		const timersBefore = timers();
		const throwDice = diceOf(seed);
		const pick = <T>(faults: T[]) => faults[throwDice() % faults.length];
		const passOn = behavior.passOn(Number(new URL(simulator().proxyUrl).port));
		const proxy = await startProxy((socket) => {
			(throwDice() < 20 ? pick(tunnels) : passOn)(socket);
		});
		useProxy(proxy.url);

		const items = itemsOf(throwDice);
		// n8n runs a node again whose first item failed (n8n-core, workflow-execute.js): this one does.
		if (tries > 1) items[0] = { id: 'not-in-the-campaign' };
		const records = items
			.slice(tries > 1 ? 1 : 0)
			.map(({ id }) => String(id))
			.filter(() => throwDice() > 50);
		simulator().addCampaign({ id: '1001', records });
		const named = new Map<string, number>();
		for (const { id } of items) named.set(String(id), (named.get(String(id)) ?? 0) + 1);

		/** How often the node came to each text of IDs. */
		const visits = new Map<string, number>();
		/** The text that it is at, until that is answered for good. */
		let running = '';
		/** The customers of whom the node was told that they are removed, in answers of Wolkvox's own. */
		const told = new Set<string>();
		const genuine = new Set<Call>();
		const faultOf = (call: Call): Fault | undefined => {
			// The list of campaigns, after ten refusals in a row.
			if (call.method === 'GET') return undefined;
			const ids = idsIn(call);
			const text = ids.join();
			expect(ids.length).toBeLessThanOrEqual(recordsPerRequest);
			// It comes to none again that it has left: but for another item with that customer, or another try.
			const last = simulator().calls.at(-2);
			const goesOn = text === running || (last?.aborted && last.body === call.body);
			if (!goesOn) visits.set(text, (visits.get(text) ?? 0) + 1);
			running = text;
			const most = ids.length === 1 ? (named.get(text) ?? 0) : 1;
			expect(visits.get(text)).toBeLessThanOrEqual(most * tries);
			if (recordsPerRequest > 1) for (const id of ids) expect(told).not.toContain(id);

			const chance = throwDice();
			if (chance < 2) return pick(slow);
			if (chance < 250) return pick(passing);
			running = '';
			if (chance < 500) return pick(final);
			const late = simulator().calls.length > STORM.items * 1.2;
			return chance > 990 && late ? pick(ending) : undefined;
		};
		let broken: unknown;
		simulator().fault = (call) => {
			try {
				const fault = faultOf(call);
				if (typeof (fault?.reply ?? withNotice) === 'function') genuine.add(call);
				return fault;
			} catch (error) {
				broken ??= error;
				return undefined;
			}
		};
		let arrived = 0;
		simulator().onAnswer = (call) => {
			arrived++;
			if (!genuine.has(call) || call.aborted) return;
			for (const id of call.removed ?? []) told.add(id);
		};

		const { items: output, ...ended } = await removeRecords(items as never, {
			// Long enough for a machine that is busy with other things.
			parameters: { options: { timeout: 2, recordsPerRequest } },
			node: { retryOnFail: tries > 1, maxTries: tries, waitBetweenTries: 1 },
		});
		await proxy.stop();
		expect(broken).toBeUndefined();
		expect(ended.error).toBeUndefined();
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
				expect(result.maybe_removed === true).toBe(claim === 'either');
				// What is true of an item may end with a later one that names the same customer; and what was
				// not sent says nothing of an item before that named them.
				const isLast = items.findLastIndex((one) => String(one.id) === id) === index;
				const isOnly = isLast && named.get(id) === 1;
				const tells = String(result.error).startsWith('Not sent: ') ? isOnly : isLast;
				if (claim === 'there' && tells) expect(removed).not.toContain(id);
			}
		}
		// What Wolkvox itself said came through: nobody of whom it said so is missing.
		const done = output.filter(({ json: { removed: one } }) => one === true);
		expect(done.map(({ json: { customer_id: id } }) => id)).toEqual(
			expect.arrayContaining([...told]),
		);
		// The storm was one. Of those who share a request most share an attempt that nobody knows of.
		expect(counts.removed).toBeGreaterThan(STORM.items / 4);
		expect(counts.there).toBeGreaterThan(STORM.items / (recordsPerRequest === 1 ? 20 : 100));
		expect(counts.either).toBeGreaterThan(STORM.items / 40);

		// The groups of the hint add up, and are those that came out.
		const [hint] = ended.run.data.resultData.runData['Wolkvox Campaign'][0].hints ?? [];
		const numberOf = (pattern: RegExp) => Number(pattern.exec(hint?.message ?? '')?.[1] ?? 0);
		expect(numberOf(/^(\d+) items: /)).toBe(items.length);
		expect({
			removed: numberOf(/ (\d+) removed/),
			there: numberOf(/ (\d+) not removed/),
			either: numberOf(/ (\d+) uncertain: /),
		}).toEqual(counts);
		// Of several tries the hint counts the calls of the last.
		const calls = numberOf(/\. (\d+) calls?[.,]/);
		expect(calls).toBeGreaterThan(0);
		if (tries === 1) expect(calls).toBe(arrived);

		// Nothing stays behind in the process.
		expect(openQueues()).toBe(0);
		expect(listeners(ended.signal)).toBe(0);
		// The connections of both sides have timers of their own for some seconds.
		const { sleep } = jest.requireActual<typeof Workflow>('n8n-workflow');
		for (let left = 100; timers() > timersBefore && left > 0; left--) await sleep(100);
		expect(timers()).toBeLessThanOrEqual(timersBefore);
	},
);
