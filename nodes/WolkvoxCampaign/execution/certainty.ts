import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import { send } from '../transport/retry';
import { sendBatch } from './batch';
import { Batches } from './batches';
import type { Breaker } from './breaker';
import type { Ledger } from './ledger';
import { forEachInTurn } from './loop';
import type { Job, Operation, SentRequest } from './operation';

/**
 * Looks up what became of the jobs of a batch of which no answer tells, where their items want it. What
 * shows to be done is a success. What does not is sent once more and looked up again, where Wolkvox no
 * longer finds what is done and a request does no harm then; it stays open, where it must not be sent
 * twice, because Wolkvox may still be at work; else it is not done. A look-up that tells nothing leaves
 * its job as it is.
 *
 * @param this the node's run
 * @param account the checked credential
 * @param operation what was to be done
 * @param batch the jobs, which were sent
 * @param ledger what the run has done
 * @param breaker says when going on can't succeed
 * @returns the requests that it took; never throws
 */
export async function settleBatch(
	this: IExecuteFunctions,
	account: Account,
	operation: Operation,
	batch: Job[],
	ledger: Ledger,
	breaker: Breaker,
): Promise<SentRequest[]> {
	const { certainty, words, asked, kept, call } = operation;
	const sent: SentRequest[] = [];
	/** What shows to be done of a job that is not done as a whole. */
	const gone = new Set<string>();
	if (!certainty) return sent;

	/** What the look-ups of a job show, record by record; undefined where one of them does not tell. */
	const lookAt = async (job: Job): Promise<boolean[] | undefined> => {
		const shown: boolean[] = [];
		for (const request of certainty.requests(job.input)) {
			const { reply, calls } = await send.call(this, account, request, job.input);
			sent.push({ calls, purpose: 'lookUpAfter' });
			if (reply === undefined) return undefined;
			const failure = reply instanceof Failure ? reply : undefined;
			sent.push(...(await breaker.note(job, reply, failure, false)));
			const isDone =
				reply instanceof Failure ? undefined : certainty.isDone(reply, job.input, shown.length);
			if (isDone === undefined) return undefined;
			shown.push(isDone);
		}
		return shown.length > 0 ? shown : undefined;
	};

	/** Settles what it can, and gives what shows not to be done. */
	const lookAtAll = async (jobs: Job[]): Promise<Job[]> => {
		const undone: Job[] = [];
		for (const job of jobs) {
			const { outcome, input } = job;
			if (!(outcome instanceof Failure) || !outcome.maybeDone || !input.lookUpUnknown) continue;
			const shown = await lookAt(job);
			if (!shown) continue;
			if (shown.every(Boolean)) {
				const done = { [words.key ?? words.done]: true, ...asked(input), ...kept?.(input) };
				job.outcome = [{ ...done, looked_up: true }];
			} else {
				const isOpen = operation.batch?.once === true || !call.repeatable;
				job.outcome = outcome.with({ lookedUp: isOpen ? 'open' : 'notDone' });
				undone.push(job);
				const keys = operation.batch?.keys(input) ?? [];
				for (const [index, key] of keys.entries()) if (shown[index]) gone.add(key);
			}
			ledger.enter(job);
		}
		return undone;
	};

	const again = await lookAtAll(batch);
	if (!operation.batch?.once || again.length === 0 || breaker.reasonFor(again[0])) return sent;
	const before = new Map(again.map((job) => [job, job.outcome]));
	for (const job of again) job.outcome = undefined;
	const batches = new Batches(operation, again);
	await forEachInTurn.call(this, batches, breaker, async (one) => {
		const requests = sendBatch.call(this, account, operation, one, batches, ledger, breaker, gone);
		sent.push(...(await requests));
	});
	batches.finish();
	// A stop may have come first.
	for (const job of again) job.outcome ??= before.get(job);
	await lookAtAll(again);
	return sent;
}
