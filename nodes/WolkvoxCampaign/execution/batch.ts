import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import { send } from '../transport/retry';
import { failuresOf } from './loop';
import { requestOf, type Batching, type Job, type Operation, type Outcome } from './operation';

/** One request of a run. */
export interface SentRequest {
	/** How many calls of Wolkvox's API it took. */
	calls: number;
	/** Whether it was for a part of what Wolkvox refused before. */
	part: boolean;
}

/**
 * Puts jobs into batches that share a request: neighbors with the same target and options, until there are as many keys as a request may carry. A job with several keys is never
 * parted; a key that the batch has already takes no room.
 *
 * @param operation says what may share a request
 * @param jobs those to send, in order
 * @returns the batches, in order
 */
export function batchesOf({ batch: batching }: Operation, jobs: Job[]): Job[][] {
	if (!batching) return jobs.map((job) => [job]);
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
 * @returns the requests that it took; never throws
 */
export async function sendBatch(
	this: IExecuteFunctions,
	account: Account,
	operation: Operation,
	batch: Job[],
): Promise<SentRequest[]> {
	/** Why the parts that are left are not sent. */
	let end: Failure | undefined;

	const sendPart = async (jobs: Job[], refusal?: Failure): Promise<SentRequest[]> => {
		if (end && refusal) {
			for (const job of jobs) job.outcome = notSentAgain(refusal, end);
			return [];
		}
		const inputs = jobs.map(({ input }) => input);
		const request = requestOf(operation, inputs);
		const { reply, calls } = await send.call(this, account, request, inputs[0]);
		for (const job of jobs) {
			const outcome =
				reply instanceof Failure ? reply : reply && operation.outcome(reply, job.input, inputs);
			// A part that was not sent, because the execution was stopped, came to what the whole did.
			job.outcome = amongOthers(operation, inputs, refusal, outcome) ?? refusal;
		}
		const sent = [{ calls, part: refusal !== undefined }];
		const [failure] = failuresOf(jobs);
		if (failure) {
			const halves =
				request.repeatable && failure.splittable ? halvesOf(operation.batch, jobs) : [];
			for (const half of halves) sent.push(...(await sendPart(half, failure)));
			if (halves.length === 0 && (failure.endsRun || !this.continueOnFail())) end = failure;
		}
		return sent;
	};
	return await sendPart(batch);
}

/** An outcome, with what is known of the request and of the refused one that it was a part of. */
function amongOthers(
	{ batch }: Operation,
	inputs: object[],
	refusal: Failure | undefined,
	outcome: Outcome | undefined,
): Outcome | undefined {
	if (!(outcome instanceof Failure)) return outcome;
	return outcome.with({
		...(batch && inputs.length > 1 && { batch: unique(inputs.flatMap(batch.keys)) }),
		maybeDone: outcome.facts.maybeDone || refusal?.facts.maybeDone,
		refusedBatch: refusal?.facts.batch,
	});
}

/** What the jobs of a refused request came to when they are not sent again. */
function notSentAgain(refusal: Failure, end: Failure): Failure {
	if (!end.endsRun) return refusal;
	const { answer, maybeDone, batch } = refusal.facts;
	return new Failure(end.reason, { answer, maybeDone, refusedBatch: batch });
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
	const join = (unit: Job[], job: Job) => {
		unit.push(job);
		for (const key of batching.keys(job.input)) unitOf.set(key, unit);
	};
	for (const job of jobs) {
		const touched = new Set(batching.keys(job.input).map((key) => unitOf.get(key)));
		touched.delete(undefined);
		const [unit = [], ...others] = touched as Set<Job[]>;
		units.add(unit);
		join(unit, job);
		for (const other of others) {
			units.delete(other);
			for (const one of other) join(unit, one);
		}
	}
	return [...units];
}

/** The values without those that stood before. */
export function unique<T>(values: T[]): T[] {
	return [...new Set(values)];
}
