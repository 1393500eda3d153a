import type { Operation } from '../../execution/operation';
import { campaignId, campaignQuery, campaignType, type TypedCampaign } from '../fields';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** Starts a campaign (Wolkvox's Postman collection, call 10). */
export const startCampaign: Operation<TypedCampaign> = {
	option: {
		name: 'Start Campaign',
		value: 'startCampaign',
		description: 'Let a campaign dial its records',
		action: 'Start a campaign, which dials people',
	},
	notice:
		'People will be dialed: a started campaign calls its records, or has its agents call them, within its hours.',
	personOnly: true,
	parameters: { campaignType, campaignId: campaignId('The campaign to start') },
	words: {
		noun: CAMPAIGN,
		done: 'started',
		key: 'started',
		verify: 'Look in wolkvox Manager whether the campaign is started.',
		subject: (input) => campaignOf(input),
	},
	shared: true,
	call: { method: 'PUT', script: 'campaign', api: 'start', repeatable: true, expects: 'message' },
	asked: askedOf,
	content: ([input]) => ({ query: campaignQuery(input) }),
	outcome: ({ code, msg }, input) => [{ started: true, ...askedOf(input), code, msg }],
};
