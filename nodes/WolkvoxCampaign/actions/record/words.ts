/** The words for records that their operations share. */

import type { Noun, Subject } from '../../failures/wording';

export const RECORD: Noun = { one: 'record', many: 'records' };

/**
 * The records that an input is about.
 *
 * @param input as far as it could be read
 * @param preposition what leads from the verb to the campaign: removed "from" campaign 1001
 */
export function customersOf(
	{ customerIds = [], campaignId }: { customerIds?: string[]; campaignId?: string },
	preposition: string,
): Subject {
	return {
		label: { one: 'customer ID', many: 'customer IDs' },
		names: customerIds,
		place: campaignId && `campaign ${campaignId}`,
		preposition,
	};
}
