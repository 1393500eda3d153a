import type { Operation } from '../../execution/operation';
import { readChoice } from '../../inputs';
import {
	campaignId,
	campaignQuery,
	campaignType,
	confirmCampaignId,
	shownFor,
	unconfirmed,
	type TypedCampaign,
} from '../fields';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for: that a campaign loses its records, or those with a result. */
interface ClearCampaign extends TypedCampaign {
	clear: (typeof WHAT)[number];
	result?: string;
	confirmCampaignId: string;
}

const WHAT = ['byResult', 'all'] as const;

/** The results that the page names. */
const RESULTS = [
	...['abandon', 'answer', 'answer-machine', 'busy', 'chanunavail', 'congestion', 'do-not-call'],
	...['failed', 'no-answer', 'unknown'],
] as const;

/** Removes records for good (Wolkvox's Postman collection, call 3). */
export const clearCampaign: Operation<ClearCampaign> = {
	option: {
		name: 'Remove All Records',
		value: 'clearCampaign',
		description:
			'Take all records out of a campaign, or all that have a result. This cannot be undone.',
		action: 'Remove all records of a campaign, which cannot be undone',
	},
	notice:
		'All of these records go for good, and their contact attempts go out of the reports, unless their result is ANSWER. Records that were added a moment ago go with them.',
	personOnly: true,
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to remove the records from'),
		clear: {
			field: {
				displayName: 'Remove',
				name: 'clear',
				type: 'options',
				options: [
					{ name: 'All Records', value: 'all' },
					{ name: 'Records With a Result', value: 'byResult' },
				],
				default: 'byResult',
				description: 'Which records to remove',
			},
			check: readChoice('Remove', WHAT),
		},
		// Without a result, or with one that it does not know, Wolkvox may remove everything: no page says.
		result: shownFor(
			{ clear: ['byResult'] },
			{
				field: {
					displayName: 'Result',
					name: 'result',
					type: 'options',
					options: RESULTS.map((result) => ({ name: result, value: result })),
					default: 'no-answer',
					required: true,
					description: 'The result of the records to remove',
				},
				check: readChoice('Result', RESULTS),
			},
		),
		confirmCampaignId,
	},
	words: {
		noun: CAMPAIGN,
		done: 'cleared',
		key: 'cleared',
		consequence: 'which cannot be undone',
		verify: 'Look with Get Many Records what is left before you run it again.',
		subject: (input) => campaignOf(input),
	},
	refuse: unconfirmed,
	shared: true,
	call: {
		method: 'DELETE',
		script: 'campaign',
		api: 'clear_campaign',
		// A second time takes the records that were added in between.
		repeatable: false,
		expects: 'message',
	},
	asked: askedOf,
	content: ([input]) => ({
		query: {
			...campaignQuery(input),
			...(input.clear === 'byResult' && { result: input.result ?? '' }),
		},
	}),
	outcome: ({ code, msg }, input) => [
		{
			cleared: true,
			...askedOf(input),
			...(input.clear === 'byResult' && { result: input.result }),
			code,
			msg,
		},
	],
};
