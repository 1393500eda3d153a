/** What holds for every read that gives a list of a campaign, in its own words: tests for each of them. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { requestOf } from './changes';
import { jsonOf } from './engine';
import { MODES, openQueues, runNode, TOKEN, type Mode } from './node';
import {
	json,
	refusals,
	strangeReplies,
	withCodeAsText,
	withNotice,
	type Answer,
	type Fault,
	type WolkvoxSimulator,
} from './simulator';

/** An operation, as three items ask for it, each of them for another list. */
export interface Read {
	/** Its label. */
	name: string;
	operation: string;
	items: IDataObject[];
	parameters: IDataObject;
	/** Gives the simulator what the items are about. */
	prepare(simulator: WolkvoxSimulator): void;
	/** The request of each item, as `requestOf` writes it. */
	requests: string[];
	/** What comes out for each item; at least one row for the first and the last. */
	rows: IDataObject[][];
	/** What was read: "the detail of campaign 1001". */
	subjects: string[];
	/** What a run counts: "1 campaign", "2 campaigns". */
	counted: { one: string; many: string };
	/** What a failing item tells. */
	asked: IDataObject[];
}

/**
 * The tests of one operation. The file that calls this has the jumping clock, since retries wait.
 *
 * @param read the operation
 * @param simulator of the file
 */
