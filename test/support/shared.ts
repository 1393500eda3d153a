/** What holds where items that ask for the very same thing share one call: tests for such operations. */

import type * as Workflow from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { requestOf, type Change } from './changes';
import { jsonOf } from './engine';
import { MODES, runNode, TOKEN, type Mode } from './node';
import { json, refusals, strangeReplies, type Fault, type WolkvoxSimulator } from './simulator';

/**
 * The tests of one operation, beside `testChange`, which prepares the simulator for both.
 *
 * @param change the operation, whose three items ask for different things
 * @param simulator of the file
 */
export function testShared(change: Change, simulator: () => WolkvoxSimulator): void {
	const { name, key, participle, noun, subjects, done, requests } = change;
	const { sleep: wait } = jest.requireActual<typeof Workflow>('n8n-workflow');

	/** @param asks for each item which of the three things it asks for */
	async function run(
		asks: number[],
		{
			options = {},
			...given
		}: {
			mode?: Mode;
			node?: IDataObject;
			options?: IDataObject;
			onStart?: (stop: () => void) => void;
		} = {},
	) {
		const items = asks.map((ask) => change.items[ask]);
		const ended = await runNode({
			...given,
			operation: change.operation,
			items,
			parameters: { ...change.parameters, options },
		});
		const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
		return { ...ended, given: items, output: jsonOf(ended.items), hint: hints?.[0]?.message };
	}

	const sent = () => simulator().calls.map((call) => requests.indexOf(requestOf(call)));
	const goesWrong = (ask: number, fault: (before: number) => Fault | undefined) => {
		let before = 0;
		simulator().fault = (call) => (requestOf(call) === requests[ask] ? fault(before++) : undefined);
	};
	const success = (ask: number) => ({ ...done[ask], code: 202, msg: expect.any(String) });
	const subject = (ask: number) => `${subjects[ask][0].toUpperCase()}${subjects[ask].slice(1)}`;
	const GONE = 'Wolkvox found no such record or campaign; it may be gone already';
	const refused = json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' });

	describe.each(MODES)(`items of ${name} that ask for the very same thing, %s`, (mode) => {
		const stops = mode === 'stopWorkflow';
		const bare = mode === 'continueErrorOutput';

		test('share one call, each with its own item', async () => {
			const asks = [0, 1, 0, 0, 2, 1];
			const { outputs, items, output, error, given, hint } = await run(asks, { mode });
			expect(error).toBeUndefined();
			expect(sent()).toEqual([0, 1, 2]);
			expect(output).toEqual(asks.map(success));
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(asks.map((_, item) => ({ item })));
			expect(jsonOf(outputs('Success')[0]).map(({ from }) => from)).toEqual(given);
			expect(hint).toBeUndefined();
		});

		test('fail together when the call is refused, and leave the others as they are', async () => {
			goesWrong(1, () => ({ reply: refused }));
			const { outputs, items, output, error, hint } = await run([0, 1, 0, 1, 2], { mode });
			const text = `${subject(1)} was not ${participle}: ${GONE}`;
			if (stops) {
				expect(sent()).toEqual([0, 1]);
				expect(error?.message).toBe(text);
				expect(error?.context.itemIndex).toBe(1);
				expect(error?.description).toContain(`Before this item the run ${participle} 1 ${noun}.`);
				return;
			}
			expect(sent()).toEqual([0, 1, 2]);
			const failing = items.filter((item) => item.json.error);
			expect(failing.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
			expect(failing.map((item) => item.json.error)).toEqual([text, text]);
			expect(output.filter((one) => !('error' in one))).toEqual([0, 0, 2].map(success));
			if (bare) expect(outputs('Wolkvox Campaign').map((one) => one.length)).toEqual([3, 2]);
			expect(hint).toBe(
				`5 items: 3 ${participle} (2 ${noun}s), 2 not ${participle}. 3 calls. Reason: ${GONE}.`,
			);
		});

		test('are unknown together when no one understands the answer', async () => {
			goesWrong(0, () => ({ reply: strangeReplies.webPage, carriesOut: true }));
			const { output, error, hint } = await run([0, 0, 1], { mode });
			const text = `${subject(0)} may or may not have been ${participle}: the answer was a web page (HTML) and not an answer of the Wolkvox API`;
			if (stops) {
				expect(sent()).toEqual([0]);
				expect(error?.message).toBe(text);
				return;
			}
			expect(sent()).toEqual([0, 1]);
			const failing = output.filter((one) => one.error);
			expect(failing.map((one) => one.error)).toEqual([text, text]);
			for (const one of failing) {
				expect(one.message).toContain(change.verify);
				if (!bare) expect(one).toMatchObject({ [key]: false, [`maybe_${key}`]: true });
			}
			expect(hint).toBe(
				`3 items: 1 ${participle}, 2 uncertain: check them. 2 calls. Reason: the answer was a web page (HTML) and not an answer of the Wolkvox API.`,
			);
		});

		test('are left out together when the run ends early', async () => {
			goesWrong(0, () => ({ reply: refusals.quotaSpent }));
			const { output, error } = await run([0, 1, 0, 1], { mode });
			expect(sent()).toEqual([0]);
			const what = 'the quota of calls for today is spent';
			const texts = [
				`${subject(0)} was not ${participle}: ${what}`,
				`Not sent: ${subjects[1]}, because ${what}`,
			];
			if (stops) expect(error?.message).toBe(texts[0]);
			else expect(output.map((one) => one.error)).toEqual([0, 1, 0, 1].map((ask) => texts[ask]));
		});

		test('come out after a stop when their call was done, also behind those that were left out', async () => {
			let stop = () => {};
			goesWrong(1, () => {
				void wait(50).then(() => stop());
				return { reply: 'hang', carriesOut: true };
			});
			const { items } = await run([0, 1, 2, 0], {
				mode,
				onStart: (stopRun) => {
					stop = stopRun;
				},
			});
			expect(sent()).toEqual([0, 1]);
			const came = items.map(({ json: one, pairedItem }) => [
				(pairedItem as { item: number }).item,
				one.error ?? 'done',
			]);
			expect(came.sort()).toEqual([
				[0, 'done'],
				[
					1,
					`${subject(1)} may or may not have been ${participle}: the execution was stopped while this request was on its way`,
				],
				[3, 'done'],
			]);
		});

		test('are not sent again by Retry On Fail once they are done', async () => {
			// n8n tries again when the first item failed, or in the stop mode any.
			const failing = stops ? 1 : 0;
			goesWrong(failing, (before) => (before < 2 ? { reply: refused } : undefined));
			const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const { output, error } = await run([0, 1, 0, 1], { mode, node });
			expect(error).toBeUndefined();
			expect([...sent()].sort()).toEqual(stops ? [0, 1, 1, 1] : [0, 0, 0, 1]);
			expect(output).toEqual([0, 1, 0, 1].map(success));
		});
	});

	describe(`items of ${name} that ask for the very same thing`, () => {
		test('are sent again together', async () => {
			goesWrong(0, (before) => (before < 2 ? { reply: 'reset', carriesOut: true } : undefined));
			const { output } = await run([0, 1, 0]);
			expect(sent()).toEqual([0, 0, 0, 1]);
			expect(output).toEqual([0, 1, 0].map(success));
		});

		test('are one call in a dry run, and for the quota', async () => {
			const dry = await run([0, 1, 0, 0], { options: { dryRun: true } });
			expect(dry.hint).toBe(`Dry run: 4 of 4 items can be sent: 2 ${noun}s, 2 calls.`);
			expect(simulator().calls).toEqual([]);
			simulator().addToken(TOKEN, { quota: 3 });
			const { output } = await run([0, 1, 0, 0], { options: { checkQuota: true } });
			expect(sent()).toEqual([-1, 0, 1]);
			expect(output).toEqual([0, 1, 0, 0].map(success));
			simulator().addToken(TOKEN, { quota: 2 });
			const short = await run([0, 1, 0, 0], { options: { checkQuota: true } });
			expect(short.output[3].error).toBe(
				`Not sent: this run needs 2 calls, and 1 is left today (${subjects[0]})`,
			);
		});

		test('have calls of their own where they wait or try again for another time', async () => {
			await run([0, 0, 0], { options: { timeout: '={{ $itemIndex === 2 ? 9 : 8 }}' } });
			expect(sent()).toEqual([0, 0]);
			simulator().calls.length = 0;
			await run([0, 0, 0], { options: { maxRetries: '={{ $itemIndex }}' } });
			expect(sent()).toEqual([0, 0, 0]);
		});

		test('have calls of their own in two runs', async () => {
			await run([0, 0]);
			await run([0]);
			expect(sent()).toEqual([0, 0]);
		});

		test('are not sent where one is only tried out', async () => {
			const { output } = await run([0, 0, 0], { options: { dryRun: '={{ $itemIndex === 0 }}' } });
			expect(sent()).toEqual([0]);
			expect(output.map((one) => one.dry_run)).toEqual([true, undefined, undefined]);
			expect(output.slice(1)).toEqual([0, 0].map(success));
		});
	});
}
