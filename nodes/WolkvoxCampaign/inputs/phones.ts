import { Failure } from '../failures/failure';
import { wordsFor } from './customerIds';
import { flawOfPhone, flawOfText, flawOfValue, listIn, readsLikeOneNumber } from './flaws';

/**
 * Reads the Phone of an item. Its prefix is the caller's to say: how Wolkvox compares and dials phone
 * numbers depends on the account.
 *
 * @param value text, or a whole number that is exact
 * @param label of the field
 * @returns the same text, without blanks around it
 * @throws {Failure} when the value is anything else, such as a number that a spreadsheet spoiled
 */
export function readPhone(value: unknown, label = 'the Phone'): string {
	const text = String(value ?? '').trim();
	if (text === '') throw new Failure('phoneEmpty', { what: `${label} is empty` });
	const flaw = flawOfValue(value) ?? flawOfPhone(text);
	if (!flaw) return text;
	const what =
		flaw === 'notPhone' ? `${label} is not a phone number that is sure` : wordsFor(flaw, label);
	throw new Failure('phoneInvalid', { what });
}

/**
 * Reads several phone numbers.
 *
 * @param value one, a list of them, or text with commas between them, as customer IDs are given
 * @returns at least one, each once
 * @throws {Failure} when one of them is not sure, or there is none
 */
export function readPhones(value: unknown): string[] {
	const found = new Set(Array.isArray(value) ? value.flatMap(phonesIn) : phonesIn(value));
	if (found.size === 0) throw new Failure('phoneEmpty');
	return [...found];
}

function phonesIn(value: unknown): string[] {
	const text = typeof value === 'string' ? value.trim() : '';
	const list = listIn(text);
	if (list) return list.flatMap(phonesIn);
	if (!text.includes(',')) return [readPhone(value)];
	if (readsLikeOneNumber(text) && !flawOfText(text)) {
		throw new Failure('phoneInvalid', { what: wordsFor('oneNumber', 'the Phone') });
	}
	const parts = text.split(',').filter((part) => part.trim() !== '');
	return parts.map((part) => readPhone(part));
}
