import { Failure } from '../failures/failure';
import { REASONS, type Reason } from '../failures/reasons';
import { flawOfId, flawOfText, flawOfValue, listIn, readsLikeOneNumber, type Flaw } from './flaws';

const REASON_OF = {
	empty: 'customerIdEmpty',
	notText: 'customerIdNotText',
	notWhole: 'customerIdNotWhole',
	tooLarge: 'customerIdTooLarge',
	invisible: 'customerIdInvisible',
	damaged: 'customerIdDamaged',
	oneNumber: 'customerIdOneNumber',
	quoted: 'customerIdQuoted',
	formula: 'customerIdFormula',
	apostrophe: 'customerIdApostrophe',
	expression: 'customerIdExpression',
} satisfies Record<Flaw, Reason>;

/**
 * Reads the Customer ID of an item. Removing the wrong person's record can't be undone, so only a
 * value that is sure is taken.
 *
 * @param value text, a whole number, or a list of these, which may be written as JSON. Commas
 * separate several IDs, as in Wolkvox's own API; blanks around an ID, empty places and repeated IDs
 * are left out.
 * @returns at least one ID
 * @throws {Failure} when the value is anything else, or holds no ID
 */
export function readCustomerIds(value: unknown): string[] {
	const found = new Set(Array.isArray(value) ? value.flatMap(idsIn) : idsIn(value));
	if (found.size === 0) refuse('empty');
	return [...found];
}

/**
 * Reads the Customer ID of an item of an operation that takes one.
 *
 * @returns one ID
 * @throws {Failure} as `readCustomerIds`, and when there are several
 */
export function readOneCustomerId(value: unknown): string[] {
	const ids = readCustomerIds(value);
	if (ids.length > 1) throw new Failure('customerIdSeveral');
	return ids;
}

/**
 * Says of a flaw what it is, for another field.
 *
 * @param label of that field, such as "the Phone"
 */
export function wordsFor(flaw: Flaw, label: string): string {
	return REASONS[REASON_OF[flaw]].what.replace('the Customer ID', label);
}

function idsIn(value: unknown): string[] {
	refuse(flawOfValue(value));
	const text = String(value).trim();
	refuse(flawOfText(text));
	const list = listIn(text);
	if (list) return list.flatMap(idsIn);
	if (readsLikeOneNumber(text)) refuse('oneNumber');
	const ids = text
		.split(',')
		.map((part) => part.trim())
		.filter((id) => id !== '');
	for (const id of ids) refuse(flawOfId(id));
	return ids;
}

function refuse(flaw: Flaw | undefined): void {
	if (flaw) throw new Failure(REASON_OF[flaw]);
}
