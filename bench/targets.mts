/** What the node is to reach, as ratios between peers of one benchmark. */

import { median, parseLoad, samplesOf, short, whole, type Results } from './results.mjs';
import type { Sample } from './runner.mjs';

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

const NODE = ['node1', 'node100'];

const seconds = (sample: Sample) => sample.seconds;
const peakMemory = (sample: Sample) => sample.peakMemory;

/** The targets, in the order of the page. */
export const TARGETS: Target[] = [
	{
		measure: 'Records not removed, this node, all loads',
		target: '0',
		judge: (results) => {
			const lost = (peer: string) =>
				Math.max(...results.loads.map((load) => mostLost(results, peer, load) ?? -1));
			const node = Math.max(...NODE.map(lost));
			if (node < 0) return undefined;
			const http = results.loads
				.map((load) => ({ load, lost: mostLost(results, 'http', load) ?? -1 }))
				.toSorted((one, other) => other.lost - one.lost)[0];
			const others =
				http.lost < 0
					? 'not measured'
					: `${whole(http.lost)} of ${whole(parseLoad(http.load).records)} at ${http.load}`;
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
			const calls = samplesOf(results, 'node100', '10000@0').map((sample) => sample.calls);
			if (calls.length === 0) return undefined;
			return {
				measured: [...new Set(calls)].map(whole).join(', '),
				met: calls.every((n) => n === 100),
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
			const expressions = middle(results, 'expression', '10000@0');
			const call = middle(results, 'helper', '3000@0') / 3000 - expressions / 10_000;
			return (expressions + 100 * call) / expressions;
		},
	}),
	...NODE.map((peer) =>
		ratio({
			measure: `Time per item, 10,000 against 300 records, ${records(peer)}, 0 ms`,
			limit: 1.1,
			one: [peer, '10000@0'],
			other: [peer, '300@0'],
			value: (sample, load) => sample.seconds / parseLoad(load).records,
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
			value: peakMemory,
		}),
	),
];

/** The median of the seconds of a peer with a load; NaN where there is none. */
function middle(results: Results, peer: string, load: string): number {
	return median(samplesOf(results, peer, load).map(seconds)) ?? NaN;
}

function records(peer: string): string {
	return peer === 'node1' ? '1 record a request' : '100 records a request';
}

/** The most records that a run left in the campaign. */
function mostLost(results: Results, peer: string, load: string): number | undefined {
	const left = samplesOf(results, peer, load).map(
		({ removed }) => parseLoad(load).records - removed,
	);
	return left.length > 0 ? Math.max(...left) : undefined;
}

/** A target that is a ratio: the median of the ratios of all rounds, each within one round. */
function ratio({
	measure,
	limit,
	one,
	other,
	floor,
	value = seconds,
}: {
	measure: string;
	limit: number;
	one: [string, string];
	other: [string, string];
	/** What stands in the place of `one` for the floor, or how else to find it. */
	floor?: [string, string] | ((results: Results) => number);
	value?: (sample: Sample, load: string) => number | undefined;
}): Target {
	const between = (results: Results, upper: [string, string]) => {
		const lower = samplesOf(results, ...other);
		const ratios = samplesOf(results, ...upper).map((sample, round) => {
			const below = lower[round] && value(lower[round], other[1]);
			return (value(sample, upper[1]) ?? NaN) / (below ?? NaN);
		});
		return median(ratios.filter((found) => !Number.isNaN(found)));
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
