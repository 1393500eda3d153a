/** The words for campaigns that their operations share. */

import type { IDataObject } from 'n8n-workflow';
import type { Noun, Subject } from '../../failures/wording';

export const CAMPAIGN: Noun = { one: 'campaign', many: 'campaigns' };

interface OneCampaign {
	campaignId?: string;
}

/** What an item tells of the campaign that it is about, as far as it could be read. */
export function askedOf({ campaignId }: OneCampaign): IDataObject {
	return campaignId === undefined ? {} : { campaign_id: campaignId };
}

/**
 * The campaign that an input is about.
 *
 * @param input as far as it could be read
 * @param label what stands before its ID
 */
export function campaignOf({ campaignId }: OneCampaign, label = CAMPAIGN): Subject {
	return { label, names: campaignId === undefined ? [] : [campaignId] };
}
