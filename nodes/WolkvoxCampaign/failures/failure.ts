import { REASONS, type Effect, type Reason } from './reasons';

/** Wolkvox's own words about a request, made safe to show by `transport/reply.ts`. */
export interface Answer {
	code?: string;
	error?: string;
	msg?: string;
}

/** What is known of a failure beyond its row of the table of texts. */
export interface Facts {
	/** The HTTP status of the reply, when one came. */
	httpStatus?: number;
	/** The code that counts: Wolkvox's own where it sent one, else the HTTP status. */
	code?: number;
	/** The header Retry-After of the reply. */
	retryAfter?: string;
	/** What Wolkvox sent in its reply. */
	answer?: Answer;
	/** What happened, where the row of the table has no numbers and names: safe to show. */
	what?: string;
	/** One more sentence for the hint, safe to show, such as n8n's own words. */
	detail?: string;
	/** How many times the request was sent. */
	attempts?: number;
	/** Whether an earlier attempt may have done what was asked for. */
	maybeDone?: boolean;
	/** Whether the request only reads: then nothing can be half done. */
	reads?: boolean;
	/** Whether there was no connection that could carry the request. */
	neverLeft?: boolean;
	/** Whether a refused request was for several that are not tried alone: some of them may be done. */
	partly?: boolean;
	/** What a look-up showed afterwards: not done so far, which leaves it open, or not done. */
	lookedUp?: 'open' | 'notDone';
	/** Whether this is the failure of an item before, because of which nothing was sent. */
	leftOut?: boolean;
	/** What the request was for, such as customer IDs, when it was for several items. */
	batch?: string[];
	/** The same of a request before, which Wolkvox refused. */
	refusedBatch?: string[];
}

/** Why an item fails: a row of the table of texts, and what is known beyond it. */
export class Failure extends Error {
	constructor(
		readonly reason: Reason,
		readonly facts: Facts = {},
	) {
		super(reason);
	}

	/** What happened, as the table of texts has it. */
	get what(): string {
		return this.facts.what ?? REASONS[this.reason].what;
	}

	/** Whether Wolkvox itself, and not a proxy before it, sent a reply. */
	get answered(): boolean {
		return this.facts.httpStatus !== undefined && !this.facts.neverLeft;
	}

	/** What is known of what was asked for. */
	get effect(): Effect {
		if (this.facts.leftOut) return 'notSent';
		if (this.facts.lookedUp === 'notDone') return 'notDone';
		const { effect } = REASONS[this.reason];
		const { reads, neverLeft, partly } = this.facts;
		if (partly && this.splittable) return 'unknown';
		return effect === 'unknown' && (reads || neverLeft) ? 'notDone' : effect;
	}

	/** Whether it may have been done, by the last attempt or by an earlier one. */
	get maybeDone(): boolean {
		const { maybeDone, lookedUp } = this.facts;
		return this.effect === 'unknown' || (maybeDone === true && lookedUp !== 'notDone');
	}

	/** Whether each further request of this token would fail too. */
	get endsRun(): boolean {
		return 'endsRun' in REASONS[this.reason];
	}

	/** Whether each further request for the same campaign would fail too. */
	get endsTarget(): boolean {
		return 'endsTarget' in REASONS[this.reason];
	}

	/** Whether one of several records in the request may be the cause. */
	get splittable(): boolean {
		return 'splittable' in REASONS[this.reason];
	}

	/** This failure with more that is known of it. */
	with(facts: Facts): Failure {
		return new Failure(this.reason, { ...this.facts, ...facts });
	}

	/** This failure as the reason why a later item is not sent. */
	forLaterItems(): Failure {
		const { what, answer } = this.facts;
		return new Failure(this.reason, { what, answer, leftOut: true });
	}
}

/**
 * Quotes n8n.
 *
 * @param error what n8n threw, without a token in its message
 * @returns a sentence for a failure's `detail`
 */
export function reported(error: unknown): string | undefined {
	return error instanceof Error ? `n8n reported: "${error.message}".` : undefined;
}
