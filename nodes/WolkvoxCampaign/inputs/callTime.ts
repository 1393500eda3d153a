/** Times of calls to come, which Wolkvox takes as digits of a clock and without a zone. */

import { tryToParseDateTime } from 'n8n-workflow';
import { Failure } from '../failures/failure';

/** A moment in milliseconds, or the digits of a clock whose zone is not said. */
export type CallTime = { moment: number } | { wall: string };

/** "2026-12-01T09:30", "2026-12-01 09:30:00.000-05:00", "2026-12-01T09:30[America/Bogota]". */
const ISO =
	/^(\d{4}-\d{2}-\d{2})[T ]+(\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?\s*(Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?(?:\[([\w/+-]+)\])?$/i;

/** "20261201093000", as Wolkvox itself writes it. */
const DIGITS = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

const FORMAT = 'yyyyMMddHHmmss';

/**
 * Reads a date and time.
 *
 * @param value text as above, or a date of JavaScript or of Luxon, as `$now` is. Numbers are refused:
 * nothing tells seconds from milliseconds
 * @param label of the field
 * @throws {Failure} when the value is anything else, has no time, or is no day of the calendar
 */
export function readCallTime(value: unknown, label = 'Call At'): CallTime {
	const given = hasJson(value) ? value.toJSON() : value;
	const text = typeof given === 'string' ? given.trim() : '';
	const [, day, time, offset, zone] = ISO.exec(text.replace(DIGITS, '$1-$2-$3T$4:$5:$6')) ?? [];
	// Beyond what Luxon reads n8n takes what `Date.parse` does, where February 30 is a day in March.
	const wall = timeIn(`${day}T${time}Z`, 'UTC')?.toFormat(FORMAT);
	const isUnknownZone = zone && !offset && !isTimeZone(zone);
	if (!day || !wall?.startsWith(`${day}${time}`.replace(/[-:]/g, '')) || isUnknownZone) {
		throw new Failure('callAtInvalid', { what: `${label} is not a date and time` });
	}
	// Where both are there, the offset is the surer one.
	if (offset) return { moment: timeIn(`${day}T${time}${offset}`, 'UTC')!.toMillis() };
	return zone ? { moment: momentOf({ wall }, zone) } : { wall };
}

/** Dates of JavaScript and of Luxon write themselves as ISO 8601, and as null where they are invalid. */
function hasJson(value: unknown): value is { toJSON: () => unknown } {
	return (
		typeof value === 'object' &&
		value !== null &&
		'toJSON' in value &&
		typeof value.toJSON === 'function'
	);
}

/**
 * Reads the name of a time zone.
 *
 * @param value text; empty for the default
 * @param fallback the time zone of the workflow
 * @throws {Failure} when there is no such time zone
 */
export function readTimeZone(value: unknown, fallback: string): string {
	const zone = typeof value === 'string' ? value.trim() || fallback : '';
	if (!isTimeZone(zone)) throw new Failure('timeZoneInvalid');
	return zone;
}

function isTimeZone(name: string): boolean {
	try {
		return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
	} catch {
		return false;
	}
}

/**
 * @param time as it was read
 * @param timeZone whose clock to read, where the time is a moment
 * @returns the digits that Wolkvox takes: YYYYMMDDHHmmss
 */
export function callTimeIn(time: CallTime, timeZone: string): string {
	if ('wall' in time) return time.wall;
	return timeIn(new Date(time.moment).toISOString(), 'UTC')!.setZone(timeZone).toFormat(FORMAT);
}

/** When a time comes, in milliseconds, where its clock is that of a time zone. */
export function momentOf(time: CallTime, timeZone: string): number {
	if ('moment' in time) return time.moment;
	const text = time.wall.replace(DIGITS, '$1-$2-$3T$4:$5:$6');
	return timeIn(text, timeZone)!.toMillis();
}

/** Luxon comes with n8n; a verified package may not import it itself. */
function timeIn(text: string, zone: string): ReturnType<typeof tryToParseDateTime> | undefined {
	try {
		return tryToParseDateTime(text, zone);
	} catch {
		return undefined;
	}
}
