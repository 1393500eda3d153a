/** What the body of a reply holds, and how a text from outside is shown. */

import type { Reason } from '../failures/reasons';

/** A body: its value where it is JSON, or why it can't be read. */
export type Body = { value: unknown } | { unreadable: Reason };

/**
 * Reads a body. PHP may print warnings before an answer, and a server a comment behind it; so one
 * object with a code is read where nothing else stands around it.
 *
 * @param body as it came: text, or the value where an engine has parsed it already
 */
export function readBody(body: unknown): Body {
	if (typeof body !== 'string') {
		return body === undefined || body === null ? { unreadable: 'answerEmpty' } : { value: body };
	}
	const text = body.trim();
	if (text === '') return { unreadable: 'answerEmpty' };
	const value = parsed(text) ?? answerIn(text);
	if (value !== undefined) return { value };
	if (isPage(text)) return { unreadable: 'webPage' };
	return { unreadable: isCutOff(text) ? 'answerCutOff' : 'answerNotJson' };
}

/**
 * Quotes a body that can't be read.
 *
 * @param body as it came
 * @param token kept out of the sentence
 * @returns one sentence: for a page its title, else how the body begins
 */
export function quoted(body: unknown, token: string): string {
	const text = textOf(body).trim().slice(0, LONGEST_HEAD);
	if (text === '') return 'The answer was empty.';
	const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] ?? '';
	const start = (isPage(text) && oneLine(title, token)) || oneLine(text, token);
	const cut = start.length > LONGEST_QUOTE ? `${start.slice(0, LONGEST_QUOTE)}…` : start;
	return `The answer ${isPage(text) ? 'was a web page' : 'began'}: "${cut}".`;
}

/**
 * Makes a text from outside safe to show: one line, not long, and never the token. Of a long one the
 * middle goes: a list of IDs stands before the verb.
 *
 * @param value of any kind
 * @param token masked
 * @returns undefined for nothing
 */
export function shown(value: unknown, token: string): string | undefined {
	const line = oneLine(textOf(value), token);
	return line.length > LONGEST_TEXT
		? `${line.slice(0, 200)}…${line.slice(-99)}`
		: line || undefined;
}

/** The text of a value; empty for nothing. */
export function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters. */
const LONGEST_TEXT = 300;
const LONGEST_QUOTE = 100;

const LONGEST_HEAD = 10_000;

/** How many places are looked at, so that a long text takes no long time. */
const MOST_PLACES = 10;

/** The beginning of a text with a message of PHP that does not end the script (PHP, main/main.c). */
const WARNING =
	/^(?:<(?!html|head|body|!)[^>]+>|\s)*(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)\s*(?:<[^>]+>)?\s*:/i;

const TAG = /<(\/?)\s*([a-z!?][\w-]*)[^>]*>?/gi;

/** The tags that PHP and Xdebug put around a message. */
const TAG_OF_MESSAGE =
	/^(?:br|hr|a|b|i|u|em|strong|small|font|span|p|pre|code|tt|table|tbody|tr|th|td)$/i;
const VOID_TAG = /^(?:br|hr)$/i;

function oneLine(text: string, token: string): string {
	return text
		.split(token)
		.join('[token]')
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
}

/** The value of a text that is JSON as a whole. */
function parsed(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value ?? [value];
	} catch {
		return undefined;
	}
}

/** The one object with a code in a text that has only warnings before it and no value behind it. */
function answerIn(text: string): Record<string, unknown> | undefined {
	for (const from of placesOf(text)) {
		const before = withoutComments(text.slice(0, from));
		if (before !== '' && !WARNING.test(before)) return undefined;
		const to = endOfObject(text, from);
		const value = to === undefined ? undefined : parsed(text.slice(from, to));
		// A warning may have braces of its own, as in "{closure}()".
		if (!isRecord(value)) continue;
		const after = withoutComments(text.slice(to));
		const alone = [before, after].every((rest) => isFlat(rest) && !/[{[]\s*["{[]/.test(rest));
		return alone && !/^[\][{},]/.test(after) && 'code' in value ? value : undefined;
	}
	return undefined;
}

/** Where an answer may begin: PHP ends a message with a line break, or with a tag. */
function placesOf(text: string): number[] {
	const places: number[] = [];
	let from = text.indexOf('{');
	while (from >= 0 && places.length < MOST_PLACES) {
		let end = from;
		while (end > 0 && /[ \t\r]/.test(text[end - 1])) end--;
		if (end === 0 || /[>\n]/.test(text[end - 1])) places.push(from);
		from = text.indexOf('{', from + 1);
	}
	return places;
}

function withoutComments(text: string): string {
	const [head, ...rest] = text.split('<!--');
	const tails = rest.map((part) => {
		const end = part.indexOf('-->');
		return end < 0 ? `<!--${part}` : part.slice(end + 3);
	});
	return [head, ...tails].join('').trim();
}

/** Whether a text has no tags but those of a message, and closes what it opens. */
function isFlat(text: string): boolean {
	let depth = 0;
	for (const [, closes, name] of text.matchAll(TAG)) {
		if (!TAG_OF_MESSAGE.test(name)) return false;
		if (!VOID_TAG.test(name)) depth += closes ? -1 : 1;
	}
	return depth === 0;
}

/** Where the object ends that begins at a place; undefined when it does not end. */
function endOfObject(text: string, from: number): number | undefined {
	let depth = 0;
	for (const { 0: part, index } of text.slice(from).matchAll(/"(?:[^"\\]|\\.)*"?|[{}]/gs)) {
		if (part === '{') depth++;
		else if (part === '}' && --depth === 0) return from + index + 1;
	}
	return undefined;
}

function isPage(text: string): boolean {
	return text.startsWith('<') && !WARNING.test(withoutComments(text));
}

/** Whether a text is the beginning of JSON. */
function isCutOff(text: string): boolean {
	if (text.startsWith('[')) return !text.endsWith(']');
	return text.startsWith('{') && endOfObject(text, 0) === undefined;
}
