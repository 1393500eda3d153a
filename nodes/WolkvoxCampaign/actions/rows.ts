/** Rows of Wolkvox's lists as they may come out. */

import type { IDataObject } from 'n8n-workflow';
import { textIn } from '../transport/information';
import type { Success } from '../transport/reply';

export { textIn };

/**
 * Never passed on: the national ID of an agent, which some lists carry; and a key `error`, for which
 * engines up to 2.20.6 take an item as failing.
 */
const LEFT_OUT = /^(agent_dni|error)$/i;

/**
 * The rows of a list, with numbers and texts as Wolkvox sent them.
 *
 * @param reply to a call that expects a list
 */
export function rowsOf({ data = [] }: Success): IDataObject[] {
	return data.filter(isObject).map((row) => clean(row) as IDataObject);
}

/** Whether a row is of a campaign. */
export function isOfCampaign(row: IDataObject, campaignId: string): boolean {
	return isSameCampaign(textIn(row, 'campaign_id'), campaignId);
}

/** Whether Wolkvox's ID of a campaign is that of the field: both are numbers, with leading zeros or without. */
export function isSameCampaign(id: string, campaignId: string): boolean {
	return /^\d+$/.test(id) && BigInt(id) === BigInt(campaignId);
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function clean(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(clean);
	if (!isObject(value)) return value;
	const fields = Object.entries(value).filter(([name]) => !LEFT_OUT.test(name));
	return Object.fromEntries(fields.map(([name, one]) => [name, clean(one)]));
}
