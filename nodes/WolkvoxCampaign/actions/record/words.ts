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
