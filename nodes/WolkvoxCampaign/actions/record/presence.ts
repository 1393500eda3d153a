/** Looking a record up: whether it is there, and what became of it. */

import type { IDataObject } from 'n8n-workflow';
import type { Certainty, Parameter } from '../../execution/operation';
import { readSwitch } from '../../inputs';
import type { Success } from '../../transport/reply';
import type { WolkvoxCall, WolkvoxRequest } from '../../transport/request';
import { isOfCampaign, rowsOf, textIn } from '../rows';

/** The call that looks a record up (Wolkvox's campaign page 12). */
export const FIND_RECORD: WolkvoxCall = {
	method: 'GET',
	script: 'campaign',
	api: 'find_record',
	repeatable: true,
	expects: 'list',
};

/** A customer, in one campaign or in all of them. */
export interface Place {
	customerIds: string[];
	/** Digits. */
	campaignId?: string;
}

export const lookUpUnknown: Parameter<boolean> = {
	field: {
		displayName: 'Look Up Unknown Outcomes',
		name: 'lookUpUnknown',
		type: 'boolean',
		default: false,
		description:
			'Whether to look a record up when no answer says what became of it, which costs one call each',
	},
	option: true,
	check: readSwitch('lookUpUnknownInvalid'),
};

/** The read of one customer. */
export function findRequest(customer: string, campaignId?: string): WolkvoxRequest {
	const query = {
		...(campaignId !== undefined && { campaign_id: campaignId }),
		customer_id: customer,
	};
	return { ...FIND_RECORD, query };
}

/**
 * The rows of a customer. No source says that Wolkvox looks for exactly what is asked for, nor what it
 * answers for what is missing: every form of nothing counts as not there.
 *
 * @param reply to `findRequest`
 * @returns none when the customer is not there; undefined when there are rows, and none is of the customer
 */
export function rowsOfCustomer(
	reply: Success,
	customer: string,
	campaignId?: string,
): IDataObject[] | undefined {
	const own = rowsOf(reply).filter((row) => isRowOf(row, customer, campaignId));
	return own.length > 0 || !reply.data?.length ? own : undefined;
}

/**
 * Whether a row is one that was asked for. One without a campaign is of the campaign that was asked for.
 *
 * @param customer left out where a phone was asked for: Wolkvox may compare phones loosely
 * @param campaignId left out for all campaigns
 */
export function isRowOf(row: IDataObject, customer?: string, campaignId?: string): boolean {
	if (customer !== undefined && textIn(row, 'customer_id') !== customer) return false;
	if (campaignId === undefined || textIn(row, 'campaign_id') === '') return true;
	return isOfCampaign(row, campaignId);
}

/**
 * Finds out what became of records by what find_record says of them.
 *
 * @param place which records an input is about
 * @param isDone what the rows of one of them show, undefined when they do not tell
 */
export function certaintyBy<Input>(
	place: (input: Input) => Place,
	isDone: (rows: IDataObject[], input: Input) => boolean | undefined,
): Certainty<Input> {
	return {
		requests: (input) => {
			const { customerIds, campaignId } = place(input);
			return customerIds.map((customer) => findRequest(customer, campaignId));
		},
		isDone: (reply, input, index) => {
			const { customerIds, campaignId } = place(input);
			const rows = rowsOfCustomer(reply, customerIds[index], campaignId);
			return rows && isDone(rows, input);
		},
	};
}

/**
 * Whether the rows of a record have a value, such as the code that it was given.
 *
 * @param values those of the field in each row; undefined in one that does not have it
 * @param isMeant whether a value is the one
 * @returns false where there is no row; undefined when a row does not tell, or when they differ
 */
export function allAre(
	values: Array<string | undefined>,
	isMeant: (value: string) => boolean,
): boolean | undefined {
	const shown = values.map((value) => (value === undefined ? undefined : isMeant(value)));
	if (shown.every((one) => one === true)) return shown.length > 0;
	return shown.every((one) => one === false) ? false : undefined;
}
