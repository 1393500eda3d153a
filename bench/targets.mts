/** What the node is to reach, as ratios between peers of one benchmark. */

import { greatest, max, median } from 'd3-array';
import {
	parseLoad,
	samplesOf,
	short,
	whole,
	type Beside,
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
				? `${whole(http.lost)} of ${whole(parseLoad(http.load).records)} at ${parseLoad(http.load).delay} ms, its worst round`
				: 'not measured';
			return { measured: `${whole(node)} (HTTP Request: ${others})`, met: node === 0 };
		},
	},
	ratio({
		measure: '100 records a request, 10,000 records, 0 ms: against the loop of expressions only',
		limit: 0.25,
		one: ['node100', '10000@0'],
		other: ['expression', '10000@0'],
	}),
	ratio({
		measure: "1 record a request, 3,000 records, 0 ms: against the bare loop of n8n's helper",
		limit: 0.75,
		one: ['node1', '3000@0'],
		other: ['helper', '3000@0'],
	}),
	ratio({
		measure: '100 records a request, 3,000 records, 20 ms: against Loop Over Items',
		limit: 0.014,
		one: ['node100', '3000@20'],
		other: ['loop', '3000@20'],
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
		measure: 'Peak memory, 1 record a request, 10,000 records, 0 ms: against Loop Over Items',
		limit: 0.85,
		one: ['node1', '10000@0'],
		other: ['loop', '10000@0'],
		value: ({ peakMemory }) => peakMemory,
	}),
	ratio({
		measure: 'Time an item, 100 records a request: 60,000 against 1,000',
		limit: 1.1,
		one: ['node100', '60000@0'],
		other: ['node100', '1000@0'],
		value: ({ seconds }, load) => seconds / parseLoad(load).records,
	}),
	ratio({
		measure: 'Memory an item, 100 records a request: 60,000 against 10,000',
		limit: 1.1,
		one: ['node100', '60000@0'],
		other: ['node100', '10000@0'],
		value: ({ peakMemory, memoryBefore }, load) =>
			peakMemory && (peakMemory - memoryBefore) / parseLoad(load).records,
	}),
	beside({
		measure: '60,000 records: 99 of 100 answers of another workflow, against an idle n8n',
		limit: 2,
		figure: ({ idle, during }) => during / idle,
	}),
	beside({
		measure: "60,000 records: longest time that n8n's event loop is held, ms",
		limit: 100,
		figure: ({ held }) => held,
	}),
];

/** How many records each run of a peer left in the campaign. */
function lostBy({ results }: Results, peer: string): Array<{ load: string; lost: number }> {
	return results
		.filter((one) => one.peer === peer)
		.flatMap(({ load, samples }) =>
			samples.map(({ removed }) => ({ load, lost: parseLoad(load).records - removed })),
		);
}

/** A target for what runs beside: the median of all rounds. */
function beside({
	measure,
	limit,
	figure,
}: {
	measure: string;
	limit: number;
	figure: (one: Beside) => number;
}): Target {
	return {
		measure,
		target: `at most ${limit}`,
		judge: (results) => {
			const measured = median(results.beside, figure);
			return measured === undefined
				? undefined
				: { measured: short(measured), met: measured <= limit };
		},
	};
}

/** A target that is a ratio: the median of the ratios of all rounds, each within one round. */
function ratio({
	measure,
	limit,
	one,
	other,
	value = ({ seconds }) => seconds,
}: {
	measure: string;
	limit: number;
	one: Runs;
	other: Runs;
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
		target: `at most ${limit}`,
		judge: (results) => {
			const measured = between(results, one);
			if (measured === undefined) return undefined;
			return { measured: short(measured), met: measured <= limit };
		},
	};
}
