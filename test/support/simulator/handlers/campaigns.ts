import { json } from '../replies';
import type { Handler } from './handler';

export const campaigns: Handler = ({ parameters }, state) => {
	const id = parameters.get('campaign');
	const data = [...state.campaigns.values()]
		.filter((campaign) => id === null || campaign.id === id)
		.map((campaign) => ({
			campaign_id: campaign.id,
			campaign_name: campaign.name,
			campaign_description: '',
			type_campaign: campaign.type,
			status: campaign.status,
			records: String(campaign.records.size),
		}));
	const msg = `${data.length} records were found`;
	return json(200, { code: '200', error: null, msg, data });
};
