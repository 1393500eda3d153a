import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Reason } from '../failures/reasons';
import type { Account } from './account';
import { enqueue } from './queue';
import type { Success } from './reply';
import { sendOnce, type WolkvoxRequest } from './request';

/**
 * HTTP statuses, and Wolkvox's codes of the same numbers, that may be gone a moment later; those from
 * 520 on are Cloudflare's.
 */
const TRANSIENT_CODES = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530]);

/** Ends of a connection that may be better a moment later. */
const TRANSIENT_FAULTS = new Set<Reason>([
	'connectionRefused',
	'connectionBroken',
	'connectionTimedOut',
	'proxyBroken',
	'proxyNotReached',
	'secureConnectionMissing',
	'serverNotFound',
	'timedOut',
]);

/** Milliseconds. */
const SECOND = 1000;
const LONGEST_WAIT = 30 * SECOND;
const LONGEST_RETRY_AFTER = 60 * SECOND;
/** How long the token may be in use by others, without another answer, before an item is given up. */
const BUSY_LIMIT = 120 * SECOND;
const FIRST_BUSY_WAIT = 100;
const LONGEST_BUSY_WAIT = 5 * SECOND;
/** How long a timer of a wait lasts. */
const LONGEST_TIMER = 250;

/** How a request is sent, whatever it is. */
export interface RequestOptions {
	/** Milliseconds. */
	timeout: number;
	/** How often to try again, 0 to 10. */
	maxRetries: number;
}

/** What came of sending a request. */
export interface Sent {
	/** Wolkvox's answer, or why there is none; left out when a stop came before anything was sent. */
	reply?: Success | Failure;
	/** Whether an attempt before the last one may have done what was asked for. */
	maybeDone?: boolean;
	/** How many times it reached Wolkvox, which is how many calls of the quota it may have cost. */
	calls: number;
}

/**
 * Sends a request until there is an answer that stands, or no use in going on. It is sent again when
 * what went wrong may be gone a moment later, and doing it twice is harmless or was not done.
 *
 * @param this the node's run, whose cancel signal ends each wait and the request in flight
 * @param account the checked credential
 * @param request what to send
 * @param options how long to wait for an answer, and how often to try again
 * @returns never throws
 */
export async function send(
	this: IExecuteFunctions,
	account: Account,
	request: WolkvoxRequest,
	{ timeout, maxRetries }: RequestOptions,
): Promise<Sent> {
	const signal = this.getExecutionCancelSignal?.();
	const sent: Sent = { calls: 0 };
	let attempts = 0;
	let retries = 0;
	let busy = 0;
	let busySince = 0;

	while (!signal?.aborted) {
		const joined = Date.now();
		const reply = await enqueue(account, signal, async () => {
			// A wait for other runs of this process says nothing about the token.
			busySince += Date.now() - joined;
			attempts++;
			const answer = await sendOnce.call(this, account, request, timeout);
			if (reachedWolkvox(answer)) sent.calls++;
			return answer;
		});
		if (reply === undefined) break;
		const maybeDone = sent.reply instanceof Failure && sent.reply.maybeDone;
		if (!(reply instanceof Failure)) return { ...sent, reply, maybeDone };
		const failure = reply.with({
			attempts,
			maybeDone,
			reads: request.method === 'GET',
		});
		sent.reply = failure;

		let wait: number;
		if (failure.reason === 'tokenBusy') {
			// This call was not carried out, says Wolkvox's list of response codes: it is no attempt.
			busySince = busy === 0 ? Date.now() : busySince;
			wait = busyWait(busy++);
			if (Date.now() + wait - busySince > BUSY_LIMIT) break;
		} else {
			busy = 0;
			if (retries === maxRetries || !mayBeSentAgain(failure, request)) break;
			const usual = withJitter(Math.min(SECOND * 2 ** retries, LONGEST_WAIT));
			wait = Math.max(usual, retryAfter(failure));
			retries++;
		}
		await pause(wait, signal);
	}
	return sent;
}

/** Whether a request may have used a call of the quota: it was answered, or may have been read. */
function reachedWolkvox(reply: Success | Failure): boolean {
	if (!(reply instanceof Failure)) return true;
	return reply.answered || reply.effect === 'unknown';
}

/** What must not be done twice goes out again only where it never left, or was one call too many (429). */
function mayBeSentAgain(failure: Failure, { repeatable }: WolkvoxRequest): boolean {
	if (!isTransient(failure) || repeatable) return isTransient(failure);
	return failure.effect !== 'unknown' && (!failure.answered || failure.reason === 'tooManyCalls');
}

function isTransient({ reason, facts }: Failure): boolean {
	return TRANSIENT_FAULTS.has(reason) || TRANSIENT_CODES.has(facts.code ?? 0);
}

/** The wait that the reply asks for, in seconds or as a date (RFC 9110, 10.2.3); 0 for none. */
function retryAfter({ facts }: Failure): number {
	const text = facts.retryAfter?.trim() ?? '';
	// Date.parse takes "1.5" for a day in January 2001.
	const wait = /[a-z]/i.test(text) ? Date.parse(text) - Date.now() : Number(text) * SECOND;
	return Number.isNaN(wait) ? 0 : Math.min(wait, LONGEST_RETRY_AFTER);
}

/**
 * @param times how often the token was in use before
 * @returns milliseconds to wait until it is tried again
 */
export function busyWait(times: number): number {
	return withJitter(Math.min(FIRST_BUSY_WAIT * 2 ** times, LONGEST_BUSY_WAIT));
}

/** Up to a fifth less, so that those who were refused together do not come back together. */
function withJitter(wait: number): number {
	return wait * (1 - Math.random() / 5);
}

/**
 * Waits until the time is over or the signal is aborted.
 *
 * An abort ends the wait at once: when n8n runs in one process it stores a stopped execution within
 * milliseconds, and what comes later is lost (n8n-core, workflow-execute.js, `setupCancellation`).
 * The slices keep the timer that is left then short: `sleepWithAbort` of n8n-workflow, which would
 * leave none, was removed in 2.34, and its `sleep` knows no signal before that.
 */
export async function pause(wait: number, signal: AbortSignal | undefined): Promise<void> {
	const end = Date.now() + wait;
	let stop = () => {};
	const stopped = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal?.addEventListener('abort', stop, { once: true });
	for (let left = wait; left > 0 && !signal?.aborted; left = end - Date.now()) {
		await Promise.race([sleep(Math.min(left, LONGEST_TIMER)), stopped]);
	}
	signal?.removeEventListener('abort', stop);
}
