/** What a benchmark came to, as docs/benchmarks.json has it, and the figures of it. */

import type { Sample } from './runner.mjs';
import type { Load } from './simulator.mjs';

/** All runs of one peer with one load. */
export interface Result {
	peer: string;
	load: string;
	/** One for each round, from the first on; the later rounds may lack. */
	samples: Sample[];
}

/** A benchmark. */
export interface Results {
	/** Year, month and day. */
	date: string;
	machine: Record<string, string>;
	peers: Array<{ id: string; name: string }>;
	loads: string[];
	results: Result[];
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

/** The middle of some values, or undefined when there are none. */
export function median(values: number[]): number | undefined {
	if (values.length === 0) return undefined;
	const sorted = values.toSorted((one, other) => one - other);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
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
