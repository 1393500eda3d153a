import type { NodeExecutionHint } from 'n8n-workflow';
import { MESSAGES, records, type Failure, type Reason } from '../messages';

/** Counts what became of the items of a run, and the calls of Wolkvox's API that it took. */
export class Tally {
	/** How many records were removed: customer IDs, of which an item may have several. */
	removed = 0;
	/** Whether a request could be for several items. */
	together = false;

	private readonly reasons = new Map<Reason, number>();
	private calls = 0;
	private splitting = 0;
	private failed = 0;
	private unknown = 0;
	private notSent = 0;

	/**
	 * Counts a call.
	 *
	 * @param refusal why Wolkvox refused the request of which this is a part
	 */
	call(refusal: Failure | undefined): void {
		this.calls++;
		if (refusal) this.splitting++;
	}

	/** Counts an item whose record was not removed. */
	fail({ reason, effect, facts }: Failure): void {
		this.failed++;
		this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
		if (facts.leftOut) this.notSent++;
		if (effect === 'unknown' || facts.mayBeGone) this.unknown++;
	}

	/**
	 * @param items how many items came in
	 * @returns what a person sees beside the output, when there is something to see to
	 */
	hint(items: number): NodeExecutionHint | undefined {
		const [frequent] = [...this.reasons].sort(([, one], [, other]) => other - one);
		if (!frequent && !(this.together && this.calls > 0)) return undefined;
		const sentences = [
			this.failed > 0 && `${this.failed} of ${records(items)} ${were(this.failed)} not removed.`,
			this.notSent > 0 && `${records(this.notSent)} ${were(this.notSent)} not sent.`,
			this.unknown > 0 && `${records(this.unknown)} may have been removed all the same.`,
			frequent &&
				`${this.reasons.size > 1 ? 'Most frequent reason' : 'Reason'}: ${MESSAGES[frequent[0]].what}.`,
			this.calls > 0 &&
				`${records(this.removed)} removed with ${this.calls} ${this.calls === 1 ? 'call' : 'calls'}.`,
			this.splitting > 0 &&
				`${this.splitting} of them were for the parts of requests that Wolkvox refused.`,
		];
		return {
			message: sentences.filter(Boolean).join(' '),
			type: frequent ? 'warning' : 'info',
			location: 'outputPane',
		};
	}
}

function were(count: number): string {
	return count === 1 ? 'was' : 'were';
}
