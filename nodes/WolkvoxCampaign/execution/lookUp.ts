import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import type { Success } from '../transport/reply';
import type { WolkvoxRequest } from '../transport/request';
import { send } from '../transport/retry';
import type { Breaker } from './breaker';
import { failuresOf, forEachInTurn } from './loop';
import { callsOf, type Job, type LookUp, type SentRequest } from './operation';

/** What the reads of a run came to. */
export interface LookedUp {
	/** What is left to do, in order: for each job those that it came to. */
	jobs: Job[];
	sent: SentRequest[];
}

/** What the reply to a read is kept under. */
export function lookUpKey({ host }: Account, request: WolkvoxRequest): string {
	return JSON.stringify([host, request]);
}

/** A job, and the reads that it depends on. */
interface Step {
	job: Job;
	/** None for a job that has an outcome. */
	requests: WolkvoxRequest[];
}

/**
 * Plans the reads of a run.
 *
 * @param lookUp what to read for an input
 * @param jobs all of the run: what Retry On Fail remembers counts, too, so that each try reads the same
 * @returns the jobs, in order, each taken apart as the look-up has it
 */
export function readsOf(lookUp: LookUp<object>, jobs: Job[]): Step[] {
	const parts = jobs.flatMap((job) =>
		job.outcome === undefined && lookUp.parts
			? lookUp.parts(job.input).map((input) => ({ ...job, input: input as Job['input'] }))
			: [job],
	);
	const readable = parts.filter(({ outcome }) => !(outcome instanceof Failure));
	const all = lookUp.requests(readable.map(({ input }) => input));
	const requestsOf = new Map(readable.map((job, index) => [job, all[index]]));
	return parts.map((job) => ({
		job,
		requests: job.outcome === undefined ? (requestsOf.get(job) ?? []) : [],
	}));
}

/**
 * Reads what the requests of a run depend on, before the first of them is sent: so a run is counted,
 * and in the stop mode refused, as a whole.
 *
 * @param this the node's run
 * @param account the checked credential
 * @param lookUp what to read for an input
 * @param jobs one for each item; a read that fails becomes the outcome of its job
 * @param breaker says when going on can't succeed
 * @param replies those that are known already, by request; it keeps the new ones
 * @returns never throws
 */
export async function lookUpJobs(
	this: IExecuteFunctions,
	account: Account,
	lookUp: LookUp<object>,
	jobs: Job[],
	breaker: Breaker,
	replies: Map<string, Success>,
): Promise<LookedUp> {
	const sent: SentRequest[] = [];
	const found = new Map<Job, Job[]>();
	const steps = readsOf(lookUp, jobs);
	const requestsOf = new Map(steps.map(({ job, requests }) => [job, requests]));

	const repliesFor = async (job: Job): Promise<Success[] | Failure | undefined> => {
		const all: Success[] = [];
		for (const request of requestsOf.get(job) ?? []) {
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

	await forEachInTurn.call(
		this,
		steps.filter(({ requests }) => requests.length > 0).map(({ job }) => [job]),
		breaker,
		async ([job]) => {
			const calls = callsOf(sent);
			const all = await repliesFor(job);
			if (all instanceof Failure) job.outcome = all;
			if (!Array.isArray(all)) return;
			const comesTo = lookUp.found(all, job.input).map(({ input, outcome }) => ({
				...job,
				input: { ...job.input, ...input },
				outcome,
			}));
			found.set(job, comesTo);
			// That it found nothing shows no target.
			const [failure] = failuresOf(comesTo);
			if (callsOf(sent) > calls) sent.push(...(await breaker.note(job, all[0], failure, false)));
		},
	);
	return { jobs: steps.flatMap(({ job }) => found.get(job) ?? [job]), sent };
}
