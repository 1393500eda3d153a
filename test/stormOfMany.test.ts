/** Several operations at the same time on one token, while everything goes wrong at random. */

import type { IDataObject } from 'n8n-workflow';
import { customers, openQueues, runNode } from './support/node';
import type { Fault, WolkvoxSimulator } from './support/simulator';
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

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const CAMPAIGN = { campaignId: byId('1001') };
const CUSTOMER = { ...CAMPAIGN, customerId: '={{ $json.id }}' };
const TOMORROW = new Date(Date.now() + 24 * 3_600_000).toISOString();

/** One of the operations of a storm. */
interface Part {
	operation: string;
	parameters: IDataObject;
	options?: IDataObject;
	/** What is done, as a participle. */
	participle: string;
	/** Whether the simulator was brought to what an item asks for. */
	isDone(one: WolkvoxSimulator, id: string): boolean;
}

const record = (one: WolkvoxSimulator, id: string) => one.recordOf('1001', id);

const changes: Part[] = [
	{
		operation: 'codifyRecord',
		parameters: { ...CUSTOMER, activityCode: byId('12') },
		participle: 'codified',
		isDone: (one, id) => record(one, id)?.cod_act === '12',
	},
	{
		operation: 'markDoNotCall',
		parameters: CUSTOMER,
		options: { recordsPerRequest: 9 },
		participle: 'marked',
		isDone: (one, id) => record(one, id)?.result === 'DO-NOT-CALL',
	},
	{
		operation: 'scheduleCallback',
		parameters: { ...CUSTOMER, callAt: TOMORROW, phone: '3000000000' },
		participle: 'scheduled',
		isDone: (one, id) => record(one, id)?.recall_telephone === '3000000000',
	},
	{
		operation: 'setCampaignSpeed',
		parameters: { campaignId: byId('={{ $json.campaign }}'), speed: 75 },
		participle: 'set',
		isDone: (one, id) => one.campaigns.get(campaignOf(id))?.speed === '75',
	},
	{
		operation: 'blockPhoneNumber',
		parameters: { phone: '={{ $json.id }}', days: 30 },
		options: { recordsPerRequest: 5 },
		participle: 'blocked',
		isDone: (one, id) => one.blocked.has(id),
	},
];

/** A campaign of its own for each customer. */
const campaignOf = (id: string) => `5${id}`;

/** What an item says of what it asked for. */
function claimOf({ error }: IDataObject, participle: string): 'done' | 'not' | 'either' {
	if (error === undefined) return 'done';
	const unknown = new RegExp(` may (or may not|already) have been ${participle}`);
	if (unknown.test(String(error))) return 'either';
	expect(error).toMatch(new RegExp(` was not ${participle}|^Not sent: `));
	return 'not';
}

test.each(seeds)('storm of many operations %d: each item says what is true', async (seed) => {
	const throwDice = diceOf(seed);
	const pick = <T>(faults: T[]) => faults[throwDice() % faults.length];
	await startStormyProxy(simulator(), throwDice);
	const people = customers(Math.ceil(ITEMS / 6));
	const items = people.map(({ id }) => ({ id, campaign: campaignOf(id) }));
	const there = new Set(people.map(({ id }) => id).filter(() => throwDice() > 50));
	simulator().addCampaign({ id: '1001', records: there });
	for (const { campaign: id } of items) simulator().addCampaign({ id });

	// No source says what Find Record answers for nothing: a 404 is read as "none", and is none here.
	const forReads = final.filter(
		({ reply }) => typeof reply !== 'object' || reply.statusCode !== 404,
	);
	simulator().fault = ({ method, url }): Fault | undefined => {
		const isRead = method === 'GET';
		// The list of campaigns, after ten refusals in a row.
		if (isRead && !url.includes('find_record')) return undefined;
		const chance = throwDice();
		if (chance < 2) return pick(slow);
		if (chance < 200) return pick(passing);
		if (chance < 330) return pick(isRead ? forReads : final);
		const late = simulator().calls.length > ITEMS;
		return late && chance > 997 ? pick(ending) : undefined;
	};

	const run = async ({ operation, parameters, options }: Part) =>
		await runNode({
			operation,
			items,
			parameters: { ...parameters, options: { timeout: 1, ...options } },
		});
	const find: Part = {
		operation: 'findRecord',
		parameters: CUSTOMER,
		participle: 'looked up',
		isDone: (_, id) => there.has(id),
	};
	const [found, ...changed] = await Promise.all([find, ...changes].map(run));

	for (const [index, { items: output, ...ended }] of changed.entries()) {
		const { participle, isDone } = changes[index];
		expect(ended.error).toBeUndefined();
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		const counts = { done: 0, not: 0, either: 0 };
		for (const [item, { json }] of output.entries()) {
			const claim = claimOf(json, participle);
			counts[claim]++;
			const done = isDone(simulator(), items[item].id);
			if (claim !== 'either')
				expect([participle, json, done]).toEqual([participle, json, claim === 'done']);
		}
		const hint = hintCounts({ items: output, ...ended } as never, participle);
		expect(hint).toMatchObject({ ...counts, items: items.length });
		expect(counts.done).toBeGreaterThan(items.length / 4);
	}
	// A read leaves nothing open, and an item more than once has as many records.
	expect(found.items.map(({ pairedItem }) => pairedItem)).toEqual(
		items.map((_, item) => ({ item })),
	);
	for (const [item, { json }] of found.items.entries()) {
		if (json.error === undefined) expect(json.found).toBe(there.has(items[item].id));
		else expect(json.error).toMatch(/ was not looked up|^Not sent: /);
		expect(json).not.toHaveProperty('maybe_undefined');
	}
	expect(simulator().mostAtOnce).toBe(1);
	expect(openQueues()).toBe(0);
});
