/** Remove All Records: a campaign loses its records, or those with a result, for good. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { optionOf, testPersonsOnly } from '../support/persons';
import { refusals } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const RESULTS = ['busy', 'no-answer', 'failed'];
const ADDRESS = 'DELETE campaign.php?api=clear_campaign&type_campaign=predictive&campaign_id=1001';

testChange(
	{
		name: 'Remove All Records',
		operation: 'clearCampaign',
		items: RESULTS.map((result) => ({ result })),
		parameters: {
			campaignId: byId('1001'),
			clear: 'byResult',
			result: '={{ $json.result }}',
			confirmCampaignId: '1001',
		},
		prepare: (one) =>
			one.addCampaign({
				id: '1001',
				records: RESULTS.map((result) => ({ customer_id: `of ${result}`, result })),
			}),
		isDone: (one, item) => one.recordOf('1001', `of ${RESULTS[item]}`) === undefined,
		requests: RESULTS.map((result) => `${ADDRESS}&result=${result}`),
		done: RESULTS.map((result) => ({ cleared: true, campaign_id: '1001', result })),
		asked: RESULTS.map(() => ({ campaign_id: '1001' })),
		key: 'cleared',
		subjects: RESULTS.map(() => 'campaign 1001'),
		participle: 'cleared',
		noun: 'campaign',
		verify: 'Look with Get Many Records what is left before you run it again.',
		once: true,
		sameCampaign: true,
		consequence: 'which cannot be undone',
	},
	simulator,
);

testPersonsOnly(
	{
		name: 'Remove All Records',
		operation: 'clearCampaign',
		parameters: { clear: 'all' },
		key: 'cleared',
		prepare: (one) => one.addCampaign({ id: '1001', records: ['1'] }),
	},
	simulator,
);

/** Clears campaign 1001, which has records 1 and 2 that were busy, 3 that answered, 4 untouched. */
async function clear(
	parameters: IDataObject = {},
	{ mode, items = [{}] }: { mode?: Mode; items?: IDataObject[] } = {},
) {
	simulator().addCampaign({
		id: '1001',
		records: [
			{ customer_id: '1', result: 'BUSY' },
			{ customer_id: '2', result: 'BUSY' },
			{ customer_id: '3', result: 'ANSWER' },
			'4',
		],
	});
	const ended = await runNode({
		operation: 'clearCampaign',
		items,
		mode,
		parameters: { campaignId: byId('1001'), confirmCampaignId: '1001', ...parameters },
	});
	const output = jsonOf(ended.items);
	return { ...ended, output, text: ended.error?.message ?? output[0]?.error };
}

const left = () => simulator().recordsOf('1001');

test('Remove All Records says in its texts that it can not be undone', () => {
	const { action, description } = optionOf('clearCampaign');
	expect(action).toBe('Remove all records of a campaign, which cannot be undone');
	expect(description).toContain('This cannot be undone.');
});

test("Remove All Records sends the request of Wolkvox's page, without a body", async () => {
	const { output } = await clear({ clear: 'byResult', result: 'busy' });
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'DELETE https://wv0023.wolkvox.com/api/v2/campaign.php?api=clear_campaign&type_campaign=predictive&campaign_id=1001&result=busy',
	);
	expect(body).toBe('');
	expect(headers).toEqual(expect.arrayContaining([['wolkvox-token', TOKEN]]));
	expect(output).toEqual([
		{
			cleared: true,
			campaign_id: '1001',
			result: 'busy',
			code: 202,
			msg: 'All records has been deleted of campaign_id 1001 successfully',
		},
	]);
	expect(left()).toEqual(['3', '4']);
});

test('Remove All Records takes a preview campaign, by an expression too', async () => {
	simulator().addCampaign({ id: '2001', type: 'preview', records: ['1'] });
	await clear({
		campaignType: '={{ " PREVIEW" }}',
		campaignId: byId('={{ 2001 }}'),
		confirmCampaignId: '2001',
		clear: 'all',
	});
	expect(simulator().calls.map(requestOf)).toEqual([
		'DELETE campaign.php?api=clear_campaign&type_campaign=preview&campaign_id=2001',
	]);
	expect(simulator().recordsOf('2001')).toEqual([]);
});

