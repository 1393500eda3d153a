/** What storms are made of: thousands of items while everything goes wrong at random. */

import * as fc from 'fast-check';
import type { EngineRun } from './engine';
import { behavior, startProxy } from './proxies';
import { useProxy } from './proxy';
import {
	json,
	refusals,
	strangeReplies,
	withCodeAsText,
	withNotice,
	type Fault,
	type WolkvoxSimulator,
} from './simulator';

/** Set in jest.config.js; `npm run test:storm` goes through all of it. */
declare const STORM: { seeds: number; items: number };

/** How many items a storm has. */
export const ITEMS = STORM.items;

export const seeds = Array.from({ length: STORM.seeds }, (_, index) => 20_261 + index);

/** Faults after which the node tries again. */
export const passing: Fault[] = [
	{ reply: 'reset' },
	{ reply: 'reset', carriesOut: true },
	{ reply: 'close' },
	{ reply: 'close', carriesOut: true },
	{ reply: strangeReplies.gatewayPage },
	{ reply: strangeReplies.gatewayPage, carriesOut: true },
	{ reply: json(500, { code: 500, error: 'INTERNAL', msg: 'made up' }) },
	{ reply: { statusCode: 503, headers: { 'Retry-After': '2' } }, carriesOut: true },
	{ reply: { statusCode: 504, body: '{"code": 50' } },
	{ reply: { statusCode: 522, body: '<html><title>522: timed out</title></html>' } },
	{ reply: json(429, { code: '429' }) },
	{ reply: strangeReplies.successIn500, carriesOut: true },
	{ reply: refusals.busy },
];

/** Faults that take time, so there are few. */
export const slow: Fault[] = [{ reply: 'hang' }, { reply: 'hang', carriesOut: true }];

/** Faults that end an item, and Wolkvox's own answers. */
export const final: Fault[] = [
	{ reply: strangeReplies.webPage },
	{ reply: strangeReplies.webPage, carriesOut: true },
	{ reply: strangeReplies.empty, carriesOut: true },
	{ reply: strangeReplies.empty },
	{ reply: strangeReplies.cutOff, carriesOut: true },
	{ reply: strangeReplies.redirect },
	{ reply: strangeReplies.withoutCode, carriesOut: true },
	{ reply: strangeReplies.plainText },
	{ reply: strangeReplies.list, carriesOut: true },
	{ reply: json(202, { code: 202, error: 'NOT FOUND', msg: 'made up' }) },
	{ reply: json(200, { code: '202', error: 'made up', msg: 'deleted' }), carriesOut: true },
	{ reply: json(206, { code: 206, error: null, msg: 'made up' }), carriesOut: true },
	{ reply: json(403, { code: 403, error: 'FORBIDDEN', msg: 'made up' }) },
	{ reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'made up' }) },
	{ reply: json(200, { code: '400', error: 'BAD REQUEST', msg: 'SOME PARAMETERS ARE REQUIRED' }) },
	{ reply: refusals.parameterMissing },
	{ reply: withCodeAsText, carriesOut: true },
	{ reply: withNotice, carriesOut: true },
	{ delay: 1 },
];

/** Faults after which every further request would fail too. */
export const ending: Fault[] = [
	{ reply: refusals.tokenRefused },
	{ reply: refusals.quotaSpent },
	{ reply: refusals.maintenance },
	{ reply: { ...refusals.tokenMissing, statusCode: 200 } },
];

/** What happens before there is a way to Wolkvox. */
export const tunnels = [
	behavior.answer('HTTP/1.1 407 No\r\n\r\n'),
	behavior.answer('HTTP/1.1 502 No\r\n\r\n'),
	behavior.close,
	behavior.reset,
	behavior.closeTunnel,
	behavior.closeHandshake,
	behavior.resetHandshake,
	behavior.alert(40),
];

/** Numbers from 0 to 999, the same ones for the same seed. */
export function diceOf(seed: number): () => number {
	const rolls = fc.sample(fc.noBias(fc.nat(999)), { seed, numRuns: ITEMS * 16 });
	const dice = rolls.values();
	return () => dice.next().value ?? 600;
}

const proxies: Array<Awaited<ReturnType<typeof startProxy>>> = [];
// Also after a test that failed: a server that is left open keeps jest from ending.
afterEach(async () => {
	for (const proxy of proxies.splice(0)) await proxy.stop();
});

/** Puts a proxy before the simulator, through which some connections do not come, until the test ends. */
export async function startStormyProxy(
	simulator: WolkvoxSimulator,
	throwDice: () => number,
): ReturnType<typeof startProxy> {
	const passOn = behavior.passOn(Number(new URL(simulator.proxyUrl).port));
	const proxy = await startProxy((socket) => {
		(throwDice() < 20 ? tunnels[throwDice() % tunnels.length] : passOn)(socket);
	});
	proxies.push(proxy);
	useProxy(proxy.url);
	return proxy;
}

/**
 * What the hint beside the output of the node counts.
 *
 * @param run of the node "Wolkvox Campaign"
 * @param participle what was done: "removed"
 */
export function hintCounts({ run }: EngineRun, participle: string) {
	const [hint] = run.data.resultData.runData['Wolkvox Campaign'][0].hints ?? [];
	const numberOf = (pattern: RegExp) => Number(pattern.exec(hint?.message ?? '')?.[1] ?? 0);
	return {
		items: numberOf(/^(\d+) items?: /),
		done: numberOf(new RegExp(`[:,] (\\d+) ${participle}`)),
		not: numberOf(new RegExp(` (\\d+) not ${participle}`)),
		either: numberOf(/ (\d+) uncertain: /),
		calls: numberOf(/\. (\d+) calls?[.,]/),
	};
}
