/** What holds for every operation that changes something, in its own words: tests for each of them. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { jsonOf } from './engine';
import { MODES, openQueues, runNode, TOKEN, type Mode } from './node';
import {
	json,
	refusals,
	strangeReplies,
	type Call,
	type Fault,
	type WolkvoxSimulator,
} from './simulator';
import { fieldsOf } from './simulator/replies';

/** An operation, as three items ask for it, each of them for something else. */
export interface Change {
	/** Its label. */
	name: string;
	operation: string;
	items: IDataObject[];
	parameters: IDataObject;
	/** Gives the simulator what the items are about. */
	prepare(simulator: WolkvoxSimulator): void;
	/** Whether the simulator was brought to what an item asks for. */
	isDone(simulator: WolkvoxSimulator, item: number): boolean;
	/** The request of each item, as `requestOf` writes it. */
	requests: string[];
	/** Wolkvox's code when it is done, where that is not 202. */
	code?: number;
	/** What each item comes out as when it is done, without Wolkvox's code. */
	done: IDataObject[];
	/** What each item tells when it is not done. */
	asked: IDataObject[];
	/** The field that says whether it was done. */
	key: string;
	/** What was done to what: "customer ID 1020304050", "codified", " in campaign 1001". */
	subjects: string[];
	participle: string;
	place?: string;
	/** One of what a run counts. */
	noun: 'record' | 'campaign' | 'phone number';
	/** Why Wolkvox refuses what is done already; left out where doing it twice is the same. */
	refusedTwice?: string;
	/** Parameters with which the second item can't be used, and why; left out: it has no campaign. */
	unusable?: { parameters: IDataObject; what: string; reason: string };
	/** How a person finds out when the outcome is unknown. */
	verify: string;
	/** Whether a second time does more than the first, so that it is never sent again when it may be done. */
	once?: true;
	/** Whether all items are about one campaign, which a run counts once. */
	sameCampaign?: true;
	/** What a success means: "which cannot be undone". */
	consequence?: string;
}

/** A request in short: method, address within the API, body. */
export function requestOf({ method, url, body }: Call): string {
	return `${method} ${url.replace(/^.*\/api\/v2\//, '')} ${body}`.trim();
}

/** A campaign, or anything else that is picked from a list, by its ID. */
export const byId = (value: unknown): IDataObject => ({
	__rl: true,
	mode: 'id',
	value: value as string,
});

/** Leaves the second of three items without a campaign. */
const noCampaign = (campaigns: string): NonNullable<Change['unusable']> => ({
	parameters: { campaignId: byId(`={{ $itemIndex === 1 ? "none" : ${campaigns}[$itemIndex] }}`) },
	what: 'the Campaign is not a campaign ID',
	reason: 'campaignIdInvalid',
});

const NOT_FOUND = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });
const GONE = 'Wolkvox found no such record or campaign; it may be gone already';
const SPENT = 'the quota of calls for today is spent';
const PAGE = 'the answer was a web page (HTML) and not an answer of the Wolkvox API';
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/**
 * The tests of one operation. The file that calls this has the jumping clock, since retries wait.
 *
 * @param change the operation
 * @param simulator of the file
 */
