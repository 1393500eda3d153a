/** The hint beside the output, which sums a run up. */

import { customers, removeRecords } from './support/node';
import { json, refusals, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

const items = customers(5);

async function hintsOf(faults: Record<number, Fault>) {
	simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
	simulator().fault = ({ body }) =>
		Object.entries(faults).find(([index]) => body.includes(items[Number(index)].id))?.[1];
	const { run } = await removeRecords(items, { parameters: { options: { maxRetries: 0 } } });
	return run.data.resultData.runData['Wolkvox Campaign'][0].hints;
}

test('there is no hint when all were removed', async () => {
	expect(await hintsOf({})).toEqual([]);
});

test('the hint says how many were not removed, and the most frequent reason', async () => {
	const missing = { reply: json(404, { code: 404 }) };
	expect(await hintsOf({ 0: { reply: 'reset' }, 2: missing, 3: missing })).toEqual([
		{
			message:
				'3 of 5 records were not removed. 1 record may have been removed all the same. Most frequent reason: Wolkvox did not find what the request names. 2 records removed with 5 calls.',
			type: 'warning',
			location: 'outputPane',
		},
	]);
});

test('the hint says how many were not sent when the quota ran out', async () => {
	expect(await hintsOf({ 1: { reply: refusals.quotaSpent } })).toMatchObject([
		{
			message:
				'4 of 5 records were not removed. 3 records were not sent. Reason: the quota of calls for today is spent. 1 record removed with 2 calls.',
		},
	]);
});
