/** What a benchmark came to, as docs/benchmarks.json has it, and the figures of it. */

import { median } from 'd3-array';

/** What the simulator is to be ready for. */
export interface Load {
	records: number;
	/** Milliseconds from a request to its answer. */
	delay: number;
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
	/** From the start of the peer's first node to the end of its last. */
	seconds: number;
	/** Megabytes that n8n's process took before the peer's first node. */
	memoryBefore: number;
	/** Megabytes that it took at most, to the end of the execution; left out where /proc lacks it. */
	peakMemory?: number;
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
}

/** A load as it is written: `3000@20` is 3,000 records at 20 milliseconds a call. */
export function parseLoad(text: string): Load {
	const [, records, delay] = /^(\d+)@(\d+)$/.exec(text) ?? [];
	if (!records) throw new Error(`"${text}" is no load such as 3000@20`);
	return { records: Number(records), delay: Number(delay) };
}

/** A load in words. */
export function inWords(text: string): string {
	const { records, delay } = parseLoad(text);
	return `${whole(records)} records, ${delay} ms a call`;
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

/** A whole number with a comma at each thousand. */
export function whole(value: number): string {
	return Math.round(value).toLocaleString('en-US');
}

/** A number with about three digits that count. */
export function short(value: number): string {
	if (value >= 100) return whole(value);
	return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}
