import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Account } from '../transport/account';
import { keepList, keptList } from '../transport/lists';
import type { Success } from '../transport/reply';
import { send } from '../transport/retry';
import type { Job, Operation, SentRequest } from './operation';

/** How many requests in a row have to be without an answer, and for how many milliseconds, to end a run. */
const LOST_REQUESTS = 3;
const LOST_TIME = 5 * 60_000;

/** After how many refusals in a row it is asked whether a target is there at all. */
const REFUSALS = 10;

/** Ends a run, or what it does for one target, when going on can't succeed. */
export class Breaker {
	private end?: Failure;
	/** Why nothing more is sent for a target. */
	private readonly ends = new Map<string, Failure>();
	/** How many requests for a target were refused in a row. */
	private readonly refusals = new Map<string, number>();
	/** Targets that are there, or that can't be asked about again. */
	private readonly settled = new Set<string>();
	/** The list that the target check came to, which is sent once in a run. */
	private checked?: Success | Failure;
	private lost = 0;
	private lastAnswer = Date.now();

	constructor(
		private readonly execution: IExecuteFunctions,
		private readonly account: Account,
		private readonly operation: Operation,
	) {}

	/** Why a job is not to be sent; undefined when nothing stands against it. */
	reasonFor(job: Job): Failure | undefined {
		return this.end ?? this.ends.get(this.targetOf(job));
	}

	/**
	 * Takes note of what a request came to.
	 *
	 * @param job one of those that it carried
	 * @param reply Wolkvox's answer, or why there is none
	 * @param failure why its jobs failed, when they did
	 * @param shows whether a success shows that the target is there, as a read that found nothing does not
	 * @returns the requests that it took to find out whether the target is there; never throws
	 */
	async note(
		job: Job,
		reply: Success | Failure,
		failure: Failure | undefined,
		shows = true,
	): Promise<SentRequest[]> {
		const refused = failure?.splittable === true;
		const target = this.targetOf(job);
		this.refusals.set(target, refused ? (this.refusals.get(target) ?? 0) + 1 : 0);
		if (!failure && shows) this.settled.add(target);

		if (!(reply instanceof Failure) || reply.answered) {
			this.lost = 0;
			this.lastAnswer = Date.now();
		} else {
			this.lost++;
		}
		const isLost = this.lost >= LOST_REQUESTS && Date.now() - this.lastAnswer >= LOST_TIME;
		if (failure?.endsRun || isLost) this.end = failure?.forLaterItems();
		if (failure?.endsTarget) this.ends.set(target, failure.forLaterItems());

		const suspect = this.refusals.get(target) === REFUSALS && !this.settled.has(target);
		return suspect ? await this.checkTarget(job, target) : [];
	}

	private async checkTarget(job: Job, target: string): Promise<SentRequest[]> {
		const { targetCheck } = this.operation;
		if (!targetCheck) return [];
		this.settled.add(target);
		const sent: SentRequest[] = [];
		const { execution, account } = this;
		const { request } = targetCheck;
		if (!this.checked) {
			// A list that is kept can show that a target is there; one that is not may be newer than it.
			const kept = await keptList(account, request)?.catch(() => undefined);
			if (kept && !targetCheck.missing({ code: 200, msg: '', data: kept }, job.input)) return sent;
			const { reply, calls } = await send.call(execution, account, request, job.input);
			this.checked = reply;
			sent.push({ calls });
			if (reply && !(reply instanceof Failure)) {
				keepList(account, request, Promise.resolve(reply.data ?? []));
			}
		}
		// Without a list the run goes on as if the target were there.
		const reply = this.checked instanceof Failure ? undefined : this.checked;
		const missing = reply && targetCheck.missing(reply, job.input);
		if (missing) this.ends.set(target, missing.forLaterItems());
		return sent;
	}

	private targetOf({ input }: Job): string {
		return this.operation.targetCheck?.target(input) ?? '';
	}
}
