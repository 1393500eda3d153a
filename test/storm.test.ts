/** Thousands of items while everything goes wrong at random: nothing lost, nothing said wrongly. */

import type { IDataObject } from 'n8n-workflow';
import type * as Workflow from 'n8n-workflow';
import { listeners, timers } from './support/leftovers';
import { customers, openQueues, removeRecords } from './support/node';
import { withNotice, type Call, type Fault } from './support/simulator';
import {
	diceOf,
	ending,
	final,
	hintCounts,
	ITEMS,
	passing,
	seeds,
	slow,
	startStormyProxy,
} from './support/storms';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/** What a text says about the record. */
function claimOf(error: unknown): 'there' | 'either' {
	const text = String(error);
	if (/may or may not have been removed|may already have been removed/.test(text)) return 'either';
	expect(text).toMatch(/ (was|were) not removed from |^Not sent: /);
	return 'there';
}

/** Items of which some are not sure, and some name a customer again that another one named. */
function itemsOf(throwDice: () => number): IDataObject[] {
	const bad = ['', null, 1.5, 'a\nb', '1.2E+9', {}];
	const all = customers(ITEMS);
	return all.map((item, index) => {
		const chance = throwDice();
		if (chance < 20) return { ...item, id: bad[chance % bad.length] };
		return chance < 60 ? { ...item, id: all[throwDice() % (index + 1)].id } : item;
	});
}

const idsIn = ({ body }: Call): string[] => String(JSON.parse(body).customer_id).split(',');

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
		const proxy = await startStormyProxy(simulator(), throwDice);

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
			const late = simulator().calls.length > ITEMS * 1.2;
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
		expect(counts.removed).toBeGreaterThan(ITEMS / 4);
		expect(counts.there).toBeGreaterThan(ITEMS / (recordsPerRequest === 1 ? 20 : 100));
		expect(counts.either).toBeGreaterThan(ITEMS / 40);

		// The groups of the hint add up, and are those that came out.
		const { items: counted, done: removedBy, not, either, calls } = hintCounts(ended, 'removed');
		expect(counted).toBe(items.length);
		expect({ removed: removedBy, there: not, either }).toEqual(counts);
		// Of several tries the hint counts the calls of the last.
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
