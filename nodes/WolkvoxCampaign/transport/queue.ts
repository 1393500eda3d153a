import type { Account } from './account';

/**
 * Who may send when. Wolkvox refuses a third request that uses a token at the same time, and advises
 * to send the next one when the answer to the last is in, so all runs of this process that use a
 * token stand in one queue. Other processes can't be seen from here; `retry.ts` deals with them.
 *
 * A queue is in this map while a request of its token is open; it holds those who wait.
 */
const queues = new Map<string, Array<() => void>>();

/**
 * Does a piece of work alone among all that use the same server and token in this process, first
 * come first served.
 *
 * @param account whose queue to join
 * @param signal leaves the queue at once when it is aborted
 * @param work one request
 * @returns what the work returned, or undefined when the signal was aborted before its turn came
 * @throws what the work throws
 */
export async function enqueue<T>(
	account: Account,
	signal: AbortSignal | undefined,
	work: () => Promise<T>,
): Promise<T | undefined> {
	const key = keyOf(account);
	const queue = queues.get(key);
	if (queue) {
		const left = await wait(queue, signal);
		if (left) return undefined;
	} else {
		queues.set(key, []);
	}
	try {
		return signal?.aborted ? undefined : await work();
	} finally {
		const next = queues.get(key)?.shift();
		if (next) next();
		else queues.delete(key);
	}
}

/** How many tokens have a request open, for tests: none when nothing runs. */
export function openQueues(): number {
	return queues.size;
}

/** Waits in a queue; true when the signal ended the wait. */
async function wait(queue: Array<() => void>, signal: AbortSignal | undefined): Promise<boolean> {
	return await new Promise((resolve) => {
		const leave = () => {
			queue.splice(queue.indexOf(go), 1);
			resolve(true);
		};
		const go = () => {
			signal?.removeEventListener('abort', leave);
			resolve(false);
		};
		if (signal?.aborted) return resolve(true);
		signal?.addEventListener('abort', leave, { once: true });
		queue.push(go);
	});
}

/**
 * @param account a server and its token
 * @returns a hash of both (FNV-1a, twice), so that what is kept by account keeps no token
 */
export function keyOf({ host, token }: Account): string {
	return [0x811c9dc5, 0x01234567]
		.map((start) => {
			let hash = start;
			for (const character of `${host} ${token}`) {
				hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
			}
			return hash >>> 0;
		})
		.join('-');
}
