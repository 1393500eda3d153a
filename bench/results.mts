/** What a benchmark came to, as docs/benchmarks.json has it, and the figures of it. */

import { median } from 'd3-array';

/** What the simulator is to be ready for. */
export interface Load {
	records: number;
	/** Milliseconds from a request to its answer. */
	delay: number;
	/** Whether every fourth call goes wrong. */
	hasFaults: boolean;
}

/** What was measured of one run. */
export interface Sample {
	calls: number;
	/** The most calls that were open at the same time. */
	mostAtOnce: number;
	/** How many records of the campaign are gone; of a peer that adds, how many customers are there. */
	removed: number;
	/** How many records were added beyond the first of a customer, by a peer that adds. */
	doubled?: number;
	/** How many customers are not there without an item that says so, of a peer that adds. */
	silent?: number;
	/** From the start of the peer's first node to the end of its last. */
	seconds: number;
	/** Megabytes that n8n's process took before the peer's first node. */
	memoryBefore: number;
	/** Megabytes that it took at most, to the end of the execution; left out where /proc lacks it. */
	peakMemory?: number;
}

/** How a workflow that answers a webhook gets on beside a run. Milliseconds. */
export interface Beside {
	/** The 99th percentile of its answers while n8n has nothing else to do. */
	idle: number;
	/** The same during the run. */
	during: number;
	/** How many answers there were meanwhile. */
	answers: number;
	/** The longest time for which n8n's event loop was held during the run. */
	held: number;
}

/** A benchmark. */
export interface Results {
	/** Year, month and day. */
	date: string;
	machine: Record<string, string>;
	peers: Array<{ id: string; name: string; adds?: true }>;
	loads: string[];
	/** All runs of a peer with a load: one for each round, from the first on. */
	results: Array<{ peer: string; load: string; samples: Sample[] }>;
	/** One for each round. */
	beside: Beside[];
}

/**
 * A load as it is written: `3000@20` is 3,000 records at 20 milliseconds a call, `3000@20!` the same with
 * faults.
 */
export function parseLoad(text: string): Load {
	const [, records, delay, faults] = /^(\d+)@(\d+)(!?)$/.exec(text) ?? [];
	if (!records) throw new Error(`"${text}" is no load such as 3000@20`);
	return { records: Number(records), delay: Number(delay), hasFaults: faults === '!' };
}

/** A load in words. */
export function inWords(text: string): string {
	const { records, delay, hasFaults } = parseLoad(text);
	return `${whole(records)} records, ${delay} ms a call${hasFaults ? ', every fourth call goes wrong' : ''}`;
}

/** The runs of a peer with a load; none when it was left out. */
export function samplesOf({ results }: Results, peer: string, load: string): Sample[] {
	return results.find((one) => one.peer === peer && one.load === load)?.samples ?? [];
}

/** The median of a figure of a peer with a load; NaN when it was left out or not measured. */
export function medianOf(
	figure: keyof Sample,
	results: Results,
	peer: string,
	load: string,
): number {
	return median(samplesOf(results, peer, load), (sample) => sample[figure]) ?? NaN;
}

/** A whole number with a comma at each thousand; a dash where there is none. */
export function whole(value: number): string {
	if (Number.isNaN(value)) return '–';
	return Math.round(value).toLocaleString('en-US');
}

/** A number with about three digits that count. */
export function short(value: number): string {
	if (value >= 100) return whole(value);
	return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}
