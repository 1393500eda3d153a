/** The hint beside the output, which sums a run up. */

import { sleep } from 'n8n-workflow';
import { customers, enqueue, removeRecords, TOKEN } from './support/node';
import { json, refusals, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

const items = customers(5);

async function hintsAfter(...given: Parameters<typeof removeRecords>) {
	const { run } = await removeRecords(...given);
	return run.data.resultData.runData['Wolkvox Campaign'][0].hints;
}

async function hintsOf(faults: Record<number, Fault>) {
	simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
	simulator().fault = ({ body }) =>
		Object.entries(faults).find(([index]) => body.includes(items[Number(index)].id))?.[1];
	return await hintsAfter(items, { parameters: { options: { maxRetries: 0 } } });
}

test('there is no hint when all were removed', async () => {
	expect(await hintsOf({})).toEqual([]);
});

test('the hint says how many were not removed, and the most frequent reason', async () => {
	const missing = { reply: json(404, { code: 404 }) };
	expect(await hintsOf({ 0: { reply: 'reset' }, 2: missing, 3: missing })).toEqual([
		{
			message:
				'5 items: 2 removed, 2 not removed, 1 uncertain: check it. 5 calls. Most frequent reason: Wolkvox found no such record or campaign; it may be gone already.',
			type: 'warning',
			location: 'outputPane',
		},
	]);
});

test('the hint says how many were not sent when the quota ran out', async () => {
	expect(await hintsOf({ 1: { reply: refusals.quotaSpent } })).toMatchObject([
		{
			message:
				'5 items: 1 removed, 4 not removed. 2 calls. Reason: the quota of calls for today is spent.',
		},
	]);
});

test('the hint counts a record that an earlier attempt may have removed', async () => {
	simulator().fault = () =>
		simulator().calls.length === 1 ? { reply: 'reset', carriesOut: true } : undefined;
	simulator().addCampaign({ id: '1001', records: ['1'] });
	expect(await hintsAfter([{ id: '1' }])).toMatchObject([
		{
			message:
				'1 item: 1 uncertain: check it. 2 calls. Reason: Wolkvox found no such record or campaign; it may be gone already.',
		},
	]);
});

test('the hint says nothing of calls when there was none', async () => {
	expect(await hintsAfter([{ id: '' }])).toMatchObject([
		{ message: '1 item: 1 not removed. Reason: the Customer ID is empty.' },
	]);
});

test('the hint speaks of one call when there was one', async () => {
	simulator().addCampaign({ id: '1001', records: ['1', '2'] });
	const options = { recordsPerRequest: 10 };
	expect(await hintsAfter([{ id: '1' }, { id: '2' }], { parameters: { options } })).toEqual([
		{ message: '2 items: 2 removed. 1 call.', type: 'info', location: 'outputPane' },
	]);
});

test('there is no hint when a stop came before the first call', async () => {
	let release = () => {};
	const account = { host: 'wv0023.wolkvox.com', token: TOKEN };
	const other = enqueue(account, undefined, async () => {
		await new Promise<void>((resolve) => {
			release = resolve;
		});
	});
	const hints = await hintsAfter([{ id: '1' }], {
		parameters: { options: { recordsPerRequest: 10 } },
		onStart: (stop) => void sleep(200).then(stop),
	});
	release();
	await other;
	expect(hints).toEqual([]);
	expect(simulator().calls).toEqual([]);
});
