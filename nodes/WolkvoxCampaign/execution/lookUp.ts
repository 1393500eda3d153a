import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import type { Success } from '../transport/reply';
import type { WolkvoxRequest } from '../transport/request';
import { send } from '../transport/retry';
import type { Breaker } from './breaker';
import { forEachInTurn, unsettled } from './loop';
import type { Job, LookUp, SentRequest } from './operation';

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

	const repliesFor = async (job: Job): Promise<Success[] | Failure | undefined> => {
		const all: Success[] = [];
		for (const request of lookUp.requests(job.input)) {
			const key = lookUpKey(account, request);
			let reply: Success | Failure | undefined = replies.get(key);
			if (!reply) {
				const { calls, reply: answer } = await send.call(this, account, request, job.input);
				sent.push({ calls, purpose: 'lookUp' });
				if (answer === undefined) return undefined;
				const failure = answer instanceof Failure ? answer : undefined;
				sent.push(...(await breaker.note(job, answer, failure, false)));
				if (answer instanceof Failure) return answer;
				replies.set(key, (reply = answer));
			}
			all.push(reply);
		}
		return all;
	};

	await forEachInTurn.call(
		this,
		unsettled(jobs).map((job) => [job]),
		breaker,
		async ([job]) => {
			const all = await repliesFor(job);
			if (all instanceof Failure) job.outcome = all;
			else if (all) {
				const comesTo = lookUp.found(all, job.input);
				found.set(
					job,
					comesTo.map(({ input, outcome }) => ({
						...job,
						input: { ...job.input, ...input },
						outcome,
					})),
				);
			}
		},
	);
	return { jobs: jobs.flatMap((job) => found.get(job) ?? [job]), sent };
}
