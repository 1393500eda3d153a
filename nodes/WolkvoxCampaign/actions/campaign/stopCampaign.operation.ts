import type { Operation } from '../../execution/operation';
import { campaignId, campaignQuery, campaignType, type TypedCampaign } from '../fields';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** Stops a campaign (Wolkvox's Postman collection, call 11). */
export const stopCampaign: Operation<TypedCampaign> = {
	option: {
		name: 'Stop Campaign',
		value: 'stopCampaign',
		description: 'Let a campaign dial nobody until it is started again',
		action: 'Stop a campaign',
	},
	parameters: { campaignType, campaignId: campaignId('The campaign to stop') },
	words: {
		noun: CAMPAIGN,
		done: 'stopped',
		key: 'stopped',
		verify: 'Look in wolkvox Manager whether the campaign is stopped.',
		subject: (input) => campaignOf(input),
	},
	shared: true,
	call: { method: 'PUT', script: 'campaign', api: 'stop', repeatable: true, expects: 'message' },
	asked: askedOf,
	content: ([input]) => ({ query: campaignQuery(input) }),
	outcome: ({ code, msg }, input) => [{ stopped: true, ...askedOf(input), code, msg }],
};
