/** Copies of records that are to be removed, with the names that Add Record takes. */

import type { IDataObject } from 'n8n-workflow';
import type { LookUp, Parameter } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { readSwitch, RECORD_FIELDS, type CampaignType } from '../../inputs';
import type { Success } from '../../transport/reply';
import type { TypedCampaign } from '../fields';
import { rowsOf, textIn } from '../rows';
import { EXPORT_RECORDS } from './getManyRecords.operation';
import { findRequest, rowsOfCustomer } from './presence';

/** What Add Record with Map Automatically puts back. */
export type Copy = Record<string, string>;

/** An input whose records are read before they are removed. */
export interface WithCopies {
	keepCopy: boolean;
	/** Filled in by the look-up: one, or more where the customer is in the campaign several times. */
	copies?: Copy[];
}

interface Removal extends TypedCampaign, WithCopies {
	customerIds: string[];
	recordsPerRequest: number;
}

/** How many records of a campaign are read one by one. More of them cost one call: that of its export. */
const HANDFUL = 5;

export const keepCopy: Parameter<boolean> = {
	field: {
		displayName: 'Keep a Copy',
		name: 'keepCopy',
		type: 'boolean',
		default: false,
		description:
			'Whether to read each record before it is removed, and to put it out with the item, so that Add Record can put it back. A record that can not be read is not removed.',
	},
	option: true,
	check: readSwitch('keepCopyInvalid'),
};

/** The names of the export, which are Spanish; the others are the same (Wolkvox's Postman collection, call 15). */
const EXPORTED: Record<string, string> = {
	customer_name: 'nombre_cliente',
	customer_last_name: 'apellido_cliente',
	id_type: 'tipo_doc',
	customer_id: 'id_cliente',
	age: 'edad',
	gender: 'sexo',
	country: 'pais',
	state: 'departamento',
	city: 'ciudad',
	zone: 'zona',
	address: 'direccion',
	agent_id: 'id_agent',
};

/** Callbacks stay out: their form is documented nowhere, and a time that has passed can't be added. */
const NOT_COPIED = /^recall_/;

/**
 * A record as Add Record takes it. Attempts, results and callbacks are left out: no call puts them back.
 *
 * @param row of find_record, or of an export
 * @param type that of its campaign: only such a one has some of the fields
 */
export function copyOf(row: IDataObject, type: CampaignType): Copy {
	const fields = RECORD_FIELDS.filter(
		({ name, only = type }) => only === type && !NOT_COPIED.test(name),
	).map(({ name }) => [name, textIn(row, name) || textIn(row, EXPORTED[name] ?? name)]);
	return Object.fromEntries(fields.filter(([, value]) => value !== ''));
}

/** What comes out with a record that is removed, or may be. */
export function keptCopies({ copies = [] }: Partial<WithCopies>): IDataObject {
	if (copies.length === 0) return {};
	return { record: copies.length === 1 ? copies[0] : copies };
}

/** Reads the records of a campaign before they are removed from it: each of them, or all with one call. */
export const copyLookUp = <Input extends Removal>(): LookUp<Input> => ({
	// So that each record has its copy in an item of its own.
	parts: (input) =>
		input.keepCopy
			? input.customerIds.map((customer) => ({ ...input, customerIds: [customer] }))
			: [input],
	requests: (inputs) => {
		const counts = new Map<string, number>();
		for (const { campaignId, customerIds } of inputs) {
			counts.set(campaignId, (counts.get(campaignId) ?? 0) + customerIds.length);
		}
		return inputs.map(({ keepCopy: keeps, dryRun, campaignId, recordsPerRequest, customerIds }) => {
			if (!keeps || dryRun) return [];
			const isMany = recordsPerRequest > 1 && (counts.get(campaignId) ?? 0) > HANDFUL;
			return isMany
				? [{ ...EXPORT_RECORDS, query: { campaign_id: campaignId } }]
				: [findRequest(customerIds[0], campaignId)];
		});
	},
	found: ([reply], input) => {
		const { customerIds, campaignId, campaignType: type } = input;
		const [customer] = customerIds;
		const exported = exportIn(reply);
		const rows = exported
			? rowsIn(exported, customer)
			: rowsOfCustomer(reply, customer, campaignId);
		if (!rows) return [{ input, outcome: noCopy('the answer did not show the record') }];
		if (rows.length === 0) return [{ input, outcome: new Failure('notFound') }];
		return [{ input: { ...input, copies: rows.map((row) => copyOf(row, type)) } }];
	},
	failed: ({ what, facts: { answer, detail } }) => noCopy(what, { answer, detail }),
});

function noCopy(why: string, facts: Failure['facts'] = {}): Failure {
	return new Failure('copyMissing', { ...facts, what: `no copy could be made, because ${why}` });
}

interface Export {
	/** How many rows it has. */
	total: number;
	byCustomer: Map<string, IDataObject[]>;
}

/** Thousands of inputs look into the same one. */
const exportsRead = new WeakMap<Success, Export>();

/** Undefined for a reply that is no export, or an empty one. */
function exportIn(reply: Success): Export | undefined {
	const known = exportsRead.get(reply);
	if (known) return known;
	const rows = rowsOf(reply);
	if (!rows.some((row) => textIn(row, EXPORTED.customer_id) !== '')) return undefined;
	const byCustomer = new Map<string, IDataObject[]>();
	for (const row of rows) {
		const customer = textIn(row, EXPORTED.customer_id);
		byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), row]);
	}
	const read = { total: rows.length, byCustomer };
	exportsRead.set(reply, read);
	return read;
}

/** Wolkvox gives out no more in one reply (its campaign pages): who is missing there may be in the campaign. */
const LONGEST_EXPORT = 60_000;

/** Undefined where the export may not have all. */
function rowsIn({ total, byCustomer }: Export, customer: string): IDataObject[] | undefined {
	return byCustomer.get(customer) ?? (total < LONGEST_EXPORT ? [] : undefined);
}
