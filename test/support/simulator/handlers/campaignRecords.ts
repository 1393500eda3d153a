/** The calls that give, clear and redial the records of a campaign. */

import { fieldsOf, json, refusals } from '../replies';
import { campaignIn, type Handler } from './handler';

/** What the export calls the fields that it does not name as the other calls do. */
const SPANISH: Record<string, string> = {
	customer_id: 'id_cliente',
	customer_name: 'nombre_cliente',
	customer_last_name: 'apellido_cliente',
	id_type: 'tipo_doc',
	age: 'edad',
	gender: 'sexo',
	country: 'pais',
	state: 'departamento',
	city: 'ciudad',
	zone: 'zona',
	address: 'direccion',
	agent_id: 'id_agent',
	result: 'resultado',
	cod_act: 'cod_rslt1',
};

/** Its example has no error and no msg, and Spanish names. */
export const exportRecords: Handler = ({ parameters }, state) => {
	const campaign = campaignIn(state, parameters);
	if (!campaign) return refusals.parameterMissing;
	const records = [...campaign.records.values()].map((record) => ({
		id_cliente: record.customer_id,
		nombre_cliente: record.customer_name ?? '',
		tel1: record.tel1 ?? '',
		resultado: record.result ?? '',
		...Object.fromEntries(
			Object.entries(record).map(([name, value]) => [SPANISH[name] ?? name, value]),
		),
	}));
	const total = String(records.length);
	return json(200, { code: '200', total_records: total, campaign_id: campaign.id, records });
};

export const clear: Handler = ({ parameters }, state) => {
	const campaign = campaignIn(state, parameters);
	if (!campaign) return refusals.parameterMissing;
	const result = parameters.get('result');
	for (const [id, record] of campaign.records) {
		if (result === null || record.result?.toLowerCase() === result) campaign.records.delete(id);
	}
	const msg = `All records has been deleted of campaign_id ${campaign.id} successfully`;
	return json(202, { code: 202, error: null, msg });
};

export const redial: Handler = ({ parameters, call }, state) => {
	const campaign = campaignIn(state, parameters);
	const { field, value } = fieldsOf(call.body);
	if (!campaign || typeof value !== 'string') return refusals.parameterMissing;
	const name = field === 'Cod_Machine' ? 'result' : 'cod_act';
	const records = [...campaign.records.values()].filter((record) => record[name] === value);
	for (const record of records) record.result = 'CLEAN';
	const affected_records = String(records.length);
	const msg = `${affected_records} record(s) have been marked for recall successfully`;
	const data = [{ campaign_id: campaign.id, field, value, affected_records }];
	return json(200, { code: '200', error: null, msg, data });
};

/** Only records that were handled. */
export const detail: Handler = ({ parameters }, state) => {
	const campaign = campaignIn(state, parameters);
	if (!campaign || !parameters.get('date_ini') || !parameters.get('date_end')) {
		return refusals.parameterMissing;
	}
	const data = [...campaign.records.values()].filter(({ result }) => result);
	return json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
};
