// @ts-check

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * @typedef {import('mutation-testing-report-schema/api').MutationTestResult} Report
 * @typedef {import('mutation-testing-report-schema/api').MutantResult} Mutant
 * @typedef {{ sampled: boolean, seed: number, seconds: number, population: number }} Facts
 * @typedef {{ file: string, source: string, mutant: Mutant }} Row
 */

/**
 * Writes a report of the chosen mutants as JSON, HTML and Markdown.
 *
 * @param {Report} report of all mutants
 * @param {Set<string>} sample the numbers of the chosen ones
 * @param {Facts} facts
 * @param {string} folder
 * @returns {string} the Markdown
 */
export function writeReport(report, sample, facts, folder) {
	const chosen = only(report, sample);
	const text = markdown(chosen, facts);
	writeFileSync(join(folder, 'mutation.json'), JSON.stringify(chosen));
	writeFileSync(join(folder, 'mutation.html'), html(chosen));
	writeFileSync(join(folder, 'mutation.md'), text);
	return text;
}

/**
 * @param {Report} report
 * @param {Set<string>} sample
 * @returns {Report}
 */
function only(report, sample) {
	const files = Object.entries(report.files).map(([file, { mutants, ...rest }]) => [
		file,
		{ ...rest, mutants: mutants.filter(({ id }) => sample.has(id)).map(judged) },
	]);
	// The settings have the paths of this machine.
	return { ...report, files: Object.fromEntries(files), config: {}, projectRoot: undefined };
}

/**
 * A test that jest ended because it took too long is a time-out too, not a test that noticed.
 *
 * @param {Mutant} mutant
 * @returns {Mutant}
 */
function judged(mutant) {
	const hung =
		mutant.status === 'Killed' && /Exceeded timeout of \d+ ms/.test(mutant.statusReason ?? '');
	return hung ? { ...mutant, status: 'Timeout' } : mutant;
}

/**
 * @param {Report} report
 * @param {Facts} facts
 */
function markdown({ files }, { sampled, seed, seconds, population }) {
	const rows = Object.entries(files)
		.flatMap(([file, { source, mutants }]) => mutants.map((mutant) => ({ file, source, mutant })))
		.sort((one, other) => order(one).localeCompare(order(other), 'en'));
	const names = [...new Set(rows.map(({ file }) => file))];
	const pace = rows.length > 0 ? (seconds / rows.length).toFixed(1) : '0';
	return [
		`Date: ${new Date().toISOString().slice(0, 10)}. ` +
			`Mutants: ${rows.length} of ${population}` +
			`${sampled ? `, chosen with seed ${seed}` : ''}. ` +
			`Time: ${Math.round(seconds / 60)} minutes, ${pace} seconds for each mutant.`,
		table([
			['File', 'Mutants', 'Killed', 'Timed out', 'Survived', 'Not reached', 'Broken', 'Score'],
			...names.map((name) =>
				counts(
					`\`${name}\``,
					rows.filter(({ file }) => file === name),
				),
			),
			counts('All', rows),
		]),
		section('Survived', rows, ['Survived']),
		section('Not reached by any test', rows, ['NoCoverage']),
		section('Timed out: to be looked at, since a busy machine does it too', rows, ['Timeout']),
		section('Broken: the tests could not be run', rows, ['RuntimeError', 'CompileError']),
		'',
	]
		.filter((part) => part !== undefined)
		.join('\n\n');
}

/** @param {Row} row */
function order({ file, mutant: { location, mutatorName } }) {
	const { line, column } = location.start;
	return [file, String(line).padStart(6), String(column).padStart(6), mutatorName].join(' ');
}

/**
 * @param {string} name
 * @param {Row[]} rows
 */
function counts(name, rows) {
	/** @param {Array<Mutant['status']>} which */
	const count = (...which) => rows.filter(({ mutant }) => which.includes(mutant.status)).length;
	const killed = count('Killed');
	const timedOut = count('Timeout');
	const survived = count('Survived');
	const notReached = count('NoCoverage');
	const broken = rows.length - killed - timedOut - survived - notReached;
	const valid = rows.length - broken;
	const score = valid > 0 ? `${((100 * (killed + timedOut)) / valid).toFixed(1)} %` : '';
	return [name, rows.length, killed, timedOut, survived, notReached, broken, score].map(String);
}

/**
 * @param {string} title
 * @param {Row[]} rows
 * @param {Array<Mutant['status']>} which
 */
function section(title, rows, which) {
	const chosen = rows.filter(({ mutant }) => which.includes(mutant.status));
	if (chosen.length === 0) return undefined;
	const lines = chosen.map(({ file, source, mutant }) => [
		`\`${file}:${mutant.location.start.line}:${mutant.location.start.column}\``,
		mutant.mutatorName,
		code(textAt(source, mutant.location)),
		code(mutant.replacement ?? ''),
		'',
	]);
	return `${title}:\n\n${table([['Place', 'Kind', 'Source', 'Changed to', 'Why'], ...lines])}`;
}

/**
 * @param {string} source
 * @param {Mutant['location']} location counted from 1
 */
function textAt(source, { start, end }) {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	return lines.join('\n');
}

/** @param {string} text */
function code(text) {
	const line = text.replace(/\s+/g, ' ').trim();
	const short = line.length > 80 ? `${line.slice(0, 79)}…` : line;
	const mark = short.includes('`') ? '``' : '`';
	const space = mark === '``' ? ' ' : '';
	return `${mark}${space}${short.replaceAll('|', '\\|')}${space}${mark}`;
}

/** @param {string[][]} rows the first is the head */
function table([head, ...rows]) {
	/** @param {string[]} cells */
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {Report} report */
function html(report) {
	const elements = createRequire(import.meta.url).resolve(
		'mutation-testing-elements/dist/mutation-test-elements.js',
	);
	// In JSON, a "<" is inside a text.
	const data = JSON.stringify(report).replaceAll('<', '\\u003c');
	return [
		'<!DOCTYPE html>',
		'<html lang="en">',
		'<meta charset="utf-8">',
		'<title>Mutation tests</title>',
		`<script>${readFileSync(elements, 'utf8')}</script>`,
		'<mutation-test-report-app titlePostfix="n8n-nodes-wolkvox"></mutation-test-report-app>',
		`<script>document.querySelector('mutation-test-report-app').report = ${data};</script>`,
		'</html>',
		'',
	].join('\n');
}
