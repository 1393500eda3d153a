/** The calls that make, change, filter and delete a campaign. */

import { fieldsOf, json, refusals } from '../replies';
import type { Campaign } from '../state';
import { campaignIn, type Handler } from './handler';

export const create: Handler = ({ parameters, call }, { campaigns }) => {
	const { campaign_name: name } = fieldsOf(call.body);
	const type = parameters.get('type_campaign');
	if (typeof name !== 'string' || !type) return refusals.parameterMissing;
	const id = String(9001 + campaigns.size);
	const state = { status: 'Stopped', speed: '50', records: new Map() } as const;
	campaigns.set(id, { id, name, type: type as Campaign['type'], ...state });
	const msg = `The # ${id} has been created successfully`;
	const data = [{ id_campaign: id, name_campaign: name }];
	return json(201, { code: 201, error: null, msg, data });
};

export const edit: Handler = ({ parameters, call }, state) => {
	const campaign = campaignIn(state, parameters);
	if (!campaign) return refusals.parameterMissing;
	const { campaign_name: name } = fieldsOf(call.body);
	if (typeof name === 'string') campaign.name = name;
	const data = [{ campaign_id: campaign.id, campaign_name: campaign.name }];
	const msg = 'Campaign has been updated successfully';
	return json(200, { code: '200', error: null, msg, data });
};

/** Its page prints no code, and an object as data. */
export const filter: Handler = ({ parameters, call }, state) => {
	const campaign = campaignIn(state, parameters);
	const asked = fieldsOf(call.body);
	const { filter_active: active, filters } = asked;
	if (!campaign || !Array.isArray(filters)) return refusals.parameterMissing;
	campaign.filter = asked;
	const total = String(campaign.records.size);
	const data = { total_records: total, pending_records: total, applied_filter: String(active) };
	return json(200, { error: null, msg: 'Campaign filter successfully updated', data });
};

/** The code is that of a success whatever the numbers say. */
export const remove: Handler = ({ parameters }, state) => {
	const campaign = campaignIn(state, parameters);
	if (campaign) state.campaigns.delete(campaign.id);
	const [deleted, failed] = campaign ? [1, 0] : [0, 1];
	const msg = `${deleted} campaigns deleted successfully. ${failed} operations failed.`;
	return json(200, { code: '200', error: null, msg });
};
