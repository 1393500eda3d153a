import type { NodeExecutionHint } from 'n8n-workflow';
import type { Failure } from '../failures/failure';
import { count, sentences, type Words } from '../failures/wording';
import { batchCount } from './batches';
import { failuresOf } from './loop';
import { callsOf, isDone, type Job, type Operation, type SentRequest } from './operation';

const ITEM = { one: 'item', many: 'items' };
const CALL = { one: 'call', many: 'calls' };

/**
 * Counts what jobs are about: a customer ID that two items share, or that two tries named, once.
 *
 * @param words those of the operation
 * @param jobs whose inputs could be read
 */
export function recordCount(words: Words, jobs: Job[]): number {
	const all = new Set<string>();
	for (const [index, { input }] of jobs.entries()) {
		const { names, place } = words.subject(input);
		for (const name of names) all.add(JSON.stringify([place, name]));
		// What has no name, such as a list, is something of its own.
		if (names.length === 0) all.add(String(index));
	}
	return all.size;
}

/** The jobs that did what they were asked to: not those whose items say `removed: false`. */
export function doneOf({ key }: Words, jobs: Job[]): Job[] {
	const says = ({ outcome }: Job, value: boolean) =>
		isDone(outcome) && outcome.some((json) => key && json[key] === value);
	return jobs.filter((job) => isDone(job.outcome) && (says(job, true) || !says(job, false)));
}

/**
 * Says in the stop mode what stands behind the item that ended the run.
 *
 * @param words those of the operation
 * @param jobs all of the run
 * @param failure what ended it
 */
export function stopMessage(words: Words, jobs: Job[], failure: Failure): string {
	const { noun, done, consequence } = words;
	const number = recordCount(words, doneOf(words, jobs));
	if (failure.effect === 'notSent' && !failure.maybeDone && number === 0) {
		return `Nothing was sent, so nothing was ${done}.`;
	}
	if (number === 0) return `Before this item the run ${done} nothing.`;
	const clause = consequence ? `, ${consequence}` : '';
	return `Before this item the run ${done} ${count(number, noun)}${clause}.`;
}

/**
 * Sums up a run for the hint beside its output. Its groups add up to the items that came out.
 *
 * @param operation what the run did
 * @param jobs what came out of it
 * @param sent the requests that it took
 * @returns what a person sees, when there is something to see to
 */
export function hintOf(
	operation: Operation,
	jobs: Job[],
	sent: SentRequest[],
): NodeExecutionHint | undefined {
	const { batch } = operation;
	const failures = failuresOf(jobs);
	const dry = jobs.filter(({ outcome }) => isDone(outcome) && outcome[0]?.dry_run === true);
	const calls = callsOf(sent);
	const batched = batch && jobs.some(({ outcome, input }) => outcome && batch.size(input) > 1);
	const usable = jobs.filter(({ outcome }) => isDone(outcome));
	const remarks = operation.remarks?.(usable.map(({ input }) => input)) ?? [];
	const settled = jobs.filter(({ outcome }) =>
		isDone(outcome) ? outcome[0]?.looked_up === true : outcome?.facts.lookedUp === 'notDone',
	).length;
	const callsFor = (wanted: SentRequest['purpose']) =>
		callsOf(sent.filter(({ purpose }) => purpose === wanted));
	const parts = callsFor('part');
	const looks = callsFor('lookUp');
	const looksAfter = callsFor('lookUpAfter');
	const purposes = [
		parts > 0 && `${parts} of them for parts of requests that were split`,
		looks > 0 && `${looks} of them to look records up first`,
		looksAfter > 0 && `${looksAfter} of them to look up what became of records`,
	].filter(Boolean);
	const counts =
		failures.length > 0 || dry.length > 0 || looks + looksAfter > 0 || (batched && calls > 0);
	if (!counts && remarks.length === 0) return undefined;

	const message = sentences(
		dry.length > 0 && drySentence(operation, jobs, dry),
		counts && (dry.length === 0 || calls > 0) && groupsSentence(operation, jobs, dry),
		counts && calls > 0 && `${[count(calls, CALL), ...purposes].join(', ')}.`,
		settled > 0 && `${count(settled, ITEM)} settled by a look-up.`,
		failures.length > 0 && mostFrequent(failures),
		...remarks,
	);
	return { message, type: failures.length > 0 ? 'warning' : 'info', location: 'outputPane' };
}

function drySentence(operation: Operation, jobs: Job[], dry: Job[]): string {
	const { noun } = operation.words;
	const records = count(recordCount(operation.words, dry), noun);
	const calls = count(batchCount(operation, dry), CALL);
	return `Dry run: ${dry.length} of ${count(jobs.length, ITEM)} can be sent: ${records}, ${calls}.`;
}

function groupsSentence({ words }: Operation, jobs: Job[], dry: Job[]): string {
	const { done: participle, noun } = words;
	const done = doneOf(words, jobs);
	const records = recordCount(words, done);
	const uncertain = failuresOf(jobs).filter(({ maybeDone }) => maybeDone).length;
	const notDone = jobs.length - done.length - uncertain - dry.length;
	const groups = [
		done.length > 0 &&
			`${done.length} ${participle}${records === done.length ? '' : ` (${count(records, noun)})`}`,
		dry.length > 0 && `${dry.length} dry`,
		notDone > 0 && `${notDone} not ${participle}`,
		uncertain > 0 && `${uncertain} uncertain: check ${uncertain === 1 ? 'it' : 'them'}`,
	];
	return `${count(jobs.length, ITEM)}: ${groups.filter(Boolean).join(', ')}.`;
}

function mostFrequent(failures: Failure[]): string {
	const counts = new Map<string, number>();
	for (const { what } of failures) counts.set(what, (counts.get(what) ?? 0) + 1);
	const [[frequent]] = [...counts].sort(([, one], [, other]) => other - one);
	return `${counts.size > 1 ? 'Most frequent reason' : 'Reason'}: ${frequent}.`;
}
