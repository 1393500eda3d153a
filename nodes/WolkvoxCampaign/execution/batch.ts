import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Reason } from '../failures/reasons';
import type { Account } from '../transport/account';
import { send } from '../transport/retry';
import type { Breaker } from './breaker';
import { refusedBatchOf, type Batches } from './batches';
import type { Ledger } from './ledger';
import { failuresOf, unsettled } from './loop';
import {
	isDone,
	keysOf,
	requestOf,
	type Job,
	type Operation,
	type Outcome,
	type SentRequest,
} from './operation';

/**
 * Sends a batch with one request, and fills in what each of its jobs came to. When Wolkvox refuses the
 * request for what it carries, its jobs are put back, to be sent in smaller batches, until the refused
 * ones stand alone. Wolkvox doesn't document partial matches, so a job's outcome is the reply to the
 * last request that carried it. What must not be sent twice is not put back: nothing says that a
 * refused request did nothing.
 *
 * @param this the node's run
 * @param account the checked credential
 * @param operation what to do
 * @param batch one of the batches; jobs that were put back have no outcome
 * @param batches of the run
 * @param ledger what the run has done before
 * @param breaker says when going on can't succeed
 * @param gone keys that a look-up showed to be done
 * @returns the requests that it took; never throws
 */
export async function sendBatch(
	this: IExecuteFunctions,
	account: Account,
	operation: Operation,
	batch: Job[],
	batches: Batches,
	ledger: Ledger,
	breaker: Breaker,
	gone: ReadonlySet<string> = new Set(),
): Promise<SentRequest[]> {
	const shares = (operation.batch?.size(batch[0].input) ?? 1) > 1;
	if (shares) for (const job of batch) job.outcome = copyOfDone(operation, ledger, job);
	const jobs = unsettled(batch);
	const inputs = jobs.map(({ input }) => input);
	// One key a request is one request a job, also when the run has done the key before.
	const keys = keysOf(operation, inputs).filter(
		(key) => !gone.has(key) && (!shares || !ledger.hasDone(jobs[0], key)),
	);
	// All were done meanwhile, as the next look-up shows: nobody knows what a request for none does.
	if (jobs.length === 0 || (operation.batch && keys.length === 0)) return [];

	const request = requestOf(operation, inputs, keys);
	const { reply, calls, maybeDone } = await send.call(this, account, request, inputs[0]);
	const isPart = jobs.every((job) => batches.refusalOf(job));
	const sent: SentRequest[] = [{ calls, purpose: isPart ? 'part' : undefined }];
	for (const job of jobs) {
		const read =
			reply instanceof Failure ? reply : reply && operation.outcome(reply, job.input, keys);
		const among = jobs.length > 1 && keys.length > 0 ? keys : undefined;
		const partly = !operation.call.repeatable && keys.length > 1;
		const outcome =
			read instanceof Failure
				? read.with({ partly, maybeDone: maybeDone || read.facts.maybeDone })
				: read;
		job.outcome = amongOthers(outcome, among, batches.refusalOf(job));
	}
	if (reply === undefined) return sent;

	const [failure] = failuresOf(jobs);
	sent.push(...(await breaker.note(jobs[0], reply, failure)));
	const splits = operation.call.repeatable && failure?.splittable === true;
	if (splits && batches.putBack(jobs, failure)) return sent;
	if (failure) for (const job of jobs) job.outcome = standingAlone(operation, ledger, job);
	batches.settle(jobs, failure);
	for (const job of batch) ledger.enter(job);
	return sent;
}

/** An outcome, with what is known of the request and of the refused one that it was a part of. */
function amongOthers(
	outcome: Outcome | undefined,
	keys: string[] | undefined,
	refusal: Failure | undefined,
): Outcome | undefined {
	if (!(outcome instanceof Failure)) return outcome;
	const { reason, facts } = outcome;
	// A reply that counted fewer than were sent has done some; which ones another count can tell.
	const maybeCounted = refusal?.effect === 'unknown' && !COUNTED.has(reason);
	return outcome.with({
		batch: keys,
		maybeDone: facts.maybeDone || refusal?.facts.maybeDone || maybeCounted,
		refusedBatch: refusedBatchOf(refusal),
	});
}

/** What a reply comes to that says how many it was for. */
const COUNTED = new Set<Reason>(['countedFewer', 'customerMissing']);

/** What Wolkvox may answer for what is done already, such as a record that is gone: no page says it. */
const GONE = new Set<Reason>(['notFound', 'refused', 'phoneRejected']);

/** What a job comes to that failed alone, since the run may have done before what it asks for. */
function standingAlone(operation: Operation, ledger: Ledger, job: Job): Outcome | undefined {
	const { outcome } = job;
	if (!(outcome instanceof Failure)) return outcome;
	const done = GONE.has(outcome.reason) ? copyOfDone(operation, ledger, job) : undefined;
	if (done) return done;
	// No source says that a request which was refused for one record left the others in place.
	const wasRefused = outcome.facts.refusedBatch !== undefined;
	const maybeGone = operation.batch?.once && outcome.reason === 'notFound' && wasRefused;
	return ledger.maybeDone(job) || maybeGone ? outcome.with({ maybeDone: true }) : outcome;
}

/** The items of the job that has done what another one asks for, for that one. */
function copyOfDone(operation: Operation, ledger: Ledger, job: Job): Outcome | undefined {
	const done = ledger.doneBy(job)?.outcome;
	return isDone(done)
		? done.map((json) => ({ ...json, ...operation.asked(job.input) }))
		: undefined;
}
