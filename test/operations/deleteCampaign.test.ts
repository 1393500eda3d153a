/** Delete Campaign: a campaign goes for good, and Wolkvox's count says whether it did. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf } from '../support/changes';
import { jsonOf } from '../support/engine';
import { MODES, openQueues, runNode, TOKEN, type Mode } from '../support/node';
import { optionOf, testPersonsOnly } from '../support/persons';
import { json, refusals, strangeReplies, type Fault } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

const ADDRESS = 'DELETE campaign.php?api=delete_campaign&type_campaign=predictive&campaign_id=1001';
const VERIFY = 'Look with Get Campaign whether it is still there.';
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const GONE = 'Wolkvox found no such record or campaign; it may be gone already';
const wasNot = (what: string) => `Campaign 1001 was not deleted: ${what}`;
const mayBe = (what: string) => `Campaign 1001 may or may not have been deleted: ${what}`;
const byEarlier = (what: string) =>
	`Campaign 1001 may already have been deleted by an earlier attempt: ${what}`;
const DELETED = '1 campaigns deleted successfully. 0 operations failed.';
const NOT_DELETED = '0 campaigns deleted successfully. 1 operations failed.';
const COUNTED_NONE = 'Wolkvox counted 0 campaigns deleted and 1 operation failed';

testPersonsOnly(
	{
		name: 'Delete Campaign',
		operation: 'deleteCampaign',
		parameters: {},
		key: 'deleted',
		prepare: (one) => one.addCampaign({ id: '1001', records: ['1'] }),
	},
	simulator,
);

/** Deletes campaign 1001, which is there. */
async function remove(
	parameters: IDataObject = {},
	{
		items = [{ n: 1 }],
		...more
	}: {
		mode?: Mode;
		node?: IDataObject;
		items?: IDataObject[];
		onStart?: (stop: () => void) => void;
	} = {},
) {
	simulator().addCampaign({ id: '1001', records: ['1', '2'] });
	const ended = await runNode({
		operation: 'deleteCampaign',
		items,
		...more,
		parameters: { campaignId: byId('1001'), confirmCampaignId: '1001', ...parameters },
	});
	const output = jsonOf(ended.items);
	const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
	return {
		...ended,
		output,
		text: ended.error?.message ?? output.find(({ error }) => error)?.error,
		message: ended.error?.description ?? output.find(({ error }) => error)?.message,
		hint: hints?.[0]?.message,
	};
}

const sent = () => simulator().calls.map(requestOf);
const isThere = () => simulator().campaigns.has('1001');
const answered = (msg: string) => json(200, { code: '200', error: null, msg });
const DONE = { deleted: true, campaign_id: '1001', code: 200, msg: DELETED };

test('Delete Campaign says in its texts that it can not be undone', () => {
	const { action, description } = optionOf('deleteCampaign');
	expect(action).toBe('Delete a campaign, which cannot be undone');
	expect(description).toContain('This cannot be undone.');
});

test("Delete Campaign sends one of the two ways of Wolkvox's page: the address, without a body", async () => {
	const { output } = await remove();
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'DELETE https://wv0023.wolkvox.com/api/v2/campaign.php?api=delete_campaign&type_campaign=predictive&campaign_id=1001',
	);
	expect(body).toBe('');
	expect(headers).toEqual(expect.arrayContaining([['wolkvox-token', TOKEN]]));
	expect(output).toEqual([DONE]);
	expect(isThere()).toBe(false);
});

test('Delete Campaign takes a preview campaign, by an expression too', async () => {
	simulator().addCampaign({ id: '2001', type: 'preview' });
	await remove({
		campaignType: '={{ "Preview" }}',
		campaignId: byId('={{ 2001 }}'),
		confirmCampaignId: '2001',
	});
	expect(sent()).toEqual([
		'DELETE campaign.php?api=delete_campaign&type_campaign=preview&campaign_id=2001',
	]);
	expect([...simulator().campaigns.keys()]).toEqual(['1001']);
});

test.each(['inbound', '', null])('Delete Campaign refuses the type %p', async (type) => {
	const { output } = await remove({ campaignType: '={{ $json.type }}' }, { items: [{ type }] });
	expect(sent()).toEqual([]);
	expect(output).toMatchObject([{ deleted: false, reason: 'campaignTypeInvalid' }]);
});

