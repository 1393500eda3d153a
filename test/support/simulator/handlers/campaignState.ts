/** The calls that start and stop a campaign and set its speed. */

import { fieldsOf, json, refusals } from '../replies';
import { campaignIn, type Handler } from './handler';

const setStatus =
	(status: 'Started' | 'Stopped'): Handler =>
	({ parameters }, state) => {
		const campaign = campaignIn(state, parameters);
		if (!campaign) return refusals.parameterMissing;
		campaign.status = status;
		const msg = `The ${campaign.id} campaign_id has been ${status.toLowerCase()} successfully`;
		return json(202, { code: 202, error: null, msg });
	};

export const start = setStatus('Started');
export const stop = setStatus('Stopped');

export const speed: Handler = ({ parameters, call }, state) => {
	const campaign = campaignIn(state, parameters);
	const { speed: wanted } = fieldsOf(call.body);
	if (!campaign || typeof wanted !== 'string') return refusals.parameterMissing;
	campaign.speed = wanted;
	const msg = `The speed of ${campaign.id} campaign_id has been updated successfully`;
	return json(202, { code: 202, error: null, msg });
};
