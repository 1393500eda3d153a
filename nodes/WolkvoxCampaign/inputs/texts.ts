/** Values of fields that share their rules, and differ by their label. */

import { Failure } from '../failures/failure';
import { wordsFor } from './customerIds';
import { flawOfProse, flawOfValue } from './flaws';

/**
 * Reads a text that people read.
 *
 * @param value text, a whole number that is exact, or nothing
 * @param label of the field, as a sentence has it
 * @param longest how many characters it may have
 * @returns the text as it came; empty for nothing
 * @throws {Failure} when the value is anything else, or is longer
 */
export function readText(value: unknown, label: string, longest = Infinity): string {
	if (value === undefined || value === null) return '';
	const text = String(value as string);
	const flaw = flawOfValue(value) ?? flawOfProse(text);
	if (flaw) throw new Failure('fieldInvalid', { what: wordsFor(flaw, label) });
	const { length } = [...text];
	if (length > longest) {
		const what = `${label} has ${length} characters, and Wolkvox takes ${longest}`;
		throw new Failure('fieldTooLong', { what });
	}
	return text;
}

/**
 * Reads a text that may be empty, but not because an expression found nothing: what that would empty,
 * or let through, nobody meant.
 *
 * @throws {Failure} as `readText`, and when there is no value
 */
export function readGivenText(value: unknown, label: string): string {
	if (value === undefined || value === null) {
		throw new Failure('fieldInvalid', { what: `${label} is missing` });
	}
	return readText(value, label);
}

/**
 * Reads a text that has to be there.
 *
 * @throws {Failure} as `readText`, and when there is none
 */
export function readFilledText(value: unknown, label: string): string {
	const text = readText(value, label).trim();
	if (text === '') throw new Failure('fieldInvalid', { what: `${label} is empty` });
	return text;
}

/**
 * Reads a time of day.
 *
 * @param value text: HH:mm or HH:mm:ss
 * @param label of the field
 * @returns HH:mm:ss
 * @throws {Failure} when the value is anything else
 */
export function readTimeOfDay(value: unknown, label: string): string {
	const text = typeof value === 'string' ? value.trim() : '';
	const [, hours, minutes, seconds = '00'] =
		/^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
	if (hours === undefined) {
		const what = `${label} is not a time of day, such as 08:00 or 17:30:00`;
		throw new Failure('fieldInvalid', { what });
	}
	return `${hours.padStart(2, '0')}:${minutes}:${seconds}`;
}

/**
 * Reads a whole number.
 *
 * @param value the number, or the same as text
 * @param label of the field
 * @param least it may be
 * @param most it may be
 * @throws {Failure} when the value is anything else
 */
export function readWholeNumber(
	value: unknown,
	label: string,
	least: number,
	most: number,
): number {
	// Text of digits: JavaScript takes "0x10" and "1e1" for numbers, too.
	const isNumber =
		typeof value === 'number' || (typeof value === 'string' && /^\s*-?\d+\s*$/.test(value));
	const number = isNumber ? Number(value) : NaN;
	if (!Number.isInteger(number) || number < least || number > most) {
		const what = `${label} is not a whole number from ${least} to ${most}`;
		throw new Failure('fieldInvalid', { what });
	}
	return number;
}
