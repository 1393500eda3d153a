/** The part of docs/benchmarks.md that no one writes by hand. */

import { max } from 'd3-array';
import {
	inWords,
	medianOf,
	parseLoad,
	samplesOf,
	short,
	whole,
	type Results,
	type Sample,
} from './results.mjs';
import { TARGETS } from './targets.mjs';

const MARKS =
	/(?<=<!-- Made by `npm run bench`: begin -->)|(?=<!-- Made by `npm run bench`: end -->)/;

/**
 * Puts what a benchmark came to into the page.
 *
 * @throws {Error} when the page lacks the place for it
 */
export function fill(page: string, results: Results): string {
	const [before, , after, ...more] = page.split(MARKS);
	if (!after || more.length > 0)
		throw new Error('The page does not say once each where the results begin and end');
	return `${before}\n\n${sections(results)}\n\n${after}`;
}

/** What a benchmark came to, in Markdown. */
export function sections(results: Results): string {
	return [
		`Measured on ${results.date}:`,
		table(['Machine', ''], Object.entries(results.machine)),
		'## Targets',
		targets(results),
		'## All results',
		...results.loads.flatMap((load) => {
			const removing = all(results, load);
			const adding = all(results, load, true);
			return [
				...(removing ? [`### ${inWords(load)}`, removing] : []),
				...(adding ? [`### Adding ${inWords(load)}`, adding] : []),
			];
		}),
	].join('\n\n');
}

function targets(results: Results): string {
	const rows = TARGETS.map(({ measure, target, judge }) => {
		const verdict = judge(results);
		if (!verdict) return [measure, target, 'not measured', '', ''];
		const { measured, met, floor = '' } = verdict;
		return [measure, target, measured, met ? 'met' : '**missed**', floor];
	});
	return table(['Measure', 'Target', 'Measured', 'Verdict', 'Floor'], rows);
}

/** The table of a load; empty where nothing was measured. */
function all(results: Results, load: string, adds?: true): string {
	const { records } = parseLoad(load);
	const rows = results.peers.flatMap(({ id, name, ...peer }) => {
		const samples = samplesOf(results, id, load);
		if (samples.length === 0 || peer.adds !== adds) return [];
		const middle = (figure: keyof Sample) => medianOf(figure, results, id, load);
		const [seconds, removed, peak] = [middle('seconds'), middle('removed'), middle('peakMemory')];
		// The one that sends nothing has nothing to remove.
		const sent = samples.some(({ calls }) => calls > 0);
		return [
			[
				name,
				sent ? whole(removed) : '–',
				sent ? whole(records - removed) : '–',
				...(adds ? [whole(middle('doubled'))] : []),
				whole(middle('calls')),
				whole(max(samples, ({ mostAtOnce }) => mostAtOnce) ?? NaN),
				short(seconds),
				short((seconds * 1000) / records),
				peak ? `${whole(peak)} (${whole(middle('memoryBefore'))})` : 'not measured',
				String(samples.length),
			],
		];
	});
	if (rows.length === 0) return '';
	const counts = adds ? ['Added', 'Lost', 'Doubled'] : ['Removed', 'Not removed'];
	const head = ['', ...counts, 'Calls', 'At once', 'Seconds', 'ms a record'];
	return table([...head, 'Peak memory, MB (before)', 'Rounds'], rows);
}

function table(head: string[], rows: string[][]): string {
	// Numbers stand under one another.
	const line = head.map((_, column) =>
		column > 0 && rows.every((row) => /^[\d–(]/.test(row[column])) ? '---:' : '---',
	);
	return [head, line, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