describe.each(MODES)('Delete Campaign, %s', (mode) => {
	const stops = mode === 'stopWorkflow';
	afterEach(() => expect(openQueues()).toBe(0));

	test('puts out what Wolkvox answered', async () => {
		const { outputs, error, hint } = await remove({}, { mode });
		expect(error).toBeUndefined();
		expect(sent()).toEqual([ADDRESS]);
		const [success] = outputs('Wolkvox Campaign');
		expect(success).toEqual([{ json: DONE, pairedItem: { item: 0 } }]);
		expect(hint).toBeUndefined();
	});

	test('reads that no campaign was deleted although the code says success', async () => {
		simulator().fault = () => ({ reply: answered(NOT_DELETED) });
		const { text, message, outputs, hint, output } = await remove({}, { mode });
		expect(sent()).toEqual([ADDRESS]);
		expect(text).toBe(wasNot(COUNTED_NONE));
		expect(message).toContain(
			'Look in wolkvox Manager whether the campaign is still there, and whether it is stopped.',
		);
		expect(message).toContain(`Wolkvox answered: code 200, "${NOT_DELETED}".`);
		if (stops) {
			expect(message).toContain('Before this item the run deleted nothing.');
			return;
		}
		const branches = outputs('Wolkvox Campaign');
		expect(branches[mode === 'continueErrorOutput' ? 1 : 0]).toHaveLength(1);
		expect(hint).toBe(`1 item: 1 not deleted. 1 call. Reason: ${COUNTED_NONE}.`);
		if (mode === 'continueRegularOutput') {
			expect(output).toEqual([
				{
					deleted: false,
					campaign_id: '1001',
					reason: 'notDeleted',
					error: text,
					message,
				},
			]);
		}
	});

	test.each<[string, Fault['reply'], string]>([
		['refused', json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' }), GONE],
		['refused for its token', refusals.tokenRefused, 'Wolkvox did not accept the token'],
		['refused for its quota', refusals.quotaSpent, 'the quota of calls for today is spent'],
	])('was not deleted when it is %s', async (_, reply, what) => {
		simulator().fault = () => ({ reply });
		const { text, error } = await remove({}, { mode });
		expect(sent()).toEqual([ADDRESS]);
		expect(text).toBe(wasNot(what));
		expect(error !== undefined).toBe(stops);
		expect(isThere()).toBe(true);
	});

	test('may have been deleted when the answer can not be understood', async () => {
		simulator().fault = () => ({ reply: strangeReplies.webPage, carriesOut: true });
		const { text, message, output } = await remove({}, { mode });
		expect(sent()).toEqual([ADDRESS]);
		expect(text).toBe(
			mayBe('the answer was a web page (HTML) and not an answer of the Wolkvox API'),
		);
		expect(message).toContain(VERIFY);
		if (mode === 'continueRegularOutput') {
			expect(output).toMatchObject([{ deleted: false, maybe_deleted: true }]);
		}
	});

	test('is one call for items that ask for the same campaign, each with its own item', async () => {
		const { outputs } = await remove({}, { mode, items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
		expect(sent()).toEqual([ADDRESS]);
		const [success] = outputs('Wolkvox Campaign');
		expect(success).toEqual([0, 1, 2].map((item) => ({ json: DONE, pairedItem: { item } })));
	});

	test('is stopped with the request in flight unknown', async () => {
		let stop = () => {};
		simulator().fault = () => {
			void wait(50).then(() => stop());
			return { reply: 'hang', carriesOut: true };
		};
		const { output } = await remove(
			{},
			{
				mode,
				onStart: (stopRun) => {
					stop = stopRun;
				},
			},
		);
		expect(sent()).toEqual([ADDRESS]);
		expect(output.map(({ error }) => error)).toEqual([
			mayBe('the execution was stopped while this request was on its way'),
		]);
	});

	test('is not sent again by Retry On Fail once it is deleted', async () => {
		// Another campaign than the confirmed one fails, so that n8n tries again.
		const { outputs } = await remove(
			{ campaignId: byId('={{ $json.campaign }}') },
			{ mode, node: RETRY, items: [{ campaign: '1002' }, { campaign: '1001' }] },
		);
		expect(sent()).toEqual(stops ? [] : [ADDRESS]);
		const done = jsonOf(outputs('Wolkvox Campaign').flat()).filter((item) => item.deleted);
		expect(done).toEqual(stops ? [] : [DONE]);
	});

	test('is sent again by Retry On Fail as long as it was refused', async () => {
		simulator().fault = () =>
			simulator().calls.length < 3 ? { reply: answered(NOT_DELETED) } : undefined;
		const { output, error } = await remove({}, { mode, node: RETRY });
		expect(error).toBeUndefined();
		expect(sent()).toEqual([ADDRESS, ADDRESS, ADDRESS]);
		expect(output).toEqual([DONE]);
	});

	test('sends nothing in a dry run', async () => {
		const { output, hint } = await remove({ options: { dryRun: true } }, { mode });
		expect(sent()).toEqual([]);
		expect(output).toEqual([{ deleted: false, dry_run: true, campaign_id: '1001' }]);
		expect(hint).toBe('Dry run: 1 of 1 item can be sent: 1 campaign, 1 call.');
	});

	test('sends nothing when the calls of today are too few', async () => {
		simulator().addToken(TOKEN, { quota: 1 });
		const { text } = await remove({ options: { checkQuota: true } }, { mode });
		expect(sent()).toEqual(['GET information.php?api=token_info']);
		expect(text).toBe('Not sent: this run needs 1 call, and 0 are left today (campaign 1001)');
	});

	test('is deleted when the calls of today are enough', async () => {
		simulator().addToken(TOKEN, { quota: 2 });
		const { output } = await remove({ options: { checkQuota: true } }, { mode });
		expect(sent()).toEqual(['GET information.php?api=token_info', ADDRESS]);
		expect(output).toEqual([DONE]);
	});

	test.each(['', 'A1', '1.5'])('sends nothing for a campaign that is none: %p', async (id) => {
		const { text } = await remove(
			{ campaignId: byId('={{ $json.id }}') },
			{ mode, items: [{ id }] },
		);
		expect(sent()).toEqual([]);
		expect(text).toBe('Not sent: the Campaign is not a campaign ID');
	});
});

describe('what Wolkvox counted of a deletion', () => {
	test.each([
		DELETED,
		'1 campaign deleted successfully. 0 operation failed.',
		'1 campaign(s) deleted successfully. 0 operation(s) failed.',
		'1 campañas eliminadas exitosamente. 0 operaciones fallidas.',
		'1 campaigns deleted successfully.',
		// What no number stands in tells nothing beyond its code.
		'Campaign deleted',
		'Campaign 1001 has been deleted',
		'',
	])('is a success with: %s', async (msg) => {
		simulator().fault = () => ({ reply: answered(msg) });
		const { output } = await remove();
		expect(output).toEqual([{ ...DONE, msg }]);
	});

	test.each([
		[NOT_DELETED, '0 campaigns deleted and 1 operation failed'],
		[
			'0 campaigns deleted successfully. 0 operations failed.',
			'0 campaigns deleted and 0 operations failed',
		],
		['0 campaign deleted. 2 operations failed.', '0 campaigns deleted and 2 operations failed'],
		[
			'0 campaign(s) deleted successfully. 1 operation(s) failed.',
			'0 campaigns deleted and 1 operation failed',
		],
		[
			'0 campañas eliminadas exitosamente. 1 operaciones fallidas.',
			'0 campaigns deleted and 1 operation failed',
		],
		[
			'0 campañas fueron borradas. 1 operación fallida.',
			'0 campaigns deleted and 1 operation failed',
		],
		['0 campaigns deleted', '0 campaigns deleted'],
		['1 operations failed.', '1 operation failed'],
	])('is none with: %s', async (msg, counts) => {
		simulator().fault = () => ({ reply: answered(msg) });
		const { output } = await remove();
		expect(output).toMatchObject([
			{
				deleted: false,
				campaign_id: '1001',
				reason: 'notDeleted',
				error: wasNot(`Wolkvox counted ${counts}`),
			},
		]);
		expect(output[0]).not.toHaveProperty('maybe_deleted');
	});

	test('is unknown when one campaign was deleted and one operation failed, since one was asked for', async () => {
		const msg = '1 campaigns deleted successfully. 1 operations failed.';
		simulator().fault = () => ({ reply: answered(msg), carriesOut: true });
		const { output } = await remove();
		expect(sent()).toEqual([ADDRESS]);
		expect(output).toMatchObject([
			{
				deleted: false,
				maybe_deleted: true,
				error: mayBe('Wolkvox counted 1 campaign deleted and 1 operation failed'),
			},
		]);
		expect(output[0].message).toContain(VERIFY);
	});

	test.each([200, '200', 202, '202'])('is read with the code %p', async (code) => {
		simulator().fault = () => ({ reply: json(200, { code, error: null, msg: NOT_DELETED }) });
		const { output } = await remove();
		expect(output).toMatchObject([{ reason: 'notDeleted', error: wasNot(COUNTED_NONE) }]);
	});

	test('is that of each item that shares the call', async () => {
		simulator().fault = () => ({ reply: answered(NOT_DELETED) });
		const { output, hint } = await remove({}, { items: [{ n: 1 }, { n: 2 }] });
		expect(sent()).toEqual([ADDRESS]);
		expect(output.map(({ error }) => error)).toEqual([wasNot(COUNTED_NONE), wasNot(COUNTED_NONE)]);
		expect(hint).toBe(`2 items: 2 not deleted. 1 call. Reason: ${COUNTED_NONE}.`);
	});
});

describe('Delete Campaign', () => {
	test.each<[string, Fault]>([
		['a broken connection', { reply: 'reset' }],
		['no answer in time', { reply: 'hang' }],
		['trouble at Wolkvox', { reply: json(503, { code: 503 }) }],
		['a page of a gateway', { reply: strangeReplies.gatewayPage }],
		['a token in use', { reply: refusals.busy }],
		['too many calls', { reply: json(429, { code: 429 }) }],
	])('is sent again after %s, since it can be deleted once only', async (_, fault) => {
		simulator().fault = () => (simulator().calls.length === 1 ? fault : undefined);
		const { output } = await remove({ options: { timeout: 1 } });
		expect(sent()).toEqual([ADDRESS, ADDRESS]);
		expect(output).toEqual([DONE]);
	});

	test('is not sent again more often than Max Retries', async () => {
		simulator().fault = () => ({ reply: json(500, { code: 500 }) });
		const { output } = await remove({ options: { maxRetries: 2 } });
		expect(sent()).toEqual([ADDRESS, ADDRESS, ADDRESS]);
		expect(output[0].error).toBe(mayBe('Wolkvox had trouble on its side'));
		expect(output[0].message).toContain('The request was sent 3 times.');
	});

	test.each<[string, Fault | undefined, string]>([
		['is refused', { reply: json(404, { code: 404 }) }, GONE],
		['counts no campaign', undefined, COUNTED_NONE],
	])(
		'that %s after an attempt without an answer may have been deleted by that',
		async (_, second, what) => {
			simulator().fault = () =>
				simulator().calls.length === 1 ? { reply: 'reset', carriesOut: true } : second;
			const { output } = await remove();
			expect(sent()).toEqual([ADDRESS, ADDRESS]);
			expect(output).toMatchObject([
				{ deleted: false, maybe_deleted: true, error: byEarlier(what) },
			]);
			expect(output[0].message).toContain(VERIFY);
		},
	);

	test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'that counts no campaign in a later try of Retry On Fail may have been deleted by an earlier one (%s)',
		async (mode) => {
			simulator().fault = () =>
				simulator().calls.length === 1
					? { reply: strangeReplies.empty, carriesOut: true }
					: undefined;
			const { text } = await remove({}, { mode, node: RETRY });
			expect(sent()).toEqual([ADDRESS, ADDRESS, ADDRESS]);
			expect(text).toBe(byEarlier(COUNTED_NONE));
		},
	);
});

test('words of others do not stand in the texts of Delete Campaign', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await remove();
	expect(output[0].error).toBe(wasNot('Wolkvox says that a value is missing'));
	expect(JSON.stringify(output)).not.toMatch(/remov|codif|customer ID/i);
});
