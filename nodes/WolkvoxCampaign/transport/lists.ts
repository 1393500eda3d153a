/** Lists of Wolkvox's account that change seldom, such as its campaigns: for drop-downs and checks. */

import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from './account';
import { ask } from './ask';
import { keyOf } from './queue';
import { sendOnce, type WolkvoxRequest } from './request';

/**
 * By server, token and call, for a while: the editor asks again with each letter that is typed, and
 * each call costs one use of the token. Wolkvox asks not to poll these calls.
 */
const lists = new Map<string, { until: number; rows: Promise<unknown[]> }>();

/** Milliseconds. */
const KEPT = 60_000;
const TIMEOUT = 30_000;

/**
 * Gives a list to the editor: the one that is kept, or a new one.
 *
 * @param this the editor's call
 * @param account the checked credential
 * @param request a read without records
 * @returns its rows; none where Wolkvox has none
 * @throws {Failure} when it can't be had
 */
export async function listFor(
	this: ILoadOptionsFunctions,
	account: Account,
	request: WolkvoxRequest,
): Promise<unknown[]> {
	const kept = keptList(account, request);
	if (kept) return await kept;
	const rows = load.call(this, account, request);
	keepList(account, request, rows);
	return await rows;
}

/** The list that is kept of a call, if any is. */
export function keptList(
	account: Account,
	request: WolkvoxRequest,
): Promise<unknown[]> | undefined {
	for (const [key, { until }] of lists) if (until < Date.now()) lists.delete(key);
	return lists.get(keyFor(account, request))?.rows;
}

/** Keeps a list for those who ask next; not one that could not be had, and none that is empty. */
export function keepList(
	account: Account,
	request: WolkvoxRequest,
	rows: Promise<unknown[]>,
): void {
	const key = keyFor(account, request);
	lists.set(key, { until: Date.now() + KEPT, rows });
	const forget = () => lists.delete(key);
	rows.then(({ length }) => length === 0 && forget(), forget);
}

async function load(
	this: ILoadOptionsFunctions,
	account: Account,
	request: WolkvoxRequest,
): Promise<unknown[]> {
	const reply = await ask(
		account,
		async () => await sendOnce.call(this, account, request, TIMEOUT),
	);
	if (reply instanceof Failure) throw reply;
	return reply.data ?? [];
}

function keyFor(account: Account, { script, api }: WolkvoxRequest): string {
	return `${keyOf(account)} ${script} ${api}`;
}
