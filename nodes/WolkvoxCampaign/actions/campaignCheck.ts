import type { TargetCheck } from '../execution/operation';
import { Failure } from '../failures/failure';
import type { TypedCampaign } from './fields';
import { CAMPAIGNS, campaignsIn } from '../transport/information';
import { isSameCampaign } from './rows';

/** Asks for the list of campaigns, to tell a campaign that is not there from records that are not. */
export const campaignCheck: TargetCheck<TypedCampaign> = {
	target: ({ campaignType, campaignId }) => `${campaignType} ${campaignId}`,
	request: CAMPAIGNS,
	missing: (reply, { campaignType, campaignId }) => {
		const campaigns = campaignsIn(reply.data);
		const other = campaignType === 'predictive' ? 'preview' : 'predictive';
		const isThere = campaigns.some(
			({ id, type }) => isSameCampaign(id, campaignId) && type !== other,
		);
		// Of a type that is neither, nothing is claimed.
		if (isThere) return undefined;
		const what = `this Wolkvox account has no ${campaignType} campaign ${campaignId}`;
		return new Failure('campaignMissing', { what });
	},
};

/** The same for the operations that work in predictive campaigns only. */
export const predictiveCampaignCheck: TargetCheck<Pick<TypedCampaign, 'campaignId'>> = {
	...campaignCheck,
	target: ({ campaignId }) => campaignCheck.target({ campaignType: 'predictive', campaignId }),
	missing: (reply, { campaignId }) =>
		campaignCheck.missing(reply, { campaignType: 'predictive', campaignId }),
};
