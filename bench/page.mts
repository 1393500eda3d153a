/** The part of docs/benchmarks.md that no one writes by hand. */

import { inWords, median, parseLoad, samplesOf, short, whole, type Results } from './results.mjs';
import { TARGETS } from './targets.mjs';

const BEGIN = '<!-- Made by `npm run bench`: begin -->';
const END = '<!-- Made by `npm run bench`: end -->';

/**
 * Puts what a benchmark came to into the page.
 *
 * @throws {Error} when the page lacks the place for it
 */
export function fill(page: string, results: Results): string {
	const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
	if (before < 0 || after < before) throw new Error(`The page lacks "${BEGIN}" and "${END}"`);
	return `${page.slice(0, before)}${BEGIN}\n\n${sections(results)}\n\n${page.slice(after)}`;
}

/** What a benchmark came to, in Markdown. */
export function sections(results: Results): string {
	return [
		`Measured on ${results.date}:`,
		table(['Machine', ''], Object.entries(results.machine)),
		'## Targets',
		targets(results),
		'## All results',
		...results.loads.flatMap((load) => [`### ${inWords(load)}`, all(results, load)]),
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

function all(results: Results, load: string): string {
	const { records } = parseLoad(load);
	const head = ['', 'Removed', 'Not removed', 'Calls', 'At once', 'Seconds', 'ms a record'];
	const rows = results.peers.flatMap(({ id, name }) => {
		const samples = samplesOf(results, id, load);
		if (samples.length === 0) return [];
		const middle = (value: (sample: (typeof samples)[0]) => number) =>
			median(samples.map(value)) as number;
		const seconds = middle((sample) => sample.seconds);
		const removed = middle((sample) => sample.removed);
		const peaks = samples.flatMap(({ peakMemory }) => peakMemory ?? []);
		const peak = median(peaks);
		// The one that sends nothing has nothing to remove.
		const sent = samples.some(({ calls }) => calls > 0);
		return [
			[
				name,
				sent ? whole(removed) : '–',
				sent ? whole(records - removed) : '–',
				whole(middle((sample) => sample.calls)),
				whole(Math.max(...samples.map((sample) => sample.mostAtOnce))),
				short(seconds),
				short((seconds * 1000) / records),
				peak === undefined
					? 'not measured'
					: `${whole(peak)} (${whole(middle((sample) => sample.memoryBefore))})`,
				String(samples.length),
			],
		];
	});
	return table([...head, 'Peak memory, MB (before)', 'Rounds'], rows);
}

function table(head: string[], rows: string[][]): string {
	// Numbers stand under one another.
	const line = head.map((_, column) =>
		column > 0 && rows.every((row) => /^[\d–(]/.test(row[column])) ? '---:' : '---',
	);
	return [head, line, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
