import type { NodeExecutionHint } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import { REASONS, type Reason } from '../failures/reasons';
import { count, sentences, were, type Words } from '../failures/wording';
import type { SentRequest } from './batch';
import { failuresOf } from './loop';
import type { Job, Operation } from './operation';

/**
 * Counts what a run has done: a customer ID that two items share, or that two tries named, once; an
 * item that says `removed: false` not at all.
 *
 * @param words those of the operation
 * @param jobs what came out
 */
export function doneCount(words: Words, jobs: Job[]): number {
	const done = jobs.filter(
		({ outcome }) =>
			outcome &&
			!(outcome instanceof Failure) &&
			outcome.some((json) => json[words.done] !== false),
	);
	const names = done.flatMap(({ input }) => {
		const { names, place } = words.subject(input);
		return names.map((name) => JSON.stringify([place, name]));
	});
	return new Set(names).size;
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
	if (failure.effect === 'notSent') return `Nothing was sent, so nothing was ${done}.`;
	const number = doneCount(words, jobs);
	if (number === 0) return `Before this item the run ${done} nothing.`;
	const clause = consequence ? `, ${consequence}` : '';
	return `Before this item the run ${done} ${count(number, noun)}${clause}.`;
}

/**
 * Sums up a run for the hint beside its output.
 *
 * @param operation what the run did
 * @param jobs what came out of it
 * @param items how many items came in
 * @param sent the requests that it took
 * @returns what a person sees, when there is something to see to
 */
export function hintOf(
	{ words, batch }: Operation,
	jobs: Job[],
	items: number,
	sent: SentRequest[],
): NodeExecutionHint | undefined {
	const failures = failuresOf(jobs);
	const calls = callsOf(sent);
	const batched = batch && jobs.some(({ outcome, input }) => outcome && batch.size(input) > 1);
	if (failures.length === 0 && !(batched && calls > 0)) return undefined;

	const { noun, done } = words;
	const notSent = failures.filter(({ facts }) => facts.leftOut).length;
	const unknown = failures.filter(({ maybeDone }) => maybeDone).length;
	const splitting = callsOf(sent.filter(({ part }) => part));
	const message = sentences(
		failures.length > 0 &&
			`${failures.length} of ${count(items, noun)} ${were(failures.length)} not ${done}.`,
		notSent > 0 && `${count(notSent, noun)} ${were(notSent)} not sent.`,
		unknown > 0 && `${count(unknown, noun)} may have been ${done} all the same.`,
		failures.length > 0 && mostFrequent(failures.map(({ reason }) => reason)),
		calls > 0 &&
			`${count(doneCount(words, jobs), noun)} ${done} with ${count(calls, { one: 'call', many: 'calls' })}.`,
		splitting > 0 && `${splitting} of them were for the parts of requests that Wolkvox refused.`,
	);
	return {
		message,
		type: failures.length > 0 ? 'warning' : 'info',
		location: 'outputPane',
	};
}

function callsOf(sent: SentRequest[]): number {
	return sent.reduce((sum, { calls }) => sum + calls, 0);
}

function mostFrequent(reasons: Reason[]): string {
	const counts = new Map<Reason, number>();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	const [[frequent]] = [...counts].sort(([, one], [, other]) => other - one);
	return `${counts.size > 1 ? 'Most frequent reason' : 'Reason'}: ${REASONS[frequent].what}.`;
}
