/** What people give, read strictly: a value that is not sure is refused before anything is sent. */

import { Failure } from '../failures/failure';
import type { Reason } from '../failures/reasons';
import { flawOfText, flawOfValue } from './flaws';

export { callTimeIn, momentOf, readCallTime, readTimeZone, type CallTime } from './callTime';
export { readCampaignId, readCampaignType, type CampaignType } from './campaigns';
export { readCustomerIds, readOneCustomerId } from './customerIds';
export { readPhone, readPhones } from './phones';
export {
	RECORD_FIELDS,
	readRecord,
	recordFor,
	strangeTo,
	type GivenRecord,
	type RecordField,
} from './records';
export { readFilledText, readGivenText, readText, readTimeOfDay, readWholeNumber } from './texts';

/**
 * Reads the Timeout of an item.
 *
 * @param value seconds, as a number or as text, above 0, up to 3600
 * @returns milliseconds
 * @throws {Failure} when the value is anything else
 */
export function readTimeout(value: unknown): number {
	const seconds = numberOf(value);
	if (!(seconds > 0 && seconds <= 3600)) throw new Failure('timeoutInvalid');
	// A timeout of 0 would mean none.
	return Math.max(1, Math.round(seconds * 1000));
}

/**
 * Reads Max Retries of an item.
 *
 * @param value a whole number from 0 to 10, as a number or as text
 * @returns the number
 * @throws {Failure} when the value is anything else
 */
export function readMaxRetries(value: unknown): number {
	const retries = numberOf(value);
	if (!Number.isInteger(retries) || retries < 0 || retries > 10) {
		throw new Failure('maxRetriesInvalid');
	}
	return retries;
}

/**
 * Reads Records per Request of an item.
 *
 * @param value a whole number from 1 to 1000, as a number or as text
 * @returns the number
 * @throws {Failure} when the value is anything else
 */
export function readRecordsPerRequest(value: unknown): number {
	const count = numberOf(value);
	if (!Number.isInteger(count) || count < 1 || count > 1000) {
		throw new Failure('recordsPerRequestInvalid');
	}
	return count;
}

/**
 * Reads Dry Run or Check Quota First of an item.
 *
 * @param invalid the reason when the value is none
 * @returns a check that takes true and false, also as text in any case
 */
export function readSwitch(invalid: Reason): (value: unknown) => boolean {
	return (value) => {
		const text = String(value).trim().toLowerCase();
		if (text !== 'true' && text !== 'false') throw new Failure(invalid);
		return text === 'true';
	};
}

/**
 * Reads Max Records.
 *
 * @param value a whole number from 1, as a number or as text
 * @returns the number
 * @throws {Failure} when the value is anything else
 */
export function readMaxRecords(value: unknown): number {
	const count = numberOf(value);
	if (!Number.isSafeInteger(count) || count < 1) throw new Failure('maxRecordsInvalid');
	return count;
}

/**
 * Reads a field with a fixed choice.
 *
 * @param label of the field
 * @param choices its values
 * @returns a check that takes one of them, with blanks around it and in any case
 */
export function readChoice<T extends string>(
	label: string,
	choices: readonly T[],
): (value: unknown) => T {
	return (value) => {
		const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
		const choice = choices.find((one) => one.toLowerCase() === text);
		if (choice === undefined) {
			throw new Failure('choiceInvalid', { what: `${label} is none of ${choices.join(', ')}` });
		}
		return choice;
	};
}

/**
 * Reads a field that takes several of a fixed choice.
 *
 * @param label of the field
 * @param choices its values
 * @returns a check that takes at least one of them, as a list or as text separated by commas
 */
export function readChoices<T extends string>(
	label: string,
	choices: readonly T[],
): (value: unknown) => T[] {
	const read = readChoice(label, choices);
	return (value) => {
		const given = typeof value === 'string' ? value.split(',') : value;
		if (Array.isArray(given) && given.length > 0) return [...new Set(given.map(read))];
		return [read(undefined)];
	};
}

/**
 * Reads the ID of something that Wolkvox has a list of, such as an activity code.
 *
 * @param invalid the reason when the value is none
 * @returns a check that takes text without commas, and whole numbers that are exact
 */
export function readListedId(invalid: Reason): (value: unknown) => string {
	return (value) => {
		const text = flawOfValue(value) ? '' : String(value).trim();
		if (text === '' || flawOfText(text) || !/^[\p{L}\p{N} ._-]{1,60}$/u.test(text)) {
			throw new Failure(invalid);
		}
		return text;
	};
}

/**
 * Reads the Comment of an item.
 *
 * @param value text, a number, or nothing
 * @returns the text; empty for nothing
 * @throws {Failure} when the value is anything else
 */
export function readComment(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'string' && typeof value !== 'number') throw new Failure('commentInvalid');
	return String(value);
}

/**
 * Reads the Speed of an item.
 *
 * @param value a whole number from 0 to 100, as a number or as text
 * @returns the number
 * @throws {Failure} when the value is anything else
 */
export function readSpeed(value: unknown): number {
	const speed = numberOf(value);
	if (!Number.isInteger(speed) || speed < 0 || speed > 100) throw new Failure('speedInvalid');
	return speed;
}

/**
 * Reads the Limit of an item.
 *
 * @param value a whole number from 1, as a number or as text
 * @returns the number
 * @throws {Failure} when the value is anything else
 */
export function readLimit(value: unknown): number {
	const limit = numberOf(value);
	if (!Number.isSafeInteger(limit) || limit < 1) throw new Failure('limitInvalid');
	return limit;
}

/** A number that may come as text; NaN for anything else. */
function numberOf(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}
