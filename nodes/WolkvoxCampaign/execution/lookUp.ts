import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import type { Success } from '../transport/reply';
import type { WolkvoxRequest } from '../transport/request';
import { send } from '../transport/retry';
import type { Breaker } from './breaker';
import { failuresOf, forEachInTurn, unsettled } from './loop';
import type { Job, LookUp, SentRequest } from './operation';

/** What the reply to a read is kept under. */
export function lookUpKey({ host }: Account, request: WolkvoxRequest): string {
	return JSON.stringify([host, request]);
}

/** What an item, or a part of it, has come to so far, and what is left to read for it. */
export interface Step {
	jobs: Job[];
	requests: WolkvoxRequest[];
}

/** The jobs of steps, in order. */
export function jobsOf(steps: Step[]): Job[] {
	return steps.flatMap(({ jobs }) => jobs);
}

/** The steps for which something is left to read. */
export function unread(steps: Step[]): Step[] {
	return steps.filter(({ jobs: [{ outcome }], requests }) => !outcome && requests.length > 0);
}

/**
 * Plans the reads of a run. Where an earlier try of Retry On Fail has read all for a job, it comes to the
 * same jobs as then before anything else can end it, so that what was done for them still comes out.
 *
 * @param account the checked credential
 * @param lookUp what to read for an input; left out where there is nothing to read
 * @param jobs all of the run
 * @param replies those that are known already, by `lookUpKey`
 * @returns the steps, in order, each job taken apart as the look-up has it
 */
export function planReads(
	account: Account,
	lookUp: LookUp<object> | undefined,
	jobs: Job[],
	replies: ReadonlyMap<string, Success>,
): Step[] {
	if (!lookUp) return jobs.map((job) => ({ jobs: [job], requests: [] }));
	const parts = jobs.flatMap((job) => {
		const inputs = job.outcome === undefined ? (lookUp.parts?.(job.input) ?? []) : [];
		return inputs.length > 1
			? inputs.map((input) => ({ ...job, input: input as Job['input'] }))
			: job;
	});
	const all = lookUp.requests(unsettled(parts).map(({ input }) => input)).values();
	return parts.map((job) => {
		const requests: WolkvoxRequest[] = job.outcome === undefined ? (all.next().value ?? []) : [];
		const known = requests.flatMap((one) => replies.get(lookUpKey(account, one)) ?? []);
		return requests.length > 0 && known.length === requests.length
			? { jobs: foundBy(lookUp, known, job), requests: [] }
			: { jobs: [job], requests };
	});
}

/** What a job comes to with the replies to its reads. */
function foundBy(lookUp: LookUp<object>, replies: Success[], job: Job): Job[] {
	return lookUp.found(replies, job.input).map(({ input, outcome }) => ({
		...job,
		input: { ...job.input, ...input },
		outcome,
	}));
}

/**
 * Reads what the requests of a run depend on, before the first of them is sent: so a run is counted,
 * and in the stop mode refused, as a whole.
 *
 * @param this the node's run
 * @param account the checked credential
 * @param lookUp what to read for an input
 * @param steps as `planReads` makes them; each gets the jobs that it comes to, and a read that fails
 * becomes the outcome of its job
 * @param breaker says when going on can't succeed
 * @param replies those that are known already, by `lookUpKey`; it keeps the new ones
 * @returns the requests that it took; never throws
 */
export async function lookUpSteps(
	this: IExecuteFunctions,
	account: Account,
	lookUp: LookUp<object>,
	steps: Step[],
	breaker: Breaker,
	replies: Map<string, Success>,
): Promise<SentRequest[]> {
	const sent: SentRequest[] = [];
	const stepOf = new Map(unread(steps).map((step) => [step.jobs[0], step]));

	const repliesFor = async (
		job: Job,
		requests: WolkvoxRequest[],
	): Promise<Success[] | Failure | undefined> => {
		const all: Success[] = [];
		for (const request of requests) {
			const key = lookUpKey(account, request);
			let reply: Success | Failure | undefined = replies.get(key);
			if (!reply) {
				const { calls, reply: answer } = await send.call(this, account, request, job.input);
				sent.push({ calls, purpose: 'lookUp' });
				if (answer === undefined) return undefined;
				if (answer instanceof Failure) {
					sent.push(...(await breaker.note(job, answer, answer)));
					return lookUp.failed?.(answer) ?? answer;
				}
				replies.set(key, (reply = answer));
			}
			all.push(reply);
		}
		return all;
	};

	const groups = [...stepOf.keys()].map((job) => [job]);
	await forEachInTurn.call(this, groups, breaker, async ([job]) => {
		const step = stepOf.get(job)!;
		const before = sent.length;
		const all = await repliesFor(job, step.requests);
		if (all instanceof Failure) job.outcome = all;
		if (!Array.isArray(all)) return;
		step.jobs = foundBy(lookUp, all, job);
		// That it found nothing shows no target.
		const [failure] = failuresOf(step.jobs);
		if (sent.length > before) sent.push(...(await breaker.note(job, all[0], failure, false)));
	});
	return sent;
}
