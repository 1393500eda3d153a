import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Reason } from '../failures/reasons';
import type { Account } from '../transport/account';
import { send } from '../transport/retry';
import type { Breaker } from './breaker';
import type { Ledger } from './ledger';
import { failuresOf } from './loop';
import {
	isDone,
	keysOf,
	requestOf,
	requestTexts,
	type Batching,
	type Job,
	type Operation,
	type Outcome,
	type SentRequest,
} from './operation';

/**
 * Puts jobs into batches that share a request: those that ask for the very same thing, where the
 * operation lets them; where it batches, neighbors with the same target and options, until there are as
 * many keys as a request may carry. A job with several keys is never parted; a key that the batch has
 * already takes no room.
 *
 * @param operation says what may share a request
 * @param jobs those to send, in order
 * @returns the batches, in order
 */
export function batchesOf(operation: Operation, jobs: Job[]): Job[][] {
	const { batch: batching, shared } = operation;
	if (!batching) return shared ? identicalOf(operation, jobs) : jobs.map((job) => [job]);
	const batches: Job[][] = [];
	let keys = new Set<string>();
	let target: string | undefined;
	for (const job of jobs) {
		const size = batching.size(job.input);
		const more = batching.keys(job.input).filter((key) => !keys.has(key));
		// One key a request is one job a request, also when the next one has the same key.
		const fits = size > 1 && keys.size + more.length <= size && targetOf(batching, job) === target;
		if (!fits) {
			batches.push([]);
			keys = new Set(batching.keys(job.input));
			target = targetOf(batching, job);
		}
		batches[batches.length - 1].push(job);
		for (const key of more) keys.add(key);
	}
	return batches;
}

/**
 * Puts jobs together that ask for the very same thing. Where one between them asks the same address for
 * something else they stay apart: of the speeds 50, 75, 50 the last one counts.
 */
function identicalOf(operation: Operation, jobs: Job[]): Job[][] {
	const batches: Job[][] = [];
	const latest = new Map<string, { asks: string; batch: Job[] }>();
	for (const job of jobs) {
		const { timeout, maxRetries } = job.input;
		const { address, body } = requestTexts(operation, job.input);
		const asks = JSON.stringify([timeout, maxRetries, body]);
		const before = latest.get(address);
		if (before?.asks === asks) {
			before.batch.push(job);
		} else {
			const batch = [job];
			batches.push(batch);
			latest.set(address, { asks, batch });
		}
	}
	return batches;
}

/** All that jobs which share a request have in common. */
function targetOf(batching: Batching<object>, { input }: Job): string {
	const { timeout, maxRetries } = input;
	return JSON.stringify([timeout, maxRetries, batching.size(input), ...batching.target(input)]);
}

