import { json, refusals } from '../replies';
import type { Handler } from './handler';

/** Looks for what is asked for exactly; no page says how phones are compared. */
export const findRecord: Handler = ({ parameters }, { campaigns }) => {
	const id = parameters.get('customer_id');
	const campaignId = parameters.get('campaign_id');
	const phone = parameters.get('customer_phone');
	if (id === null && campaignId === null && phone === null) return refusals.parameterMissing;
	const data = [...campaigns.values()]
		.filter((campaign) => campaignId === null || campaign.id === campaignId)
		.flatMap((campaign) =>
			[...campaign.records.values()].map((record) => ({ ...record, campaign_id: campaign.id })),
		)
		.filter((record) => id === null || record.customer_id === id)
		.filter(
			(record) =>
				phone === null ||
				Object.entries(record).some(([name, value]) => /^tel\d+$/.test(name) && value === phone),
		);
	return json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
};
