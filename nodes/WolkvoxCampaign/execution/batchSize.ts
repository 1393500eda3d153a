/** What a request does for a record on the average, by how many records it carries. */
interface Option {
	records: number;
	/** Calls until it is known of the first refused record in it, or that there is none. */
	calls: number;
	/** How many records these calls settle. */
	settled: number;
	/** The chance that the last of them is a refused one. */
	refused: number;
}

/**
 * Learns how many records to send with one request. Where none is refused that is as many as may be;
 * the more are refused, the fewer, because a refused request has to be taken apart.
 *
 * This is adaptive group testing: Hwang's generalized binary splitting (F. K. Hwang, "A Method for
 * Detecting All Defective Members in a Population by Group Testing", 1972), which finds the first refused
 * record of a group in halves and then begins anew with what stands behind it. Two things are different.
 * Nothing is concluded: a record is refused when Wolkvox refused it alone. And the share of refused
 * records is not known before. It is learned, by whether the record before was refused, since lists often
 * have their refused records in blocks.
 */
export class BatchSize {
	// Found by simulation (test/stormOfRefusals.test.ts); what is near them does nearly as well.
	private readonly afterDone = new Chance(0.0005, 5, 500);
	private readonly afterRefused = new Chance(0.3, 1, 50);
	private after = this.afterDone;
	private hasRefused = false;

	/** Takes note of records that were not refused, one behind the other. */
	noteDone(records: number): void {
		if (records === 0) return;
		this.after.note(0, 1);
		this.afterDone.note(0, records - 1);
		this.after = this.afterDone;
	}

	/** Takes note of a record that was refused alone. */
	noteRefused(): void {
		this.after.note(1, 1);
		this.after = this.afterRefused;
		this.hasRefused = true;
	}

	/**
	 * @param most how many records a request may carry
	 * @returns how many the next one should: those that come to the fewest calls for a record in the long
	 * run, by policy iteration for the two states in which a request can begin (R. A. Howard, "Dynamic
	 * Programming and Markov Processes", 1960)
	 */
	best(most: number): number {
		if (!this.hasRefused) return most;
		const sizes = sizesUpTo(most);
		const usual = this.afterDone.value;
		const options = (first: number) => sizes.map((records) => optionOf(records, first, usual));
		const [afterDone, afterRefused] = [options(usual), options(this.afterRefused.value)];
		let [done] = afterDone;
		let [refused] = afterRefused;
		for (let round = 0; round < MOST_ROUNDS; round++) {
			// A chance of 1 comes of rounding.
			const stays = Math.max(1 - refused.refused, Number.EPSILON);
			const perRecord =
				(done.calls * stays + done.refused * refused.calls) /
				(done.settled * stays + done.refused * refused.settled);
			/** What it costs to begin behind a refused record. */
			const worse = (refused.calls - perRecord * refused.settled) / stays;
			const cost = (option: Option) =>
				option.calls + option.refused * worse - perRecord * option.settled;
			const before = [done, refused];
			done = cheapest(afterDone, cost);
			refused = cheapest(afterRefused, cost);
			if (before[0] === done && before[1] === refused) break;
		}
		return (this.after === this.afterDone ? done : refused).records;
	}
}

/** The best sizes are found in three or four; two that cost the same could take turns for ever. */
const MOST_ROUNDS = 20;

/** A chance that is learned from what was seen, the latest most. */
class Chance {
	private seen = 0;
	private hits = 0;

	/**
	 * @param expected the chance before anything was seen
	 * @param weight how many cases it counts for
	 * @param memory how many cases are remembered
	 */
	constructor(
		private readonly expected: number,
		private readonly weight: number,
		private readonly memory: number,
	) {}

	note(hit: 0 | 1, times: number): void {
		const kept = (1 - 1 / this.memory) ** times;
		const added = (1 - kept) * this.memory;
		this.seen = this.seen * kept + added;
		this.hits = this.hits * kept + hit * added;
	}

	/** Above 0 and below 1. */
	get value(): number {
		return (this.hits + this.expected * this.weight) / (this.seen + this.weight);
	}
}

/** Steps of a quarter are fine enough: near the best size all cost about the same. */
function sizesUpTo(most: number): number[] {
	const sizes = [1];
	for (let size = 1; size < most; sizes.push(size)) size = Math.min(most, Math.ceil(size * 1.25));
	return sizes;
}

/**
 * @param records how many the request carries
 * @param first the chance that the first of them is refused
 * @param next the same of each behind one that is not
 */
function optionOf(records: number, first: number, next: number): Option {
	const othersDone = (1 - next) ** (records - 1);
	const refused = 1 - (1 - first) * othersDone;
	const halvings = records > 1 ? Math.log2(records) + 0.5 : 0;
	return {
		records,
		calls: 1 + refused * halvings,
		settled: 1 + ((1 - first) * (1 - othersDone)) / next,
		refused,
	};
}

function cheapest(options: Option[], cost: (option: Option) => number): Option {
	return options.reduce((best, one) => (cost(one) < cost(best) ? one : best));
}