/**
 * Sends a batch with one request, and fills in what each of its jobs came to. When Wolkvox refuses
 * the request for what it carries, each half of it is sent for itself, and so on until the refused
 * jobs stand alone. Wolkvox doesn't document partial matches, so a job's outcome is the reply to the
 * last request that carried it. What must not be sent twice is not split: nothing says that a
 * refused request did nothing.
 *
 * @param this the node's run
 * @param account the checked credential
 * @param operation what to do
 * @param batch as `batchesOf` makes it
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
	ledger: Ledger,
	breaker: Breaker,
	gone: ReadonlySet<string> = new Set(),
): Promise<SentRequest[]> {
	const shares = (operation.batch?.size(batch[0].input) ?? 1) > 1;
	/** Whether the other parts are left, because one failed alone in the stop mode. */
	let stops = false;

	const sendPart = async (jobs: Job[], refusal?: Failure): Promise<SentRequest[]> => {
		const reason = refusal && breaker.reasonFor(jobs[0]);
		if (refusal && (reason ?? stops)) {
			for (const job of jobs) job.outcome = reason ? notSentAgain(refusal, reason) : refusal;
			return [];
		}
		const inputs = jobs.map(({ input }) => input);
		// One key a request is one request a job, also when the run has done the key before.
		const keys = keysOf(operation, inputs).filter(
			(key) => !gone.has(key) && (!shares || !ledger.hasDone(jobs[0], key)),
		);
		// All were done meanwhile, as the next look-up shows: nobody knows what a request for none does.
		if (operation.batch && keys.length === 0) return [];
		const request = requestOf(operation, inputs, keys);
		const { reply, calls, maybeDone } = await send.call(this, account, request, inputs[0]);
		for (const job of jobs) {
			const read =
				reply instanceof Failure ? reply : reply && operation.outcome(reply, job.input, keys);
			const among = jobs.length > 1 && keys.length > 0 ? keys : undefined;
			const partly = !operation.call.repeatable && keys.length > 1;
			const outcome =
				read instanceof Failure
					? read.with({ partly, maybeDone: maybeDone || read.facts.maybeDone })
					: read;
			// A part that was not sent, because the execution was stopped, came to what the whole did.
			job.outcome = amongOthers(outcome, among, refusal) ?? refusal;
		}
		const sent: SentRequest[] = [{ calls, purpose: refusal && 'part' }];
		if (reply === undefined) return sent;

		const [failure] = failuresOf(jobs);
		sent.push(...(await breaker.note(jobs[0], reply, failure)));
		if (failure) {
			const splits = operation.call.repeatable && failure.splittable;
			const halves = splits ? halvesOf(operation.batch, jobs) : [];
			for (const half of halves) sent.push(...(await sendPart(half, failure)));
			if (halves.length === 0) {
				for (const job of jobs) job.outcome = standingAlone(operation, ledger, job);
				stops = failuresOf(jobs).length > 0 && !this.continueOnFail();
			}
		}
		return sent;
	};

	if (shares) for (const job of batch) job.outcome = copyOfDone(operation, ledger, job);
	const left = batch.filter(({ outcome }) => outcome === undefined);
	const sent = left.length > 0 ? await sendPart(left) : [];
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

/** What a request was for that Wolkvox refused: one that counted fewer than were sent refused none. */
function refusedBatchOf(refusal: Failure | undefined): string[] | undefined {
	return refusal?.answered ? refusal.facts.batch : undefined;
}

/** What the jobs of a refused request came to when they are not sent again. */
function notSentAgain(refusal: Failure, { reason, facts: { what } }: Failure): Failure {
	const { maybeDone, facts } = refusal;
	const refusedBatch = refusedBatchOf(refusal);
	return new Failure(reason, { what, answer: facts.answer, maybeDone, refusedBatch });
}

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

/** The two halves of the jobs of a request, each in order; none when it can't be split. */
function halvesOf(batching: Batching<object> | undefined, jobs: Job[]): Job[][] {
	const units = batching ? unitsOf(batching, jobs) : [];
	if (units.length <= 1) return [];
	const first = new Set(units.slice(0, Math.ceil(units.length / 2)).flat());
	return [jobs.filter((job) => first.has(job)), jobs.filter((job) => !first.has(job))];
}

/**
 * The smallest parts that a request can be split into: a job with all that have a key in common with
 * it, so that no key is in two parts.
 */
function unitsOf(batching: Batching<object>, jobs: Job[]): Job[][] {
	const units = new Set<Job[]>();
	const unitOf = new Map<string, Job[]>();
	for (const job of jobs) {
		const touched = new Set(batching.keys(job.input).map((key) => unitOf.get(key)));
		// Into the one that stands first, so that what is done for an item is not behind its place.
		const [unit = [], ...others] = [...units].filter((one) => touched.has(one));
		units.add(unit);
		for (const other of others) units.delete(other);
		for (const one of [...others.flat(), job]) {
			unit.push(one);
			for (const key of batching.keys(one.input)) unitOf.set(key, unit);
		}
	}
	return [...units];
}
