import type { TargetCheck } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import type { CampaignType } from '../../inputs';

interface Campaign {
	campaignType: CampaignType;
	campaignId: string;
}

/** Asks for the list of campaigns, to tell a campaign that is not there from records that are not. */
export const campaignCheck: TargetCheck<Campaign> = {
	target: ({ campaignType, campaignId }) => `${campaignType} ${campaignId}`,
	request: {
		method: 'GET',
		script: 'information',
		api: 'campaigns',
		repeatable: true,
		expects: 'list',
	},
	missing: ({ data = [] }, { campaignType, campaignId }) => {
		const isThere = data.some((one) => {
			const { campaign_id: id, type_campaign: type } = { ...(one as object | null) } as {
				[name: string]: unknown;
			};
			return Number(id) === Number(campaignId) && String(type).toLowerCase() === campaignType;
		});
		if (isThere) return undefined;
		const what = `this Wolkvox account has no ${campaignType} campaign ${campaignId}`;
		return new Failure('campaignMissing', { what });
	},
};
