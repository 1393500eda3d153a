/** The sentences that tell a person why an item failed, whatever the operation. */

import type { Failure } from './failure';
import { REASONS, type Reason } from './reasons';

/** A word for one and for several. */
export interface Noun {
	one: string;
	many: string;
}

/** What an operation says of itself; the sentences own no noun, no verb and no place. */
export interface Words<Input extends object = object> {
	/** What a run counts: record, records. */
	noun: Noun;
	/** What happens to it, as a participle: removed, looked up. */
	done: string;
	/** The field of an item that says whether it was done; left out for a read. */
	key?: string;
	/** A clause on what a success means: "which cannot be undone". */
	consequence?: string;
	/** How a person finds out when the outcome is unknown, which it never is for a read. Full sentences. */
	verify?: string;
	/** What a look-up shows where it is not done: "it was still in the campaign a moment later". */
	undone?: string;
	/** Hints where the operation knows better than the row of the table of texts. */
	hints?: Partial<Record<Reason, string>>;
	/** What an input is about, as far as it could be read. */
	subject(input: Partial<Input>): Subject;
}

/** What an item is about: customer IDs 1, 2 from campaign 1001. */
export interface Subject {
	/** What the names are: customer ID, customer IDs. */
	label: Noun;
	/** None when they could not be read. */
	names: string[];
	/** Where it stands: "campaign 1001". */
	place?: string;
	/** What leads from the verb to the place: "from" in "removed from campaign 1001". */
	preposition?: string;
}

/** What a failing item says. */
export interface Explanation {
	/** One sentence without a full stop: what happened to what. */
	error: string;
	/** What to do next, with Wolkvox's own words. */
	message: string;
}

/** Names that a sentence lists before it counts the rest. */
const LONGEST_LIST = 5;

/** Characters of a name that a sentence shows. */
const LONGEST_NAME = 60;

/**
 * Puts a failure into words.
 *
 * @param failure why the item failed
 * @param words those of the operation
 * @param subject what the item is about
 */
export function explain(failure: Failure, words: Words, subject: Subject): Explanation {
	const { hint } = REASONS[failure.reason];
	const { attempts = 1, batch, refusedBatch } = failure.facts;
	return {
		error: sentenceOf(failure, words, subject),
		message: sentences(
			words.hints?.[failure.reason] ?? hint,
			failure.maybeDone && words.verify,
			batch && `The request was for ${count(batch.length, words.noun)}.`,
			refusedBatch &&
				`Before, it was in a request for ${count(refusedBatch.length, words.noun)} that Wolkvox refused; no source says whether some of them were ${words.done} then.`,
			attempts > 1 && `The request was sent ${attempts} times.`,
			...detailsOf(failure),
		),
	};
}

/** Rows that speak of a record or of an operation's fields, and what is true without them. */
const WITHOUT_ITEM: Partial<Record<Reason, Reason>> = {
	notFound: 'refused',
	parameterMissing: 'refused',
};

/**
 * Puts a failure into words where no item is concerned: the test of the credential, a list.
 *
 * @param failure why the account can't be used, or the list not be had
 */
export function explainAccount(failure: Failure): Explanation {
	const { what, hint } = REASONS[WITHOUT_ITEM[failure.reason] ?? failure.reason];
	return { error: capitalized(what), message: sentences(hint, ...detailsOf(failure)) };
}

/** "1 record", "3 records". */
export function count(number: number, { one, many }: Noun): string {
	return `${number} ${number === 1 ? one : many}`;
}

/** "was" for one, "were" for any other number. */
export function were(number: number): string {
	return number === 1 ? 'was' : 'were';
}

/** Joins the sentences that apply. */
export function sentences(...all: Array<string | false | undefined>): string {
	return all.filter(Boolean).join(' ');
}

function detailsOf({ facts: { detail, answer = {} } }: Failure): Array<string | undefined> {
	const { code, error, msg } = answer;
	const words = [code && `code ${code}`, error, msg && `"${msg}"`].filter(Boolean);
	return [detail, words.length > 0 ? `Wolkvox answered: ${words.join(', ')}.` : undefined];
}

function sentenceOf(failure: Failure, words: Words, subject: Subject): string {
	const { what, facts } = failure;
	const name = nameOf(subject);
	// An earlier try of Retry On Fail may have done what this one did not send.
	if (failure.effect === 'notSent' && !failure.maybeDone) {
		return facts.leftOut
			? `Not sent${name && `: ${name}`}, because ${what}`
			: `Not sent: ${what}${name && ` (${name})`}`;
	}
	const shown = facts.lookedUp && words.undone ? `; ${words.undone}` : '';
	return `${fateOf(failure, words, subject)}: ${what}${shown}`;
}

function fateOf(failure: Failure, { done }: Words, subject: Subject): string {
	const { names, place, preposition } = subject;
	const where = place ? ` ${preposition} ${place}` : '';
	let fate = `${were(names.length)} not ${done}${where}`;
	if (failure.effect === 'unknown') fate = `may or may not have been ${done}${where}`;
	else if (failure.maybeDone) fate = `may already have been ${done}${where} by an earlier attempt`;
	return `${capitalized(listed(subject))} ${fate}`;
}

/** The subject as far as it is known, inside a sentence; empty when nothing is. */
function nameOf(subject: Subject): string {
	const who = subject.names.length > 0 && listed(subject);
	return [who, subject.place].filter(Boolean).join(' in ');
}

/** Names as a person reads them: of a long list, and of a long name, only the beginning. */
function listed({ label, names }: Subject): string {
	const short = names
		.slice(0, LONGEST_LIST)
		.map((name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name));
	const rest = names.length - short.length;
	const more = rest > 0 ? ` and ${rest} more` : '';
	return `${names.length === 1 ? label.one : label.many} ${short.join(', ')}${more}`.trim();
}

function capitalized(text: string): string {
	return `${text[0].toUpperCase()}${text.slice(1)}`;
}
