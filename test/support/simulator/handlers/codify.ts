import { fieldsOf, json, refusals } from '../replies';
import { notInCampaign, recordIn, type Handler } from './handler';

export const codify: Handler = ({ parameters, call }, state) => {
	const { cod_act: code, cod_act_2: second, comment, customer_id: id } = fieldsOf(call.body);
	if (typeof id !== 'string' || typeof code !== 'string') return refusals.parameterMissing;
	const record = recordIn(state, parameters, id);
	if (!record) return notInCampaign(id);
	record.cod_act = code;
	if (typeof second === 'string') record.cod_act_2 = second;
	record.comments = String(comment);
	return json(202, { code: 202, error: null, msg: `customer_id ${id} has been coded` });
};
