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
		'## Beside another workflow',
		beside(results),
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

/** How a workflow that answers a webhook gets on while 60,000 records are removed, round by round. */
function beside({ beside: rounds }: Results): string {
	const head = ['Round', 'n8n is idle: 99 of 100 answers within, ms', 'During the run', 'Ratio'];
	const rows = rounds.map(({ idle, during, answers, held }, round) => [
		...[String(round + 1), short(idle), short(during), short(during / idle)],
		...[whole(answers), short(held)],
	]);
	return table([...head, 'Answers meanwhile', 'Event loop held at most, ms'], rows);
}

function targets(results: Results): string {
	const rows = TARGETS.map(({ measure, target, judge }) => {
		const verdict = judge(results);
		if (!verdict) return [measure, target, 'not measured', ''];
		const { measured, met } = verdict;
		return [measure, target, measured, met ? 'met' : '**missed**'];
	});
	return table(['Measure', 'Target', 'Measured', 'Verdict'], rows);
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
				...(adds ? [whole(middle('silent')), whole(middle('doubled'))] : []),
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
	const counts = adds
		? ['Added', 'Not added', 'Of these unsaid', 'Doubled']
		: ['Removed', 'Not removed'];
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
