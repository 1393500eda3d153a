import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { Failure, type Reason } from '../messages';
import { inTurn } from './queue';
import type { Success } from './reply';
import { request, type WolkvoxRequest } from './request';
import type { Account } from './account';

/** HTTP statuses, and Wolkvox's codes of the same numbers, that may be gone a moment later. */
const PASSING_CODES = new Set([429, 500, 502, 503, 504]);

/** Ends of a connection that may be better a moment later. */
const PASSING_FAULTS = new Set<Reason>([
	'connectionRefused',
	'connectionBroken',
	'serverNotFound',
	'timedOut',
]);

/** Milliseconds. */
const SECOND = 1000;
const LONGEST_WAIT = 30 * SECOND;
const LONGEST_RETRY_AFTER = 60 * SECOND;
/** How long the token may be in use by others before an item is given up. */
const BUSY_LIMIT = 120 * SECOND;
const FIRST_BUSY_WAIT = 100;
const LONGEST_BUSY_WAIT = 5 * SECOND;
/** How long a timer of a wait lasts. */
const SLICE = 250;

/**
 * Sends a request until there is an answer that stands, or no use in going on. Removing a record a
 * second time is harmless, so a request whose outcome is not known is sent again.
 *
 * @param this the node's run, whose cancel signal ends each wait and the request in flight
 * @param account the checked credential
 * @param call what to send
 * @param maxRetries how often to try again, 0 to 10
 * @param onCall called each time that it is sent
 * @returns Wolkvox's answer; or why there is none; or undefined when the execution was stopped
 * before anything was sent. Never throws
 */
export async function send(
	this: IExecuteFunctions,
	account: Account,
	call: WolkvoxRequest,
	maxRetries: number,
	onCall: () => void,
): Promise<Success | Failure | undefined> {
	const signal = this.getExecutionCancelSignal?.();
	let failure: Failure | undefined;
	let retries = 0;
	let busy = 0;
	let busySince = 0;

	while (!signal?.aborted) {
		const outcome = await inTurn(account, signal, async () => {
			onCall();
			return await request.call(this, account, call);
		});
		if (!(outcome instanceof Failure)) return outcome ?? failure;
		failure = outcome.after(failure);

		let wait: number;
		if (failure.reason === 'tokenBusy') {
			// This call was not carried out, says Wolkvox's list of response codes: it is no attempt.
			busySince = busy === 0 ? Date.now() : busySince;
			wait = withJitter(Math.min(FIRST_BUSY_WAIT * 2 ** busy++, LONGEST_BUSY_WAIT));
			if (Date.now() + wait - busySince > BUSY_LIMIT) break;
		} else {
			if (retries === maxRetries || !isPassing(failure)) break;
			wait = retryAfter(failure) ?? withJitter(Math.min(SECOND * 2 ** retries, LONGEST_WAIT));
			retries++;
		}
		await pause(wait, signal);
	}
	return failure;
}

function isPassing({ reason, facts }: Failure): boolean {
	return PASSING_FAULTS.has(reason) || PASSING_CODES.has(facts.code ?? 0);
}

/** The wait that the reply asks for, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter({ facts }: Failure): number | undefined {
	const text = facts.retryAfter?.trim() ?? '';
	const wait = /^[0-9]+$/.test(text) ? Number(text) * SECOND : Date.parse(text) - Date.now();
	return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER);
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
async function pause(wait: number, signal: AbortSignal | undefined): Promise<void> {
	const end = Date.now() + wait;
	let stop = () => {};
	const stopped = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal?.addEventListener('abort', stop, { once: true });
	for (let left = wait; left > 0 && !signal?.aborted; left = end - Date.now()) {
		await Promise.race([sleep(Math.min(left, SLICE)), stopped]);
	}
	signal?.removeEventListener('abort', stop);
}
