/** The words for records that their operations share. */

import type { IDataObject } from 'n8n-workflow';
import type { Noun, Subject } from '../../failures/wording';

export const RECORD: Noun = { one: 'record', many: 'records' };

interface Customers {
	customerIds?: string[];
	campaignId?: string;
}

/** What an item tells of the records that it is about, as far as they could be read. */
export function askedOf({ campaignId, customerIds }: Customers): IDataObject {
	return {
		...(campaignId !== undefined && { campaign_id: campaignId }),
		...(customerIds && { customer_id: customerIds.join(',') }),
	};
}

/**
 * The records that an input is about.
 *
 * @param input as far as it could be read
 * @param preposition what leads from the verb to the campaign: removed "from" campaign 1001
 */
export function customersOf(
	{ customerIds = [], campaignId }: Customers,
	preposition: string,
): Subject {
	return {
		label: { one: 'customer ID', many: 'customer IDs' },
		names: customerIds,
		place: campaignId && `campaign ${campaignId}`,
		preposition,
	};
}

/** Milliseconds. Wolkvox's help center asks to plan a call at least half an hour ahead. */
const SOON = 30 * 60_000;

/**
 * What a person should know of callbacks that come soon.
 *
 * @param times of the callbacks, in milliseconds
 */
export function soonRemarks(times: number[]): string[] {
	const soon = times.filter((time) => time < Date.now() + SOON).length;
	if (soon === 0) return [];
	const calls = soon === 1 ? '1 callback is' : `${soon} callbacks are`;
	return [
		`${calls} less than 30 minutes ahead: Wolkvox asks for at least 30, and may not make the call.`,
	];
}
