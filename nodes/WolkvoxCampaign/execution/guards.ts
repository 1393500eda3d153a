/** What a person can ask for before anything is changed: options of every operation that does so. */

import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import { count } from '../failures/wording';
import type { Account } from '../transport/account';
import { TOKEN_INFO } from '../transport/information';
import { send } from '../transport/retry';
import { batchCount } from './batches';
import { jobsOf, lookUpKey, unread, type Step } from './lookUp';
import { unsettled } from './loop';
import { callsOf, type Job, type Operation, type SentRequest } from './operation';
import { doneOf, recordCount } from './summary';

/**
 * Refuses a run for more records than Max Records: a net for a workflow that was wired wrongly.
 *
 * @param operation what the run is to do
 * @param jobs all of the run; each that has no outcome fails when the limit is passed
 */
export function limitRecords({ words }: Operation, jobs: Job[]): void {
	// The option may come from an expression: the smallest limit counts.
	const limits = jobs.map(({ input }) => input.maxRecords ?? Infinity);
	const limit = limits.reduce((least, one) => Math.min(least, one), Infinity);
	if (limit === Infinity) return;
	// What an earlier try of Retry On Fail has done counts, so that each try counts the same.
	const records = recordCount(words, [...unsettled(jobs), ...doneOf(words, jobs)]);
	if (records <= limit) return;
	const what = `this run is for ${count(records, words.noun)}, and Max Records is ${limit}`;
	fail(jobs, new Failure('tooManyRecords', { what }));
}

/**
 * Gives the jobs their outcome that ask for what an earlier one asks for, and that must not be done twice.
 *
 * @param operation what the run is to do
 * @param jobs all of the run
 */
export function skipRepeated({ unique }: Operation, jobs: Job[]): void {
	if (!unique) return;
	const keys = new Set<string>();
	for (const job of jobs) {
		if (job.outcome instanceof Failure) continue;
		const key = unique.key(job.input);
		if (keys.has(key)) job.outcome ??= [unique.item(job.input)];
		keys.add(key);
	}
}

/**
 * Gives the jobs of a dry run their outcome, so that nothing is sent for them.
 *
 * @param operation what the run would do
 * @param jobs all of the run
 */
export function skipDryRun({ words, asked }: Operation, jobs: Job[]): void {
	for (const job of unsettled(jobs)) {
		if (job.input.dryRun)
			job.outcome = [{ [words.key ?? words.done]: false, dry_run: true, ...asked(job.input) }];
	}
}

/** What is known of the quota. */
export interface Quota {
	/** How many calls are left; undefined where nobody asked. */
	left?: number;
	sent: SentRequest[];
}

/**
 * Asks Wolkvox how many calls are left today, where an item wants it, and refuses the run when they
 * are too few.
 *
 * @param this the node's run
 * @param account the checked credential
 * @param operation what the run is to do
 * @param steps all of the run; each job that has no outcome fails when the calls are too few
 * @param known the look-ups whose replies are known already, by `lookUpKey`
 * @returns never throws
 */
export async function checkQuota(
	this: IExecuteFunctions,
	account: Account,
	operation: Operation,
	steps: Step[],
	known: ReadonlyMap<string, unknown>,
): Promise<Quota> {
	const jobs = jobsOf(steps);
	const [asking] = unsettled(jobs).filter(({ input }) => input.checkQuota);
	const needed = asking ? callsFor(account, operation, steps, known) : 0;
	if (needed === 0) return { sent: [] };
	const { reply, calls } = await send.call(this, account, TOKEN_INFO, asking.input);
	const left = reply instanceof Failure ? undefined : callsLeft(reply?.data);
	if (reply instanceof Failure) fail(jobs, reply.forLaterItems());
	else if (reply && left === undefined) fail(jobs, new Failure('quotaUnknown'));
	if (left !== undefined) limitCalls(jobs, left, needed);
	return { left, sent: [{ calls }] };
}

/**
 * Refuses what a look-up came to, when it takes more calls than are left.
 *
 * @param operation what the run is to do
 * @param jobs all of the run; each that has no outcome fails then
 * @param quota what was known before
 * @param sent the requests since then
 */
export function checkQuotaAgain(
	operation: Operation,
	jobs: Job[],
	{ left }: Quota,
	sent: SentRequest[],
): void {
	if (left !== undefined) limitCalls(jobs, left - callsOf(sent), callsToSend(operation, jobs));
}

function limitCalls(jobs: Job[], left: number, needed: number): void {
	if (left >= needed) return;
	const what = `this run needs ${count(needed, { one: 'call', many: 'calls' })}, and ${left} ${left === 1 ? 'is' : 'are'} left today`;
	fail(jobs, new Failure('quotaTooSmall', { what }));
}

/**
 * How many calls a run takes when nothing goes wrong: at most, where a look-up leaves some out; those of
 * the look-up alone, where it decides what there is to send.
 */
function callsFor(
	account: Account,
	operation: Operation,
	steps: Step[],
	known: ReadonlyMap<string, unknown>,
): number {
	const open = new Set(unread(steps));
	const reads = [...open].flatMap(({ requests }) => requests);
	const keys = new Set(reads.map((request) => lookUpKey(account, request)));
	const toRead = [...keys].filter((key) => !known.has(key)).length;
	const counted = operation.lookUp?.decides ? steps.filter((step) => !open.has(step)) : steps;
	return toRead + callsToSend(operation, jobsOf(counted));
}

function callsToSend(operation: Operation, jobs: Job[]): number {
	const toSend = unsettled(jobs).filter(({ input }) => !input.dryRun);
	return batchCount(operation, toSend);
}

/** Numbers come as text in Wolkvox's example. */
function callsLeft(data: unknown[] = []): number | undefined {
	const info = { ...(data[0] as object | undefined) } as Record<string, unknown>;
	const left = info.available_consumption_options;
	const text = String(left ?? '').trim();
	return /^\d+$/.test(text) ? Number(text) : undefined;
}

function fail(jobs: Job[], failure: Failure): void {
	for (const job of unsettled(jobs)) job.outcome = failure;
}
