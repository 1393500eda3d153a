import { json, refusals, valueOf } from '../replies';
import { campaignIn, type Handler } from './handler';

/** Takes a customer who is in the campaign already once more: no page says that Wolkvox does not. */
export const addRecord: Handler = ({ parameters, call }, state) => {
	const campaign = campaignIn(state, parameters);
	const records = valueOf(call.body);
	if (!campaign || !Array.isArray(records) || records.length > 10_000) {
		return refusals.parameterMissing;
	}
	for (const record of records as Array<Record<string, string>>) {
		const id = record.customer_id;
		state.added.push(`${campaign.id} ${id}`);
		campaign.records.set(id, { ...record, customer_id: id });
	}
	const msg = 'All records has been added successfully';
	const data = [{ total_registers: String(records.length) }];
	return json(200, { code: '201', error: null, msg, data });
};
