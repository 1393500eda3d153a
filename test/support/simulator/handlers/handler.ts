import { json, type Answer } from '../replies';
import type { Call } from '../server';
import type { Campaign, CampaignRecord, State, Token } from '../state';

/** A call of Wolkvox's API whose token was accepted. */
export interface ApiRequest {
	/** The parameters of the URL. */
	parameters: URLSearchParams;
	token: Token;
	/** The request as it came; what the call did is noted in it for the tests. */
	call: Call;
}

/** What one call of Wolkvox's API answers, and what it changes. */
export type Handler = (request: ApiRequest, state: State) => Answer;

/** The campaign that the URL names, when its type is that of the URL or the URL has none. */
export function campaignIn(
	{ campaigns }: State,
	parameters: URLSearchParams,
): Campaign | undefined {
	const campaign = campaigns.get(parameters.get('campaign_id') ?? '');
	const type = parameters.get('type_campaign');
	return type === null || type === campaign?.type ? campaign : undefined;
}

/** The record of a customer in the campaign that the URL names. */
export function recordIn(
	state: State,
	parameters: URLSearchParams,
	id: string,
): CampaignRecord | undefined {
	return campaignIn(state, parameters)?.records.get(id);
}

/** No page says how a customer is answered who is not in the campaign. */
export function notInCampaign(id: string): Answer {
	const msg = `customer_id ${id} is not in this campaign (words of the simulator)`;
	return json(404, { code: 404, error: 'NOT FOUND', msg });
}
