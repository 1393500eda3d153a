import type { NodeExecutionHint } from 'n8n-workflow';
import { MESSAGES, type Failure, type Reason } from '../messages';

/** Counts what became of the items of a run. */
export class Tally {
	/** How many records were removed: customer IDs, of which an item may have several. */
	removed = 0;

	private readonly reasons = new Map<Reason, number>();
	private failed = 0;
	private unknown = 0;
	private notSent = 0;

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
		if (!frequent) return undefined;
		const sentences = [
			`${this.failed} of ${records(items)} ${this.failed === 1 ? 'was' : 'were'} not removed.`,
			this.notSent > 0 &&
				`${records(this.notSent)} ${this.notSent === 1 ? 'was' : 'were'} not sent.`,
			this.unknown > 0 && `${records(this.unknown)} may have been removed all the same.`,
			`${this.reasons.size > 1 ? 'Most frequent reason' : 'Reason'}: ${MESSAGES[frequent[0]].what}.`,
		];
		return {
			message: sentences.filter(Boolean).join(' '),
			type: 'warning',
			location: 'outputPane',
		};
	}
}

/**
 * @param count how many
 * @returns the count with its word
 */
export function records(count: number): string {
	return count === 1 ? '1 record' : `${count} records`;
}