export function testRead(read: Read, simulator: () => WolkvoxSimulator): void {
	const { name, requests, rows, subjects, asked, counted } = read;
	const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

	beforeEach(() => read.prepare(simulator()));
	afterEach(() => {
		expect(openQueues()).toBe(0);
		expect(simulator().mostAtOnce).toBeLessThanOrEqual(1);
	});

	/** @param asks for each item which of the three lists it asks for */
	async function run(
		asks: number[],
		{
			options = {},
			more = {},
			...given
		}: {
			mode?: Mode;
			node?: IDataObject;
			options?: IDataObject;
			more?: IDataObject;
			onStart?: (stop: () => void) => void;
		} = {},
	) {
		const items = asks.map((ask) => read.items[ask]);
		const ended = await runNode({
			...given,
			operation: read.operation,
			items,
			parameters: { ...read.parameters, options, ...more },
		});
		const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
		return { ...ended, given: items, output: jsonOf(ended.items), hint: hints?.[0]?.message };
	}

	const sent = () => simulator().calls.map((call) => requests.indexOf(requestOf(call)));
	const goesWrong = (ask: number, fault: (before: number) => Fault | undefined) => {
		let before = 0;
		simulator().fault = (call) => (requestOf(call) === requests[ask] ? fault(before++) : undefined);
	};
	async function answered(reply: Answer) {
		simulator().fault = () => ({ reply });
		return await run([0]);
	}
	const list = (data: unknown, rest: IDataObject = {}) =>
		json(200, { code: '200', error: null, msg: '', data, ...rest } as never);
	const wasNot = (ask: number, what: string) =>
		`${subjects[ask][0].toUpperCase()}${subjects[ask].slice(1)} was not read: ${what}`;
	const PAGE = 'the answer was a web page (HTML) and not an answer of the Wolkvox API';

	describe.each(MODES)(`${name}, %s`, (mode) => {
		const stops = mode === 'stopWorkflow';

		test('sends one GET an item without a body, and puts out one item a row', async () => {
			const { outputs, items, error, hint } = await run([0, 1, 2], { mode });
			expect(error).toBeUndefined();
			expect(simulator().calls.map(requestOf)).toEqual(requests);
			const names = simulator().calls[0].headers.map(([header]) => header.toLowerCase());
			expect(names).toEqual(expect.arrayContaining(['wolkvox-token', 'accept']));
			expect(names).not.toContain('content-type');
			const pairs = rows.flatMap((own, item) => own.map(() => ({ item })));
			expect(jsonOf(items)).toEqual(rows.flat());
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(pairs);
			expect(outputs('Wolkvox Campaign')[1] ?? []).toEqual([]);
			expect(jsonOf(outputs('Success')[0]).map(({ from }) => from)).toEqual(
				pairs.map(({ item }) => read.items[item]),
			);
			expect(hint).toBeUndefined();
		});

		test('shares one call between items that ask for the very same list', async () => {
			const asks = [0, 2, 0, 0, 2];
			const { items, error, hint } = await run(asks, { mode });
			expect(error).toBeUndefined();
			expect(sent()).toEqual([0, 2]);
			expect(jsonOf(items)).toEqual(asks.flatMap((ask) => rows[ask]));
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				asks.flatMap((ask, item) => rows[ask].map(() => ({ item }))),
			);
			expect(hint).toBeUndefined();
		});

		test('says of a list that can not be understood that it was not read', async () => {
			goesWrong(2, () => ({ reply: strangeReplies.webPage }));
			const { outputs, output, error, hint } = await run([0, 2, 0, 2], { mode });
			expect(sent()).toEqual([0, 2]);
			if (stops) {
				expect(error?.message).toBe(wasNot(2, PAGE));
				expect(error?.context.itemIndex).toBe(1);
				expect(error?.description).toContain(`Before this item the run read 1 ${counted.one}.`);
				return;
			}
			const failing = output.filter((one) => one.error);
			expect(failing.map((one) => one.error)).toEqual([wasNot(2, PAGE), wasNot(2, PAGE)]);
			expect(output.filter((one) => !one.error)).toEqual([...rows[0], ...rows[0]]);
			if (mode === 'continueErrorOutput') {
				expect(jsonOf(outputs('Wolkvox Campaign')[1])).toEqual(failing);
			} else {
				expect(failing[0]).toEqual({
					...asked[2],
					reason: 'webPage',
					error: wasNot(2, PAGE),
					message: expect.any(String),
					code: 200,
				});
			}
			expect(hint).toBe(
				`4 items: 2 read (1 ${counted.one}), 2 not read. 2 calls. Reason: ${PAGE}.`,
			);
		});

		test('ends early when the quota is spent', async () => {
			goesWrong(0, () => ({ reply: refusals.quotaSpent }));
			const { output, error } = await run([0, 2, 0], { mode });
			expect(sent()).toEqual([0]);
			const what = 'the quota of calls for today is spent';
			if (stops) {
				expect(error?.message).toBe(wasNot(0, what));
				expect(error?.description).toContain('Before this item the run read nothing.');
				return;
			}
			expect(output.map((one) => one.error)).toEqual([
				wasNot(0, what),
				`Not sent: ${subjects[2]}, because ${what}`,
				wasNot(0, what),
			]);
		});

		test('is stopped with what was read kept, and nothing more sent', async () => {
			let stop = () => {};
			goesWrong(2, () => {
				void wait(50).then(() => stop());
				return { reply: 'hang' };
			});
			const { output } = await run([0, 2, 1, 0], {
				mode,
				onStart: (stopRun) => {
					stop = stopRun;
				},
			});
			expect(sent()).toEqual([0, 2]);
			const what = 'the execution was stopped while this request was on its way';
			expect(output.filter((one) => one.error).map((one) => one.error)).toEqual([wasNot(2, what)]);
			expect(output.filter((one) => !one.error)).toEqual([...rows[0], ...rows[0]]);
		});

		test('with Retry On Fail reads again what failed, and nothing else', async () => {
			// n8n tries again when the first item failed, or when the node threw.
			goesWrong(0, (before) => (before < 2 ? { reply: strangeReplies.webPage } : undefined));
			const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const { output, error } = await run([0, 2, 0], { mode, node });
			expect(error).toBeUndefined();
			expect([...sent()].sort()).toEqual([0, 0, 0, 2]);
			expect(output).toEqual([...rows[0], ...rows[2], ...rows[0]]);
		});

		test('refuses a campaign that is not sure before anything is sent for it', async () => {
			const ids = JSON.stringify(['none', ...asked.slice(1).map((one) => one.campaign_id)]);
			const { output, error } = await run([0, 1, 2], {
				mode,
				more: {
					campaignId: { __rl: true, mode: 'id', value: `={{ ${ids}[$itemIndex] }}` },
				},
			});
			const text = 'Not sent: the Campaign is not a campaign ID';
			if (stops) {
				expect(error?.message).toBe(text);
				expect(error?.context.itemIndex).toBe(0);
				expect(error?.description).toContain('Nothing was sent, so nothing was read.');
				expect(simulator().calls).toEqual([]);
				return;
			}
			expect(sent()).toEqual([1, 2]);
			expect(output.filter((one) => one.error).map((one) => one.error)).toEqual([text]);
		});
	});

	describe(`what comes out of ${name}`, () => {
		const row = { id_cliente: '1020304050', tel1: '3001234567' };

		test.each<[string, Answer]>([
			['a number as code', json(200, { code: 200, error: null, msg: '', data: [row] })],
			['a text as code', json(200, { code: '200', error: null, msg: '', data: [row] })],
			['an empty code', json(200, { code: '', error: null, msg: '', data: [row] })],
			['the code "0"', json(200, { code: '0', error: '', msg: '', data: [row] })],
			['no code', json(200, { data: [row] })],
			['an object in place of the list', list(row)],
			['the list as "records", without error and msg', json(200, { code: '200', records: [row] })],
			[
				'the list as "records", with a number as code',
				json(200, { code: 200, total_records: 1, campaign_id: 1001, records: [row] }),
			],
			['an object as "records"', json(200, { code: '200', records: row })],
			['a list that stands alone', json(200, [row])],
			['entries that are no records', list([null, 'x', 7, [], row])],
			['a message of PHP before the list', withNotice(list([row]))],
			['a text that counts none beside a record', list([row], { msg: '0 records were found' })],
		])('is the record for %s', async (_, reply) => {
			expect((await answered(reply)).output).toEqual([row]);
		});

		const zero = '0 records were found';
		const notFound = { code: 404, error: 'NOT FOUND', msg: 'NO RECORDS' };
		test.each<[string, Answer]>([
			['an empty list', list([])],
			['an empty list with a number as code', json(200, { code: 200, error: null, data: [] })],
			['an empty list as "records"', json(200, { code: '200', total_records: '0', records: [] })],
			['null in place of the list', list(null)],
			['null as "records"', json(200, { code: '200', records: null })],
			['an empty text in place of the list', list('')],
			['an empty object in place of the list', list({})],
			['no list, and a text that counts none', json(200, { code: '200', error: null, msg: zero })],
			['the code "" and such a text', json(200, { code: '', error: null, msg: zero })],
			['the code "0" and such a text', json(200, { code: '0', error: '', msg: zero })],
			['a list that stands alone', json(200, [])],
			['an HTTP 404', json(404, notFound)],
			['the code 404 in an HTTP 200', json(200, notFound)],
			['the code "404" in an HTTP 200', withCodeAsText(json(200, notFound))],
		])('is nothing, and no failure, for %s', async (_, reply) => {
			const { output, error, hint } = await answered(reply);
			expect(error).toBeUndefined();
			expect(output).toEqual([]);
			expect(hint).toBeUndefined();
			expect(simulator().calls).toHaveLength(1);
		});

		test('is what Wolkvox sent, numbers and texts, each row as often as it came', async () => {
			const fields = {
				customer_id: 1020304050,
				customer_name: ' Ana María ',
				opt1: null,
				opt2: '',
				opt3: '007',
				calls: 0,
				ratio: 1.5,
				recall: false,
				history: [{ at: '2026-01-31', calls: '3' }, 'x'],
			};
			const { output } = await answered(list([fields, fields]));
			expect(output).toEqual([fields, fields]);
		});

		test('has no national ID of an agent, and no key that n8n takes for a failing item', async () => {
			const agent = { agent_id: '12', agent_dni: '99887766' };
			const fields = { ...row, AGENT_DNI: 1, error: 'x', Error: null, ...agent };
			simulator().fault = () => ({
				reply: list([{ ...fields, agents: [agent, { agent, error: null }] }]),
			});
			const { outputs } = await run([0], { mode: 'continueErrorOutput' });
			const rest = { agent_id: '12' };
			expect(outputs('Wolkvox Campaign').map(jsonOf)).toEqual([
				[{ ...row, ...rest, agents: [rest, { agent: rest }] }],
				[],
			]);
			expect(JSON.stringify(outputs('Wolkvox Campaign'))).not.toContain('99887766');
		});
	});

	describe(`a read of ${name} that fails`, () => {
		const page = { statusCode: 404, body: '<html><title>Not Found</title></html>' };
		test.each<[string, Fault['reply'], string]>([
			['a web page with an HTTP 404', page, 'the answer was a web page'],
			['an HTTP 404 without a body', { statusCode: 404, body: '' }, 'the answer was empty'],
			['a list that got lost', list(undefined, { msg: '3 records were found' }), 'had no list'],
			['text in place of the list', list('3'), 'had no list'],
			['a success with an error', list([], { error: 'x' }), 'success code in a failed response'],
			['a broken connection', 'reset', 'the connection broke before'],
			['no answer in time', 'hang', 'no answer came in time'],
			['an answer that is cut off', strangeReplies.cutOff, 'the answer was cut off'],
			['a page of a gateway', strangeReplies.gatewayPage, 'Wolkvox had trouble on its side'],
			['a redirect', strangeReplies.redirect, 'a redirect to another address'],
			['a missing parameter', refusals.parameterMissing, 'Wolkvox says that a value is missing'],
			['a call that is not known', refusals.callUnknown, 'Wolkvox does not know this call'],
			['a token that is refused', refusals.tokenRefused, 'Wolkvox did not accept the token'],
		])('was not read, and is never half done: %s', async (_, reply, what) => {
			simulator().fault = () => ({ reply });
			const { output } = await run([0, 0], { options: { timeout: 0.3, maxRetries: 0 } });
			expect(sent()).toEqual([0]);
			expect(output).toHaveLength(2);
			for (const failing of output) {
				expect(failing).toMatchObject({ ...asked[0], reason: expect.any(String) });
				expect(String(failing.error).startsWith(wasNot(0, ''))).toBe(true);
				expect(failing.error).toContain(what);
				expect(Object.keys(failing).filter((key) => key.startsWith('maybe'))).toEqual([]);
				expect(JSON.stringify(failing)).not.toMatch(
					/may or may not|may already|Look in wolkvox|remov/,
				);
			}
		});

		test.each<[string, Fault['reply']]>([
			['a broken connection', 'reset'],
			['trouble at Wolkvox', json(503, { code: 503 })],
			['no answer in time', 'hang'],
			['too many calls', json(429, { code: 429 })],
			['a token in use', refusals.busy],
		])('is tried again for all that share it after %s', async (_, reply) => {
			goesWrong(0, (before) => (before < 2 ? { reply } : undefined));
			const { output } = await run([0, 0], { options: { timeout: 0.3, maxRetries: 2 } });
			expect(sent()).toEqual([0, 0, 0]);
			expect(output).toEqual([...rows[0], ...rows[0]]);
		});

		test('says how often it was tried, which is no more than Max Retries', async () => {
			simulator().fault = () => ({ reply: 'reset' });
			const { output } = await run([0], { options: { maxRetries: 1 } });
			expect(sent()).toEqual([0, 0]);
			expect(output[0].message).toContain('The request was sent 2 times.');
		});
	});

	test(`${name} has no Dry Run and asks for no quota, whatever a workflow file says`, async () => {
		simulator().addToken(TOKEN, { quota: 1 });
		const options = { dryRun: true, checkQuota: true, maxRecords: 0 };
		const { output } = await run([0], { options });
		expect(sent()).toEqual([0]);
		expect(output).toEqual(rows[0]);
	});

	test(`${name} has calls of its own where items wait or try again for another time`, async () => {
		await run([0, 0, 0], { options: { timeout: '={{ $itemIndex === 2 ? 9 : 8 }}' } });
		expect(sent()).toEqual([0, 0]);
	});

	test.each(['', null, 'Collections', '1001,2001', '0', -1, 1001.5, true, ['1001']])(
		`${name} takes no campaign that is not sure: %p`,
		async (campaign) => {
			const value = `={{ ${JSON.stringify(campaign)} }}`;
			const { output } = await run([0], {
				more: { campaignId: { __rl: true, mode: 'id', value } },
			});
			expect(output).toEqual([
				{
					reason: 'campaignIdInvalid',
					error: 'Not sent: the Campaign is not a campaign ID',
					message: expect.stringContaining('A campaign ID has up to 18 digits'),
				},
			]);
			expect(simulator().calls).toEqual([]);
		},
	);
}
