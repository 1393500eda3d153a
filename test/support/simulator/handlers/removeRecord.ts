import { fieldsOf, json, refusals } from '../replies';
import { notInCampaign, type Handler } from './handler';

export const removeRecord: Handler = ({ parameters, call }, { campaigns, whenMissing }) => {
	const { customer_id: customerId } = fieldsOf(call.body);
	const campaign = campaigns.get(parameters.get('campaign_id') ?? '');
	if (typeof customerId !== 'string' || !parameters.get('type_campaign') || !campaign) {
		return refusals.parameterMissing;
	}
	const ids = customerId.split(',');
	const missing = ids.filter((id) => !campaign.records.has(id));
	if (campaign.type !== parameters.get('type_campaign')) missing.push(...ids);
	if (missing.length > 0 && whenMissing === 'refuse') {
		return notInCampaign(missing[0]);
	}
	for (const id of ids) campaign.records.delete(id);
	call.removed = ids;
	const msg = `customer_id ${customerId} has been deleted successfully`;
	return json(202, { code: 202, error: null, msg });
};
