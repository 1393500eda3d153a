import { Failure } from '../failures/failure';
import { wordsFor } from './customerIds';
import { flawOfPhone, flawOfValue } from './flaws';

/**
 * Reads the Phone of an item. Its prefix is the caller's to say: how Wolkvox compares and dials phone
 * numbers depends on the account.
 *
 * @param value text, or a whole number that is exact
 * @returns the same text, without blanks around it
 * @throws {Failure} when the value is anything else, such as a number that a spreadsheet spoiled
 */
export function readPhone(value: unknown): string {
	const text = String(value ?? '').trim();
	if (text === '') throw new Failure('phoneEmpty');
	const flaw = flawOfValue(value) ?? flawOfPhone(text);
	if (flaw === 'notPhone') throw new Failure('phoneInvalid');
	if (flaw) throw new Failure('phoneInvalid', { what: wordsFor(flaw, 'Phone') });
	return text;
}
