/** Options that look before the leap: Dry Run, Max Records, Check Quota First. */

import type { IDataObject } from 'n8n-workflow';
import { removeRecord } from '../nodes/WolkvoxCampaign/actions/record/removeRecord.operation';
import { limitRecords } from '../nodes/WolkvoxCampaign/execution/guards';
import type { Job } from '../nodes/WolkvoxCampaign/execution/operation';
import { MODES, removeRecords, TOKEN, type Mode } from './support/node';
import { jsonOf } from './support/engine';
import { strangeReplies } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

async function run(ids: unknown[], options: IDataObject, mode?: Mode, node = {}) {
	const records = ids.flatMap((id) => String(id).split(','));
	simulator().addCampaign({ id: '1001', records });
	const ended = await removeRecords(ids.map((id) => ({ id })) as never, {
		mode,
		node,
		parameters: { options },
	});
	const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
	return { ...ended, output: jsonOf(ended.items), hint: hints?.[0] };
}

const sent = () =>
	simulator().calls.map(({ url, body }) => new URL(url).searchParams.get('api') + body);

describe('Dry Run', () => {
	test.each(MODES)('reads and checks everything, and sends nothing (%s)', async (mode) => {
		const { output, items, hint, error } = await run(['1', '2,3', '4'], { dryRun: true }, mode);
		expect(error).toBeUndefined();
		expect(simulator().calls).toEqual([]);
		expect(output).toEqual(
			['1', '2,3', '4'].map((customer_id) => ({
				removed: false,
				dry_run: true,
				campaign_id: '1001',
				customer_id,
			})),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(hint).toEqual({
			message: 'Dry run: 3 of 3 items can be sent: 4 records, 3 calls.',
			type: 'info',
			location: 'outputPane',
		});
	});

	test('says which items can not be sent, and how many calls the others take', async () => {
		const { output, hint } = await run(['1', '', '2', '3', 'a\nb'], {
			dryRun: true,
			recordsPerRequest: 2,
		});
		expect(output.map((item) => item.dry_run ?? item.reason)).toEqual([
			true,
			'customerIdEmpty',
			true,
			true,
			'customerIdInvisible',
		]);
		expect(hint?.message).toBe(
			'Dry run: 3 of 5 items can be sent: 3 records, 2 calls. Most frequent reason: the Customer ID is empty.',
		);
		expect(simulator().calls).toEqual([]);
	});

	test('stops at an item that can not be sent', async () => {
		const { error } = await run(['1', ''], { dryRun: true }, 'stopWorkflow');
		expect(error?.message).toBe('Not sent: the Customer ID is empty (campaign 1001)');
	});

	test.each([1, 5])(
		'leaves the same record to another item that is none, %d a request',
		async (recordsPerRequest) => {
			const dryRun = '={{ $itemIndex === 0 }}';
			const { output } = await run(['1', '1'], { dryRun, recordsPerRequest });
			expect(sent()).toEqual(['remove_record{"customer_id":"1"}']);
			expect(output).toMatchObject([{ dry_run: true }, { removed: true }]);
		},
	);

	test('may come from an expression, and asks for no quota', async () => {
		const { output } = await run(['1', '2'], {
			dryRun: '={{ $json.id === "1" ? "TRUE" : false }}',
		});
		expect(output).toMatchObject([{ removed: false, dry_run: true }, { removed: true }]);
		simulator().reset();
		await run(['1'], { dryRun: true, checkQuota: true });
		expect(simulator().calls).toEqual([]);
	});

	test.each(['', 'maybe', 1, null])('is not sure when it is %p', async (dryRun) => {
		const { output } = await run(['1'], { dryRun });
		expect(output[0].error).toBe(
			'Not sent: Dry Run is neither true nor false (customer ID 1 in campaign 1001)',
		);
		expect(simulator().calls).toEqual([]);
	});
});

describe('Max Records', () => {
	test.each(MODES)('sends nothing for more records than it allows (%s)', async (mode) => {
		const { output, error } = await run(['1', '2,3', '4', ''].slice(0, 3), { maxRecords: 3 }, mode);
		expect(simulator().calls).toEqual([]);
		const text =
			'Not sent: this run is for 4 records, and Max Records is 3 (customer ID 1 in campaign 1001)';
		expect(error?.message ?? output[0].error).toBe(text);
		if (mode === 'stopWorkflow') {
			expect(error?.description).toContain('Nothing was sent, so nothing was removed.');
		} else {
			expect(output).toHaveLength(3);
		}
	});

	test('counts a record once, and those that can be sent only', async () => {
		const { output } = await run(['1', '1', '', '2'], {
			maxRecords: 2,
			recordsPerRequest: 5,
		});
		expect(output.map(({ removed }) => removed)).toEqual([true, true, false, true]);
	});

	test('holds in a dry run', async () => {
		const { output } = await run(['1', '2'], { maxRecords: 1, dryRun: true });
		expect(output.map(({ reason }) => reason)).toEqual(['tooManyRecords', 'tooManyRecords']);
	});

	test.each([0, -1, 1.5, 'many'])('is not sure when it is %p', async (maxRecords) => {
		const { output } = await run(['1'], { maxRecords });
		expect(output[0].error).toContain('Max Records is not a whole number above 0');
	});

	test('holds for more items than a function takes arguments', () => {
		const input = { campaignId: '1001', customerIds: ['1'], timeout: 1, maxRetries: 0 };
		const jobs: Job[] = Array.from({ length: 300_000 }, (_, itemIndex) => {
			const job = { ...input, customerIds: [String(itemIndex)], maxRecords: 10 };
			return { itemIndex, input: job };
		});
		limitRecords(removeRecord, jobs);
		expect(jobs.at(-1)?.outcome).toMatchObject({ reason: 'tooManyRecords' });
	});

	test('is no limit when it is left out', async () => {
		const ids = Array.from({ length: 1200 }, (_, index) => String(index + 1));
		const { output } = await run(ids, { recordsPerRequest: 1000 });
		expect(output.every(({ removed }) => removed)).toBe(true);
	});
});

describe('Check Quota First', () => {
	const quota = (left: number) => simulator().addToken(TOKEN, { quota: left });

	test.each(MODES)('sends nothing else when the calls are too few (%s)', async (mode) => {
		quota(3);
		const { output, error } = await run(['1', '2', '3'], { checkQuota: true }, mode);
		expect(sent()).toEqual(['token_info']);
		const text =
			'Not sent: this run needs 3 calls, and 2 are left today (customer ID 1 in campaign 1001)';
		expect(error?.message ?? output[0].error).toBe(text);
		if (mode !== 'stopWorkflow') expect(output).toHaveLength(3);
	});

	test('speaks of one call when one is left', async () => {
		quota(2);
		const { output } = await run(['1', '2'], { checkQuota: true });
		expect(output[0].error).toContain('this run needs 2 calls, and 1 is left today');
	});

	test.each(['', 'maybe', 1, null])('is not sure when it is %p', async (checkQuota) => {
		const { output } = await run(['1'], { checkQuota });
		expect(output).toMatchObject([{ reason: 'checkQuotaInvalid' }]);
		expect(sent()).toEqual([]);
	});

	test('goes on when they are enough', async () => {
		quota(3);
		const { output } = await run(['1', '2', '3'], { checkQuota: true, recordsPerRequest: 2 });
		expect(output.every(({ removed }) => removed)).toBe(true);
		expect(sent()).toHaveLength(3);
	});

	test.each([
		['no number', { data: [{ available_consumption_options: 'many' }] }],
		['no list', { data: [] }],
	])('sends nothing when the answer has %s', async (_, body) => {
		simulator().fault = () => ({
			reply: { statusCode: 200, body: JSON.stringify({ code: '200', msg: '', ...body }) },
		});
		const { output } = await run(['1'], { checkQuota: true });
		expect(output[0].error).toContain('Wolkvox did not tell how many calls are left today');
		expect(sent()).toHaveLength(1);
	});

	test('sends nothing when there is no answer', async () => {
		simulator().fault = () => ({ reply: strangeReplies.webPage });
		const { output } = await run(['1', '2'], { checkQuota: true });
		expect(sent()).toEqual(['token_info']);
		expect(output[1].error).toMatch(
			/^Not sent: customer ID 2 in campaign 1001, because the answer was a web page/,
		);
	});
});
