import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { callTimeIn, momentOf, readCallTime, type CallTime } from '../../inputs';
import { predictiveCampaignCheck } from '../campaignCheck';
import { campaignId, maxRecords, oneCustomerId, phone, timeZone } from '../fields';
import { askedOf, customersOf, RECORD, soonRemarks } from './words';

/** What one item asks for: a call to one customer at a time. */
interface ScheduleCallback {
	/** Digits. */
	campaignId: string;
	/** One. */
	customerIds: string[];
	callAt: CallTime;
	phone: string;
	timeZone: string;
	maxRecords: number;
}

/** Has a customer called at a time (Wolkvox's page "7. Reprogramar llamada"). */
export const scheduleCallback: Operation<ScheduleCallback> = {
	option: {
		name: 'Schedule Callback',
		value: 'scheduleCallback',
		description: 'Have a customer of a predictive campaign called at a date and time',
		action: 'Schedule a callback for a record',
	},
	notice:
		'The customer will be called at this time, when the campaign is started and its filter lets the record through.',
	parameters: {
		campaignId: campaignId('The predictive campaign of the record', 'searchPredictiveCampaigns'),
		customerIds: oneCustomerId,
		callAt: {
			field: {
				displayName: 'Call At',
				name: 'callAt',
				type: 'dateTime',
				default: '',
				required: true,
				description:
					'When to call, at least 30 minutes ahead. A time with a zone or an offset is converted to the option Time Zone; one without is sent as it stands. Wolkvox documents no time zone: try once which one your account has.',
			},
			check: (value) => readCallTime(value),
		},
		phone: phone('The number to call'),
		timeZone,
		maxRecords,
	},
	words: {
		noun: RECORD,
		done: 'scheduled for a callback',
		key: 'scheduled',
		verify: 'Look in wolkvox Manager whether the callback is planned, or run this item again.',
		hints: {
			parameterMissing: 'Check Campaign, Customer ID, Call At and Phone.',
			campaignMissing:
				'Check that Campaign is a predictive one, and that the credential belongs to the right Wolkvox account.',
			notFound:
				'Check that the campaign is a predictive one with this ID, and that the customer was uploaded to it with this ID, exactly as it was uploaded.',
		},
		subject: (input) => customersOf(input, 'in'),
	},
	refuse: (input) =>
		momentOf(input.callAt, input.timeZone) <= Date.now() ? new Failure('callAtPast') : undefined,
	remarks: (inputs) =>
		soonRemarks(inputs.map(({ callAt, timeZone: zone }) => momentOf(callAt, zone))),
	targetCheck: predictiveCampaignCheck,
	call: { method: 'PUT', script: 'campaign', api: 'recall', repeatable: true, expects: 'message' },
	asked,
	content: ([input]) => ({
		query: { campaign_id: input.campaignId },
		body: {
			recall_date: callTimeIn(input.callAt, input.timeZone),
			recall_telephone: input.phone,
			customer_id: input.customerIds[0],
		},
	}),
	outcome: ({ code, msg }, input) => [{ scheduled: true, ...asked(input), code, msg }],
};

function asked({
	callAt,
	timeZone: zone,
	phone: to,
	...input
}: Partial<ScheduleCallback>): IDataObject {
	return {
		...askedOf(input),
		...(callAt && zone && { call_at: callTimeIn(callAt, zone) }),
		...(to !== undefined && { phone: to }),
	};
}