describe('all records', () => {
	test.each(['all', '={{ "ALL " }}'])(
		'are removed when a person asks for all: %s',
		async (what) => {
			const { output } = await clear({ clear: what });
			expect(simulator().calls.map(requestOf)).toEqual([ADDRESS]);
			expect(left()).toEqual([]);
			expect(output[0]).toMatchObject({ cleared: true, campaign_id: '1001' });
			expect(output[0]).not.toHaveProperty('result');
		},
	);

	test('are removed whatever result is left in the workflow file', async () => {
		await clear({ clear: '={{ "all" }}', result: 'busy' });
		expect(simulator().calls.map(requestOf)).toEqual([ADDRESS]);
	});

	test('are not what a node removes that was never touched', async () => {
		const { output } = await clear();
		expect(simulator().calls.map(requestOf)).toEqual([`${ADDRESS}&result=no-answer`]);
		expect(output[0]).toMatchObject({ cleared: true, result: 'no-answer' });
		expect(left()).toEqual(['1', '2', '3', '4']);
	});

	test.each(['', 'everything', 'by result', 'true', null, undefined, true, ['all']])(
		'are not removed by a value that is neither all nor by result: %p',
		async (what) => {
			const { output } = await clear(
				{ clear: '={{ $json.what }}', result: 'busy' },
				{ items: [{ what } as IDataObject] },
			);
			expect(simulator().calls).toEqual([]);
			expect(output[0].error).toBe('Not sent: Remove is none of byResult, all (campaign 1001)');
		},
	);
});

const NAMED = [
	...['abandon', 'answer', 'answer-machine', 'busy', 'chanunavail', 'congestion', 'do-not-call'],
	...['failed', 'no-answer', 'unknown'],
];

describe('the result of Remove All Records', () => {
	test.each(NAMED)('may be %s', async (result) => {
		const { output } = await clear({ result: `={{ "${result.toUpperCase()} " }}` });
		expect(simulator().calls.map(requestOf)).toEqual([`${ADDRESS}&result=${result}`]);
		expect(output[0]).toMatchObject({ cleared: true, result });
	});

	// Without a result, and no source says what with one that it does not know, everything goes.
	const NONE = ['', ' ', null, undefined, 'no answer', 'NOT-AVAILABLE', 'clean', 'all', '*'];
	test.each([
		...MODES.flatMap((mode) => [
			[mode, ''],
			[mode, 'nonsense'],
		]),
		...[...NONE, 'busy,failed', 'busy&x=1', 0, true, ['busy'], { busy: true }].map((result) => [
			'continueRegularOutput',
			result,
		]),
	] as Array<[Mode, unknown]>)(
		'is refused when it is empty or none that Wolkvox names (%s, %p)',
		async (mode, result) => {
			const { text } = await clear(
				{ clear: 'byResult', result: '={{ $json.result }}' },
				{ mode, items: [{ result } as IDataObject] },
			);
			expect(simulator().calls).toEqual([]);
			expect(left()).toEqual(['1', '2', '3', '4']);
			expect(text).toBe(`Not sent: Result is none of ${NAMED.join(', ')} (campaign 1001)`);
		},
	);

	test('is missed by n8n itself when it is an empty text in the workflow file', async () => {
		await expect(clear({ clear: 'byResult', result: '' })).rejects.toThrow(
			'Parameter "Result" is required',
		);
		expect(simulator().calls).toEqual([]);
	});

	test('is refused when its expression fails', async () => {
		const { output } = await clear({ clear: 'byResult', result: '={{ $json.a.b.c }}' });
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([{ cleared: false }]);
	});

	test('is one for each item, and those that are refused take no other with them', async () => {
		const { output } = await clear(
			{ clear: '={{ $json.clear }}', result: '={{ $json.result }}' },
			{
				items: [
					{ clear: 'byResult', result: '' },
					{ clear: 'byResult', result: 'busy' },
					{ clear: 'byResult' },
				],
			},
		);
		expect(simulator().calls.map(requestOf)).toEqual([`${ADDRESS}&result=busy`]);
		expect(output.map((item) => item.cleared)).toEqual([false, true, false]);
		expect(left()).toEqual(['3', '4']);
	});
});

test('items that ask for the same share one call, so that no record that is added between goes too', async () => {
	const { output, items } = await clear({ clear: 'all' }, { items: [{}, {}, {}] });
	expect(simulator().calls.map(requestOf)).toEqual([ADDRESS]);
	expect(output.map(({ cleared }) => cleared)).toEqual([true, true, true]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
});

test('Remove All Records that is refused speaks of the campaign, in its own words', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await clear({ clear: 'all' });
	expect(output).toMatchObject([
		{
			cleared: false,
			error: 'Campaign 1001 was not cleared: Wolkvox says that a value is missing',
		},
	]);
	expect(JSON.stringify(output)).not.toMatch(/codif|customer ID/i);
});
