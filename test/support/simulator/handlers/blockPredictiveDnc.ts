import { fieldsOf, json, refusals } from '../replies';
import type { Handler } from './handler';

export const blockPredictiveDnc: Handler = ({ call }, { campaigns }) => {
	const { id_campaing: campaignId, id_cliente: ids } = fieldsOf(call.body);
	const campaign = campaigns.get(String(campaignId));
	if (!Array.isArray(ids) || campaign?.type !== 'predictive') return refusals.parameterMissing;
	const records = ids.flatMap((id) => campaign.records.get(String(id)) ?? []);
	for (const record of records) record.result = 'DO-NOT-CALL';
	const msg = `${records.length} records were successfully marked as DO-NOT-CALL in campaign ${campaign.id}`;
	return json(202, { code: '202', error: null, msg });
};
