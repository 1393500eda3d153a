import type { Operation, Parameter } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { callTimeIn, momentOf, readCallTime, readChoice, type CallTime } from '../../inputs';
import { campaignId, campaignQuery, campaignType, timeZone, type TypedCampaign } from '../fields';
import { rowsOf } from '../rows';
import { askedOf, CAMPAIGN, campaignOf } from './words';

const DETAILS = ['default', 'all'] as const;

/** What one item asks for: the handled records of some days. */
interface GetCampaignDetail extends TypedCampaign {
	from: CallTime;
	to: CallTime;
	detail: (typeof DETAILS)[number];
	timeZone: string;
}

/** Wolkvox's most for one call: 31 days, in milliseconds. */
const LONGEST = 31 * 24 * 60 * 60_000;

/** Gives the handled records of a campaign (Wolkvox's campaign page 6). */
export const getCampaignDetail: Operation<GetCampaignDetail> = {
	option: {
		name: 'Get Campaign Detail',
		value: 'getCampaignDetail',
		description: 'Get the records of a campaign that were handled in some days',
		action: 'Get the handled records of a campaign',
	},
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to get the records of'),
		from: time('From', 'from'),
		to: time('To', 'to'),
		detail: {
			field: {
				displayName: 'Detail',
				name: 'detail',
				type: 'options',
				options: [
					{ name: 'All Handled Records', value: 'all' },
					{ name: 'Records With a Connection', value: 'default' },
				],
				default: 'default',
				description:
					'Which of the handled records to get; those that were not touched are in neither',
			},
			check: readChoice('Detail', DETAILS),
		},
		timeZone,
	},
	words: {
		noun: CAMPAIGN,
		done: 'read',
		subject: (input) =>
			campaignOf(input, { one: 'the detail of campaign', many: 'the detail of a campaign' }),
	},
	refuse: ({ from, to, timeZone: zone }) => {
		// By the digits that are sent: what Wolkvox sees has no zone and no daylight saving time.
		const sent = (time: CallTime) => momentOf({ wall: callTimeIn(time, zone) }, 'UTC');
		const length = sent(to) - sent(from);
		if (length <= 0) return new Failure('timesInvalid', { what: 'To is not after From' });
		return length > LONGEST ? new Failure('rangeTooLong') : undefined;
	},
	shared: true,
	call: { method: 'GET', script: 'campaign', api: 'detail', repeatable: true, expects: 'list' },
	asked: askedOf,
	content: ([input]) => ({
		query: {
			...campaignQuery(input),
			date_ini: callTimeIn(input.from, input.timeZone),
			date_end: callTimeIn(input.to, input.timeZone),
			detail: input.detail,
		},
	}),
	outcome: (reply) => rowsOf(reply),
};

function time(displayName: string, name: string): Parameter<CallTime> {
	return {
		field: {
			displayName,
			name,
			type: 'dateTime',
			default: '',
			required: true,
			description: `${displayName === 'From' ? 'The first' : 'The last'} moment to look at, at most 31 days in all. A time without a zone is sent as it stands; Wolkvox documents no time zone.`,
		},
		check: (value) => readCallTime(value, displayName),
	};
}
