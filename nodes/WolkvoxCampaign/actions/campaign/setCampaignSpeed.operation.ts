import type { Operation } from '../../execution/operation';
import { readSpeed } from '../../inputs';
import { campaignId, campaignQuery, campaignType, type TypedCampaign } from '../fields';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for. */
interface SetCampaignSpeed extends TypedCampaign {
	/** 0 to 100. */
	speed: number;
}

/** Sets how fast a campaign dials (Wolkvox's Postman collection, call 9). */
export const setCampaignSpeed: Operation<SetCampaignSpeed> = {
	option: {
		name: 'Set Campaign Speed',
		value: 'setCampaignSpeed',
		description: 'Say how fast a campaign dials',
		action: 'Set the speed of a campaign',
	},
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to set the speed of'),
		speed: {
			field: {
				displayName: 'Speed',
				name: 'speed',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 100 },
				default: 50,
				required: true,
				description:
					'A whole number from 0 to 100; 100 dials fastest. Wolkvox does not say whether 0 is a pause: to hold a campaign, stop it.',
			},
			check: readSpeed,
		},
	},
	words: {
		noun: CAMPAIGN,
		done: 'set',
		key: 'set',
		verify: 'Look in wolkvox Manager at the speed of the campaign, or run this item again.',
		subject: (input) =>
			campaignOf(input, { one: 'the speed of campaign', many: 'the speed of campaigns' }),
	},
	shared: true,
	call: { method: 'PUT', script: 'campaign', api: 'speed', repeatable: true, expects: 'message' },
	asked: askedOf,
	// Its page has the number as text.
	content: ([input]) => ({ query: campaignQuery(input), body: { speed: String(input.speed) } }),
	outcome: ({ code, msg }, input) => [{ speed: input.speed, ...askedOf(input), code, msg }],
};
