/** The same customer twice in a run, and what an earlier request may have done. */

import type { IDataObject } from 'n8n-workflow';
import { MODES, removeRecords, type Mode } from './support/node';
import { jsonOf } from './support/engine';
import { json, refusals, type Call, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

async function run(
	ids: string[],
	{
		mode,
		options = {},
		node = {},
		fault,
	}: {
		mode?: Mode;
		options?: IDataObject;
		node?: IDataObject;
		fault?: (call: Call) => Fault | undefined;
	} = {},
) {
	const records = ids.flatMap((id) => id.split(',')).filter((id) => !id.startsWith('x'));
	simulator().addCampaign({ id: '1001', records });
	if (fault) simulator().fault = fault;
	const ended = await removeRecords(
		ids.map((id) => ({ id })),
		{ mode, node, parameters: { options } },
	);
	return { ...ended, output: jsonOf(ended.items) };
}

const sent = () => simulator().calls.map(({ body }) => JSON.parse(body).customer_id);
const done = (customer_id: string, named = customer_id) => ({
	removed: true,
	campaign_id: '1001',
	customer_id,
	code: 202,
	msg: `customer_id ${named} has been deleted successfully`,
});
const GONE = 'Wolkvox found no such record or campaign; it may be gone already';

describe('the same customer twice', () => {
	test.each(MODES)('is sent twice, and comes out as removed twice (%s)', async (mode) => {
		const { output, error } = await run(['1', '2', '1', '2,1'], { mode });
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['1', '2', '1', '2,1']);
		expect(output).toEqual([done('1'), done('2'), done('1'), done('2,1', '2')]);
	});

	test('is not sent twice when several share a request', async () => {
		const { output } = await run(['1', '2', '1', '3', '1,4'], {
			options: { recordsPerRequest: 2 },
		});
		expect(sent()).toEqual(['1,2', '3', '4']);
		expect(output.map(({ removed, customer_id }) => [removed, customer_id])).toEqual([
			[true, '1'],
			[true, '2'],
			[true, '1'],
			[true, '3'],
			[true, '1,4'],
		]);
	});

	test('is another record in another campaign', async () => {
		simulator().addCampaign({ id: '1001', records: ['1'] });
		simulator().addCampaign({ id: '1002' });
		const { items } = await removeRecords(
			[
				{ id: '1', campaign: '1001' },
				{ id: '1', campaign: '1002' },
			],
			{ parameters: { campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' } } },
		);
		expect(jsonOf(items).map(({ removed, error }) => removed || error)).toEqual([
			true,
			`Customer ID 1 was not removed from campaign 1002: ${GONE}`,
		]);
	});

	test('may be removed when the first attempt has no answer', async () => {
		const { output } = await run(['1', '1'], {
			options: { maxRetries: 0 },
			fault: () => (sent().length === 1 ? { reply: 'reset', carriesOut: true } : undefined),
		});
		expect(output.map(({ error }) => error)).toEqual([
			'Customer ID 1 may or may not have been removed from campaign 1001: the connection broke before the whole answer came',
			`Customer ID 1 may already have been removed from campaign 1001 by an earlier attempt: ${GONE}`,
		]);
		expect(output[1]).toMatchObject({ removed: false, maybe_removed: true, code: 404 });
	});

	test('may be removed with another customer of the item left', async () => {
		const { output } = await run(['1', '1,x2']);
		expect(output[1].error).toBe(
			`Customer IDs 1, x2 may already have been removed from campaign 1001 by an earlier attempt: ${GONE}`,
		);
	});
});

describe('a record that was in a refused request of several', () => {
	test('may have been removed with it when it is not found alone', async () => {
		const { output } = await run(['1', 'x2'], { options: { recordsPerRequest: 2 } });
		expect(sent()).toEqual(['1,x2', '1', 'x2']);
		expect(output[1].error).toBe(
			`Customer ID x2 may already have been removed from campaign 1001 by an earlier attempt: ${GONE}`,
		);
		expect(output[1]).toMatchObject({ removed: false, maybe_removed: true, reason: 'notFound' });
	});

	test('was not removed when it is refused alone for another reason', async () => {
		const { output } = await run(['1', 'b'], {
			options: { recordsPerRequest: 2 },
			fault: ({ body }) => (body.includes('b') ? { reply: refusals.parameterMissing } : undefined),
		});
		expect(output[1].error).toBe(
			'Customer ID b was not removed from campaign 1001: Wolkvox says that a value is missing',
		);
		expect(output[1]).not.toHaveProperty('maybe_removed');
	});

	test('what stands before the refused one is removed first, also where items share a record', async () => {
		const { error } = await run(['1', 'x2', '3', '3,1', '4'], {
			mode: 'stopWorkflow',
			options: { recordsPerRequest: 5 },
		});
		expect(error?.context.itemIndex).toBe(1);
		expect(error?.description).toContain('Before this item the run removed 2 records');
		expect(simulator().recordsOf('1001')).toEqual(['4']);
	});
});

describe('Retry On Fail', () => {
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	test.each<Mode>(['stopWorkflow', 'continueRegularOutput'])(
		'remembers that an earlier try may have removed the record (%s)',
		async (mode) => {
			const { output, error } = await run(['1'], {
				mode,
				node,
				options: { maxRetries: 0 },
				fault: () => (sent().length === 1 ? { reply: 'reset', carriesOut: true } : undefined),
			});
			expect(sent()).toEqual(['1', '1']);
			expect(error?.message ?? output[0].error).toBe(
				`Customer ID 1 may already have been removed from campaign 1001 by an earlier attempt: ${GONE}`,
			);
		},
	);

	test('remembers it where a later try does not come to it', async () => {
		const { output } = await run(['1', '2'], {
			node,
			options: { maxRetries: 0 },
			fault: () =>
				[{ reply: 'reset' }, { reply: 'reset' }, { reply: refusals.quotaSpent }][
					sent().length - 1
				] as Fault,
		});
		expect(output[1].error).toBe(
			'Customer ID 2 may already have been removed from campaign 1001 by an earlier attempt: the quota of calls for today is spent',
		);
	});

	test('does not hold what was refused against a later try', async () => {
		const { output } = await run(['x1'], {
			node,
			fault: () => ({ reply: json(404, { code: 404 }) }),
		});
		expect(output[0].error).toBe(`Customer ID x1 was not removed from campaign 1001: ${GONE}`);
	});

	test('what an earlier try removed is not refused in a later one', async () => {
		let calls = 0;
		const { output } = await run(['x9', '1', '1,2'], {
			node,
			// On the first try the second item fails; on the second its record is gone.
			fault: ({ body }) =>
				body.includes('1,2') && ++calls === 1 ? { reply: refusals.parameterMissing } : undefined,
		});
		expect(output[1]).toMatchObject({ removed: true });
		expect(String(output[2].error)).toContain('may already have been removed');
	});
});
