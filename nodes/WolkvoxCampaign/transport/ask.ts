import { Failure } from '../failures/failure';
import type { Account } from './account';
import { enqueue } from './queue';
import type { Success } from './reply';
import { busyWait, pause } from './retry';

/** Milliseconds for which a person waits behind the requests of runs. */
const PATIENCE = 5000;

/** How often a token that others use is tried again, which takes some three seconds in all. */
const BUSY_RETRIES = 5;

/**
 * Sends a request of the editor, before which a person sits. It takes its turn as every request does,
 * but does not wait long for it: Wolkvox allows two requests of a token at once, so there is room for
 * it beside a request that hangs.
 *
 * @param account whose queue to join
 * @param work sends the request once, and never throws
 * @returns what Wolkvox answered in the end, or why that is no success
 */
export async function ask(
	account: Account,
	work: () => Promise<Success | Failure>,
): Promise<Success | Failure> {
	const latest = Date.now() + PATIENCE;
	for (let retries = 0; ; retries++) {
		const reply = await inTurnUntil(latest, account, work);
		const busy = reply instanceof Failure && reply.reason === 'tokenBusy';
		if (!busy || retries === BUSY_RETRIES) return reply;
		await pause(busyWait(retries), undefined);
	}
}

/** Does a piece of work when its turn comes, or at a given time where its turn has not come by then. */
async function inTurnUntil<T>(
	latest: number,
	account: Account,
	work: () => Promise<T>,
): Promise<T> {
	const waiting = new AbortController();
	const stop = () => waiting.abort();
	// An abort does nothing to work that has begun.
	const turn = enqueue(account, waiting.signal, work);
	turn.then(stop, stop);
	await pause(latest - Date.now(), waiting.signal);
	stop();
	return (await turn) ?? (await work());
}
