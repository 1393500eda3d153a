import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { CAMPAIGNS } from '../../transport/information';
import { campaignId } from '../fields';
import { isOfCampaign, rowsOf } from '../rows';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for. */
interface GetCampaign {
	/** Digits. */
	campaignId: string;
}

/** Gives one campaign (Wolkvox's page "4. Campaigns"). */
export const getCampaign: Operation<GetCampaign> = {
	option: {
		name: 'Get Campaign',
		value: 'getCampaign',
		description: 'Get what Wolkvox tells of one campaign, such as its status',
		action: 'Get a campaign',
	},
	parameters: { campaignId: campaignId('The campaign to get', 'searchAllCampaigns') },
	words: {
		noun: CAMPAIGN,
		done: 'read',
		hints: {
			campaignMissing:
				'Check Campaign, and that the credential belongs to the right Wolkvox account.',
		},
		subject: (input) => campaignOf(input),
	},
	shared: true,
	call: CAMPAIGNS,
	asked: askedOf,
	content: ([input]) => ({ query: { campaign: input.campaignId } }),
	outcome: (reply, input) => {
		// No source says that Wolkvox gives the one campaign alone.
		const [campaign] = rowsOf(reply).filter((row) => isOfCampaign(row, input.campaignId));
		if (campaign) return [campaign];
		const what = `this Wolkvox account has no campaign ${input.campaignId}`;
		return new Failure('campaignMissing', { what });
	},
};