export function testChange(change: Change, simulator: () => WolkvoxSimulator): void {
	const { items, done, asked, key, participle, place = '', requests, code = 202 } = change;
	const campaigns = JSON.stringify(asked.map((one) => one.campaign_id));
	const { unusable = noCampaign(campaigns) } = change;
	const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

	beforeEach(() => change.prepare(simulator()));
	afterEach(() => {
		expect(openQueues()).toBe(0);
		expect(simulator().mostAtOnce).toBeLessThanOrEqual(1);
	});

	async function run({
		options = {},
		more = {},
		...given
	}: {
		mode?: Mode;
		node?: IDataObject;
		options?: IDataObject;
		more?: IDataObject;
		onStart?: (stop: () => void) => void;
	} = {}) {
		const ended = await runNode({
			...given,
			operation: change.operation,
			items,
			parameters: { ...change.parameters, options, ...more },
		});
		const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
		return { ...ended, output: jsonOf(ended.items), hint: hints?.[0] };
	}

	/** Which items the calls were for, in order; -1 for calls of another kind. */
	const sent = () => simulator().calls.map((call) => requests.indexOf(requestOf(call)));
	const isFor = (call: Call, item: number) => requestOf(call) === requests[item];
	/** What goes wrong with the calls for one item, by how many there were before. */
	const goesWrong = (item: number, fault: (before: number) => Fault | undefined) => {
		let before = 0;
		simulator().fault = (call) => (isFor(call, item) ? fault(before++) : undefined);
	};
	/** The same for one item more. */
	const goesWrongToo = (item: number, fault: () => Fault) => {
		const others = simulator().fault;
		simulator().fault = (call) => (isFor(call, item) ? fault() : others(call));
	};
	const areDone = () => items.map((_, item) => change.isDone(simulator(), item));
	const capital = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}`;
	const wasNot = (item: number, what: string) =>
		`${capital(change.subjects[item])} was not ${participle}${place}: ${what}`;
	const mayBe = (item: number, what: string) =>
		`${capital(change.subjects[item])} may or may not have been ${participle}${place}: ${what}`;
	const maybeAlready = (item: number, what: string) =>
		`${capital(change.subjects[item])} may already have been ${participle}${place} by an earlier attempt: ${what}`;
	const success = (item: number) => expect.objectContaining({ ...done[item], code });
	const someDone = (number: number) =>
		`${number} ${participle}${change.sameCampaign && number > 1 ? ` (1 ${change.noun})` : ''}`;
	const clause = change.consequence ? `, ${change.consequence}` : '';

	/**
	 * Expects what became of the items, where the mode goes on: success, or the text of what went wrong.
	 * Each stands on the branch where it belongs, and leads back to the item that it came from.
	 */
	function expectItems(
		{ outputs }: Awaited<ReturnType<typeof run>>,
		mode: Mode,
		fates: Array<string | undefined>,
	) {
		const branches = outputs('Wolkvox Campaign');
		const indexes = fates.map((_, item) => item);
		const bare = mode === 'continueErrorOutput';
		const inSuccess = indexes.filter((item) => !bare || fates[item] === undefined);
		const inError = indexes.filter((item) => bare && fates[item] !== undefined);
		const pairs = (output: INodeExecutionData[] = []) => output.map(({ pairedItem }) => pairedItem);
		expect(pairs(branches[0])).toEqual(inSuccess.map((item) => ({ item })));
		expect(pairs(branches[1])).toEqual(inError.map((item) => ({ item })));
		const jsons = [...jsonOf(branches[0]), ...jsonOf(branches[1])];
		for (const [position, item] of [...inSuccess, ...inError].entries()) {
			const fate = fates[item];
			if (fate === undefined) {
				expect(jsons[position]).toEqual({ ...done[item], code, msg: expect.any(String) });
			} else if (bare) {
				// n8n adds the fields of the item that came in (n8n-core, workflow-execute.js).
				const texts = { error: fate, message: expect.any(String) };
				expect(jsons[position]).toEqual({ ...items[item], ...texts });
			} else {
				expect(jsons[position]).toMatchObject({ [key]: false, ...asked[item], error: fate });
			}
		}
		const from = (name: string) => jsonOf(outputs(name)[0]).map((one) => one.from);
		expect(from('Success')).toEqual(inSuccess.map((item) => items[item]));
		expect(from('Error')).toEqual(inError.map((item) => items[item]));
	}

	describe.each(MODES)(`${change.name}, %s`, (mode) => {
		const stops = mode === 'stopWorkflow';

		test('sends one request an item, and puts out what Wolkvox answered', async () => {
			const ended = await run({ mode });
			expect(ended.error).toBeUndefined();
			expect(simulator().calls.map(requestOf)).toEqual(requests);
			expectItems(ended, mode, [undefined, undefined, undefined]);
			expect(areDone()).toEqual([true, true, true]);
			expect(ended.hint).toBeUndefined();
		});

		test('says of a refused item that it was not done', async () => {
			goesWrong(1, () => ({ reply: NOT_FOUND }));
			const ended = await run({ mode });
			expect(areDone()).toEqual([true, false, !stops]);
			if (stops) {
				expect(sent()).toEqual([0, 1]);
				expect(ended.error?.message).toBe(wasNot(1, GONE));
				expect(ended.error?.context.itemIndex).toBe(1);
				expect(ended.error?.description).toContain(
					'Wolkvox answered: code 404, NOT FOUND, "made up".',
				);
				expect(ended.error?.description).toContain(
					`Before this item the run ${participle} 1 ${change.noun}${clause}.`,
				);
				return;
			}
			expect(sent()).toEqual([0, 1, 2]);
			expectItems(ended, mode, [undefined, wasNot(1, GONE), undefined]);
			expect(ended.hint).toEqual({
				message: `3 items: ${someDone(2)}, 1 not ${participle}. 3 calls. Reason: ${GONE}.`,
				type: 'warning',
				location: 'outputPane',
			});
		});

		test('says of an item without an understandable answer that it may have been done', async () => {
			goesWrong(1, () => ({ reply: strangeReplies.webPage, carriesOut: true }));
			const ended = await run({ mode });
			expect(sent()).toEqual(stops ? [0, 1] : [0, 1, 2]);
			if (stops) {
				expect(ended.error?.message).toBe(mayBe(1, PAGE));
				expect(ended.error?.description).toContain(change.verify);
				return;
			}
			expectItems(ended, mode, [undefined, mayBe(1, PAGE), undefined]);
			const [failing] = ended.output.filter(({ error }) => error);
			expect(failing.message).toContain(change.verify);
			if (mode === 'continueRegularOutput') {
				expect(failing).toMatchObject({ reason: 'webPage', [`maybe_${key}`]: true });
			}
			expect(ended.hint?.message).toBe(
				`3 items: ${someDone(2)}, 1 uncertain: check it. 3 calls. Reason: ${PAGE}.`,
			);
		});

		test.each<[string, IDataObject, string]>([
			['has spent its quota', { reply: refusals.quotaSpent }, SPENT],
			['is refused', { reply: refusals.tokenRefused }, 'Wolkvox did not accept the token'],
		])('ends early when the token %s', async (_, fault, what) => {
			goesWrong(1, () => fault as Fault);
			const ended = await run({ mode });
			expect(sent()).toEqual([0, 1]);
			expect(areDone()).toEqual([true, false, false]);
			if (stops) {
				expect(ended.error?.message).toBe(wasNot(1, what));
				return;
			}
			const where = place && ` in${place.replace(/^ \w+/, '')}`;
			const left = `Not sent: ${change.subjects[2]}${where}, because ${what}`;
			expectItems(ended, mode, [undefined, wasNot(1, what), left]);
			expect(ended.hint?.message).toBe(
				`3 items: 1 ${participle}, 2 not ${participle}. 2 calls. Reason: ${what}.`,
			);
		});

		test('is stopped with the request in flight unknown, and the rest left out', async () => {
			let stop = () => {};
			goesWrong(1, () => {
				void wait(50).then(() => stop());
				return { reply: 'hang', carriesOut: true };
			});
			const ended = await run({
				mode,
				onStart: (stopRun) => {
					stop = stopRun;
				},
			});
			expect(sent()).toEqual([0, 1]);
			expect(ended.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
			expect(ended.output).toEqual([
				success(0),
				expect.objectContaining({
					error: mayBe(1, 'the execution was stopped while this request was on its way'),
				}),
			]);
		});

		test('with Retry On Fail does not send again what is done', async () => {
			// n8n tries again when the first item failed, or in the stop mode any.
			const item = stops ? 2 : 0;
			goesWrong(item, (before) => (before < 2 ? { reply: NOT_FOUND } : undefined));
			const ended = await run({ mode, node: RETRY });
			expect(ended.error).toBeUndefined();
			expect([...sent()].sort()).toEqual(stops ? [0, 1, 2, 2, 2] : [0, 0, 0, 1, 2]);
			expectItems(ended, mode, [undefined, undefined, undefined]);
		});

		test('sends nothing in a dry run', async () => {
			const ended = await run({ mode, options: { dryRun: true } });
			expect(ended.error).toBeUndefined();
			expect(simulator().calls).toEqual([]);
			expect(areDone()).toEqual([false, false, false]);
			expect(ended.output).toEqual(asked.map((one) => ({ [key]: false, dry_run: true, ...one })));
			expect(ended.items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2].map((item) => ({ item })),
			);
			expect(ended.hint).toEqual({
				message: `Dry run: 3 of 3 items can be sent: ${change.sameCampaign ? '1' : '3'} ${change.noun}${change.sameCampaign ? '' : 's'}, 3 calls.`,
				type: 'info',
				location: 'outputPane',
			});
		});

		test('sends nothing when the calls of today are too few', async () => {
			simulator().addToken(TOKEN, { quota: 3 });
			const ended = await run({ mode, options: { checkQuota: true } });
			expect(simulator().calls.map(requestOf)).toEqual(['GET information.php?api=token_info']);
			expect(areDone()).toEqual([false, false, false]);
			const where = place && ` in${place.replace(/^ \w+/, '')}`;
			const text = (item: number) =>
				`Not sent: this run needs 3 calls, and 2 are left today (${change.subjects[item]}${where})`;
			if (stops) {
				expect(ended.error?.message).toBe(text(0));
				expect(ended.error?.description).toContain(
					`Nothing was sent, so nothing was ${participle}.`,
				);
				return;
			}
			expectItems(ended, mode, [0, 1, 2].map(text));
		});

		test('goes on when the calls of today are enough', async () => {
			simulator().addToken(TOKEN, { quota: 4 });
			const ended = await run({ mode, options: { checkQuota: true } });
			expect(sent()).toEqual([-1, 0, 1, 2]);
			expectItems(ended, mode, [undefined, undefined, undefined]);
		});

		const withUnusable = stops
			? 'does not begin when an item can not be used'
			: 'does all but an item that can not be used';
		test(withUnusable, async () => {
			const ended = await run({ mode, more: unusable.parameters });
			const message = stops ? ended.error?.message : ended.output.find(({ error }) => error)?.error;
			expect(String(message).startsWith(`Not sent: ${unusable.what}`)).toBe(true);
			if (stops) {
				expect(simulator().calls).toEqual([]);
				expect(ended.error?.context.itemIndex).toBe(1);
			} else {
				expect(sent()).toEqual([0, 2]);
				expect(areDone()).toEqual([true, false, true]);
				expect(ended.output).toHaveLength(3);
			}
		});
	});

	const unanswered: Array<[string, Fault]> = [
		['a broken connection', { reply: 'reset' }],
		['a broken connection after it was done', { reply: 'reset', carriesOut: true }],
		['no answer in time', { reply: 'hang' }],
		['no answer in time after it was done', { reply: 'hang', carriesOut: true }],
		['trouble at Wolkvox', { reply: json(503, { code: 503, error: '', msg: 'made up' }) }],
		['a page of a gateway', { reply: strangeReplies.gatewayPage, carriesOut: true }],
	];

	/** What holds where a second time is as good as the first. */
	function testAgain() {
		test('that is refused after an attempt without an answer may have been done by that', async () => {
			goesWrong(1, (before) =>
				before === 0 ? { reply: 'reset', carriesOut: true } : { reply: NOT_FOUND },
			);
			const { output } = await run();
			expect(output[1]).toMatchObject({
				[key]: false,
				[`maybe_${key}`]: true,
				error: maybeAlready(1, GONE),
			});
		});

		test('leaves an unknown outcome unknown when a later try of Retry On Fail is refused', async () => {
			goesWrong(0, (before) =>
				before === 0 ? { reply: strangeReplies.empty, carriesOut: true } : { reply: NOT_FOUND },
			);
			const { output } = await run({ node: RETRY });
			expect([...sent()].sort()).toEqual([0, 0, 0, 1, 2]);
			expect(output[0]).toMatchObject({
				[`maybe_${key}`]: true,
				error: maybeAlready(0, GONE),
			});
		});
	}

	/** What holds where a second time does more than the first. */
	function testOnce() {
		test.each<[string, Fault]>([
			...unanswered,
			['a web page', { reply: strangeReplies.webPage, carriesOut: true }],
			['an empty answer', { reply: strangeReplies.empty, carriesOut: true }],
			['an answer that is cut off', { reply: strangeReplies.cutOff, carriesOut: true }],
			['an answer that is no JSON', { reply: strangeReplies.plainText, carriesOut: true }],
			['an answer that is a list', { reply: strangeReplies.list, carriesOut: true }],
			['an answer without a code', { reply: json(200, { msg: 'made up' }), carriesOut: true }],
			['a success in a failed response', { reply: strangeReplies.successIn500, carriesOut: true }],
			['a redirect', { reply: strangeReplies.redirect }],
		])('is not sent again after %s, and may have been done', async (_, fault) => {
			goesWrong(1, (before) => (before === 0 ? fault : undefined));
			const { output } = await run({ options: fault.reply === 'hang' ? { timeout: 1 } : {} });
			expect(sent()).toEqual([0, 1, 2]);
			expect(output).toHaveLength(3);
			expect(output[1]).toMatchObject({ [key]: false, [`maybe_${key}`]: true, ...asked[1] });
			expect(String(output[1].error).startsWith(mayBe(1, ''))).toBe(true);
			expect(output[1].message).toContain(change.verify);
		});

		test.each(MODES)(
			'reports an unknown outcome again under Retry On Fail, and does not send it again (%s)',
			async (mode) => {
				// n8n tries again when the first item failed, or in the stop mode any.
				const stops = mode === 'stopWorkflow';
				const item = stops ? 1 : 0;
				goesWrong(item, () => ({ reply: strangeReplies.empty, carriesOut: true }));
				const ended = await run({ mode, node: RETRY });
				const text = mayBe(item, 'the answer was empty');
				expect([...sent()].sort()).toEqual(stops ? [0, 1] : [0, 1, 2]);
				if (stops) {
					expect(ended.error?.message).toBe(text);
					expect(ended.error?.description).toContain(change.verify);
				} else {
					expectItems(ended, mode, [text, undefined, undefined]);
				}
			},
		);

		test('that may be done is not sent again when another item makes n8n try again', async () => {
			goesWrong(0, () => ({ reply: NOT_FOUND }));
			goesWrongToo(2, () => ({ reply: strangeReplies.cutOff, carriesOut: true }));
			const ended = await run({ node: RETRY });
			expect([...sent()].sort()).toEqual([0, 0, 0, 1, 2]);
			expectItems(ended, 'continueRegularOutput', [
				wasNot(0, GONE),
				undefined,
				mayBe(2, 'the answer was cut off'),
			]);
		});
	}

	describe(change.name, () => {
		test.each<[string, Fault]>([
			...(change.once ? [] : unanswered),
			['a token in use', { reply: refusals.busy }],
			['too many calls', { reply: json(429, { code: 429 }) }],
		])('is sent again after %s', async (_, fault) => {
			goesWrong(1, (before) => (before === 0 ? fault : undefined));
			const ended = await run({ options: fault.reply === 'hang' ? { timeout: 1 } : {} });
			expect(sent()).toEqual([0, 1, 1, 2]);
			const { refusedTwice } = change;
			const fate = fault.carriesOut && refusedTwice ? maybeAlready(1, refusedTwice) : undefined;
			expectItems(ended, 'continueRegularOutput', [undefined, fate, undefined]);
			if (fate) expect(ended.output[1]).toHaveProperty(`maybe_${key}`, true);
			expect(areDone()).toEqual([true, true, true]);
		});

		test('is not sent again more often than Max Retries', async () => {
			const trouble = json(500, { code: 500, error: 'INTERNAL', msg: 'made up' });
			goesWrong(1, () => ({ reply: change.once ? json(429, { code: 429 }) : trouble }));
			const text = change.once
				? wasNot(1, 'Wolkvox asks for fewer calls')
				: mayBe(1, 'Wolkvox had trouble on its side');
			const ended = await run();
			expect(sent()).toEqual([0, 1, 1, 1, 1, 2]);
			expect(ended.output[1].error).toBe(text);
			expect(ended.output[1].message).toContain('The request was sent 4 times.');
			simulator().calls.length = 0;
			const once = await run({ options: { maxRetries: 0 } });
			expect(sent()).toEqual([0, 1, 2]);
			expect(once.output[1].error).toBe(text);
		});

		if (change.once) testOnce();
		else testAgain();

		test('takes the code of a success as text too', async () => {
			simulator().fault = () => ({
				reply: ({ body = '' }) => {
					const { data } = fieldsOf(body);
					return json(200, { code: String(code), error: null, msg: 'made up', data });
				},
				carriesOut: true,
			});
			const { output } = await run();
			expect(output).toEqual(done.map((one) => ({ ...one, code, msg: 'made up' })));
		});

		test('says which items can not be sent in a dry run', async () => {
			const { output, hint } = await run({
				more: unusable.parameters,
				options: { dryRun: true },
			});
			expect(output.map((one) => one.dry_run ?? one.reason)).toEqual([true, unusable.reason, true]);
			expect(hint?.message).toMatch(/^Dry run: 2 of 3 items can be sent: /);
			expect(hint?.message.endsWith(` Reason: ${unusable.what}.`)).toBe(true);
			expect(simulator().calls).toEqual([]);
		});

		if (change.noun !== 'campaign') {
			test.each(MODES)('sends nothing for more records than Max Records (%s)', async (mode) => {
				const ended = await run({ mode, options: { maxRecords: 2 } });
				expect(simulator().calls).toEqual([]);
				const where = place && ` in${place.replace(/^ \w+/, '')}`;
				const text = (item: number) =>
					`Not sent: this run is for 3 ${change.noun}s, and Max Records is 2 (${change.subjects[item]}${where})`;
				if (mode === 'stopWorkflow') expect(ended.error?.message).toBe(text(0));
				else expectItems(ended, mode, [0, 1, 2].map(text));
			});

			test('sends as many records as Max Records', async () => {
				const ended = await run({ options: { maxRecords: 3 } });
				expectItems(ended, 'continueRegularOutput', [undefined, undefined, undefined]);
			});
		}
	});
}
