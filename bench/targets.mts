/** What the node is to reach, as ratios between peers of one benchmark. */

import { greatest, max, median } from 'd3-array';
import {
	medianOf,
	parseLoad,
	samplesOf,
	short,
	whole,
	type Results,
	type Sample,
} from './results.mjs';

/** One target. */
export interface Target {
	measure: string;
	/** The target in words. */
	target: string;
	judge: (results: Results) => Verdict | undefined;
}

/** What a target came to; there is none where its runs lack. */
export interface Verdict {
	measured: string;
	met: boolean;
	/** What the floor of the same measure is: no node could be below. */
	floor?: string;
}

/** A peer with a load. */
type Runs = [peer: string, load: string];

const NODE = ['node1', 'node100'];

/** The targets, in the order of the page. */
export const TARGETS: Target[] = [
	{
		measure: 'Records not removed, this node, all loads',
		target: '0',
		judge: (results) => {
			const node = max(
				NODE.flatMap((peer) => lostBy(results, peer)),
				({ lost }) => lost,
			);
			if (node === undefined) return undefined;
			const http = greatest(lostBy(results, 'http'), ({ lost }) => lost);
			const others = http
				? `${whole(http.lost)} of ${whole(parseLoad(http.load).records)} at ${http.load}`
				: 'not measured';
			return { measured: `${whole(node)} (HTTP Request: ${others})`, met: node === 0 };
		},
	},
	ratio({
		measure: '1 record a request, 3,000 records, 0 ms: seconds against Loop Over Items',
		limit: 0.8,
		one: ['node1', '3000@0'],
		other: ['loop', '3000@0'],
		floor: ['helper', '3000@0'],
	}),
	ratio({
		measure: "The same against the bare loop of n8n's helper",
		limit: 1.15,
		one: ['node1', '3000@0'],
		other: ['helper', '3000@0'],
	}),
	{
		measure: '100 records a request, 10,000 records: calls',
		target: '100',
		judge: (results) => {
			const calls = new Set(samplesOf(results, 'node100', '10000@0').map((one) => one.calls));
			if (calls.size === 0) return undefined;
			return {
				measured: [...calls].map(whole).join(', '),
				met: calls.size === 1 && calls.has(100),
			};
		},
	},
	ratio({
		measure: '100 records a request, 3,000 records, 20 ms: seconds against Loop Over Items',
		limit: 0.05,
		one: ['node100', '3000@20'],
		other: ['loop', '3000@20'],
	}),
	ratio({
		measure: '100 records a request, 10,000 records, 0 ms: seconds against Loop Over Items',
		limit: 0.2,
		one: ['node100', '10000@0'],
		other: ['loop', '10000@0'],
		floor: ['expression', '10000@0'],
	}),
	ratio({
		measure: 'The same against the loop that only evaluates the expression',
		limit: 1.2,
		one: ['node100', '10000@0'],
		other: ['expression', '10000@0'],
		// All expressions, and 100 calls of n8n's helper after them.
		floor: (results) => {
			const expressions = medianOf('seconds', results, 'expression', '10000@0');
			const helper = medianOf('seconds', results, 'helper', '3000@0');
			return 1 + (100 * (helper / 3000 - expressions / 10_000)) / expressions;
		},
	}),
	...NODE.map((peer) =>
		ratio({
			measure: `Time per item, 10,000 against 300 records, ${records(peer)}, 0 ms`,
			limit: 1.1,
			one: [peer, '10000@0'],
			other: [peer, '300@0'],
			value: ({ seconds }, load) => seconds / parseLoad(load).records,
		}),
	),
	...NODE.map((peer) =>
		ratio({
			measure: `Peak memory against Loop Over Items, 10,000 records, ${records(peer)}, 0 ms`,
			limit: 0.9,
			one: [peer, '10000@0'],
			other: ['loop', '10000@0'],
			// What sends a request for each record can't do with less than n8n's helper for it.
			floor: [peer === 'node1' ? 'helper' : 'expression', '10000@0'],
			value: ({ peakMemory }) => peakMemory,
		}),
	),
];

function records(peer: string): string {
	return peer === 'node1' ? '1 record a request' : '100 records a request';
}

/** How many records each run of a peer left in the campaign. */
function lostBy({ results }: Results, peer: string): Array<{ load: string; lost: number }> {
	return results
		.filter((one) => one.peer === peer)
		.flatMap(({ load, samples }) =>
			samples.map(({ removed }) => ({ load, lost: parseLoad(load).records - removed })),
		);
}

/** A target that is a ratio: the median of the ratios of all rounds, each within one round. */
function ratio({
	measure,
	limit,
	one,
	other,
	floor,
	value = ({ seconds }) => seconds,
}: {
	measure: string;
	limit: number;
	one: Runs;
	other: Runs;
	/** What stands in the place of `one` for the floor, or how else to find it. */
	floor?: Runs | ((results: Results) => number);
	value?: (sample: Sample, load: string) => number | undefined;
}): Target {
	const figures = (results: Results, runs: Runs) =>
		samplesOf(results, ...runs).map((sample) => value(sample, runs[1]) ?? NaN);
	const between = (results: Results, upper: Runs) => {
		const lower = figures(results, other);
		return median(figures(results, upper), (figure, round) => figure / lower[round]);
	};
	return {
		measure,
		target: `at most ${limit.toFixed(2)}`,
		judge: (results) => {
			const measured = between(results, one);
			if (measured === undefined) return undefined;
			const least = typeof floor === 'function' ? floor(results) : floor && between(results, floor);
			return {
				measured: short(measured),
				met: measured <= limit,
				floor: least ? short(least) : undefined,
			};
		},
	};
}
