import { fieldsOf, json, refusals } from '../replies';
import { notInCampaign, recordIn, type Handler } from './handler';

export const recall: Handler = ({ parameters, call }, state) => {
	const { recall_date: date, recall_telephone: phone, customer_id: id } = fieldsOf(call.body);
	if (typeof id !== 'string' || typeof date !== 'string' || typeof phone !== 'string') {
		return refusals.parameterMissing;
	}
	const record = recordIn(state, parameters, id);
	if (!record) return notInCampaign(id);
	record.recall_date = date;
	record.recall_telephone = phone;
	const msg = `customer_id ${id} has been updated and will be call back on ${date} to phone ${phone}`;
	return json(202, { code: 202, error: null, msg });
};
