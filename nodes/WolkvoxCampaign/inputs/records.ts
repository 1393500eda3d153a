/** A record that is to be added to a campaign: its fields, and what they take. */

import { Failure } from '../failures/failure';
import { callTimeIn, readCallTime, type CallTime } from './callTime';
import { readOneCustomerId } from './customerIds';
import type { CampaignType } from './campaigns';
import { readPhone } from './phones';
import { readText } from './texts';

/** A field of a record. */
export interface RecordField {
	/** As Wolkvox names it. */
	name: string;
	/** In plain words. */
	label: string;
	/** The one type of campaign that has it. */
	only?: CampaignType;
	/** Characters, where Wolkvox's pages say how many. */
	longest?: number;
}

/** The one field that is no text. */
const RECALL_DATE = 'recall_date';

const numbered = (count: number, field: (number: number) => RecordField) =>
	Array.from({ length: count }, (_, index) => field(index + 1));

/** The fields of Wolkvox's campaign page 2, in its order. */
export const RECORD_FIELDS: RecordField[] = [
	{ name: 'customer_name', label: 'First Name' },
	{ name: 'customer_last_name', label: 'Last Name' },
	{ name: 'id_type', label: 'ID Type' },
	{ name: 'customer_id', label: 'Customer ID' },
	{ name: 'age', label: 'Age' },
	{ name: 'gender', label: 'Gender' },
	{ name: 'country', label: 'Country' },
	{ name: 'state', label: 'State' },
	{ name: 'city', label: 'City' },
	{ name: 'zone', label: 'Zone' },
	{ name: 'address', label: 'Address' },
	...numbered(12, (number) => ({
		name: `opt${number}`,
		label: `Optional ${number}`,
		// One page lists opt6 with both lengths.
		longest: number <= 6 ? 100 : 200,
	})),
	...numbered(10, (number) => ({ name: `tel${number}`, label: `Phone ${number}` })),
	{ name: 'tel_extra', label: 'Extra Phone', only: 'predictive' },
	{ name: 'email', label: 'Email', only: 'predictive' },
	{ name: RECALL_DATE, label: 'Callback Date', only: 'predictive' },
	{ name: 'recall_telephone', label: 'Callback Phone', only: 'predictive' },
	{ name: 'agent_id', label: 'Agent ID', only: 'preview' },
];

const FIELDS = new Map(RECORD_FIELDS.map((field) => [field.name, field]));

/** What a mapping of fields gives. */
export interface GivenRecord {
	/** Those of Wolkvox's fields that hold something, but for the callback date. */
	values: Record<string, string>;
	/** The callback date. */
	recall?: CallTime;
	/** Names that are none of Wolkvox's fields. */
	unknown: string[];
	/** Whether the fields of the item were taken as they are. */
	automatic: boolean;
	/** What is wrong with the first value that is not sure; the others still tell which record it is. */
	flaw?: Failure;
}

/**
 * Reads n8n's mapping of fields.
 *
 * @param value what the field of type resourceMapper has
 * @param item the fields of the item, which are taken under Map Automatically
 */
export function readRecord(value: unknown, item: Record<string, unknown>): GivenRecord {
	const mapping = { ...(value as { mappingMode?: unknown; value?: unknown } | null) };
	const automatic = mapping.mappingMode === 'autoMapInputData';
	const given = Object.entries(automatic ? item : { ...(mapping.value as object | null) });
	const values: Record<string, string> = {};
	let recall: CallTime | undefined;
	let flaw: Failure | undefined;
	for (const [name, one] of given) {
		if (!FIELDS.has(name)) continue;
		try {
			if (name === RECALL_DATE && !isNothing(one)) recall = readCallTime(one, 'Callback Date');
			const text = name === RECALL_DATE ? '' : readCell(name, one);
			if (text !== '') values[name] = text;
		} catch (error) {
			const { label } = FIELDS.get(name)!;
			const unread = () => new Failure('fieldInvalid', { what: `${label} can not be read` });
			flaw ??= error instanceof Failure ? error : unread();
		}
	}
	return {
		values,
		recall,
		unknown: given
			.filter(([name, one]) => !FIELDS.has(name) && (automatic || !isNothing(one)))
			.map(([name]) => name),
		automatic,
		flaw,
	};
}

/**
 * The fields of a record as Wolkvox takes them: all that the type of campaign has, empty where nothing
 * is given.
 *
 * @param timeZone whose clock the callback date is written by
 */
export function recordFor(
	type: CampaignType,
	{ values, recall }: GivenRecord,
	timeZone: string,
): Record<string, string> {
	const all: Record<string, string> = {
		...values,
		...(recall && { [RECALL_DATE]: callTimeIn(recall, timeZone) }),
	};
	const fields = RECORD_FIELDS.filter(({ only = type }) => only === type);
	return Object.fromEntries(fields.map(({ name }) => [name, all[name] ?? '']));
}

/** The names that a type of campaign does not have. */
export function strangeTo(type: CampaignType, { values, recall, unknown }: GivenRecord): string[] {
	const names = [...Object.keys(values), ...(recall ? [RECALL_DATE] : [])];
	const others = names.filter((name) => (FIELDS.get(name)?.only ?? type) !== type);
	return [...unknown, ...others];
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || String(value as string).trim() === '';
}

function readCell(name: string, value: unknown): string {
	const { label, longest } = FIELDS.get(name)!;
	if (isNothing(value)) return '';
	if (name === 'customer_id') return readOneCustomerId(value)[0];
	if (/^tel|^recall_telephone$/.test(name)) return readPhone(value, label);
	return readText(value, label, longest);
}
