import type { Operation } from '../../execution/operation';
import { readChoice, readListedId } from '../../inputs';
import { campaignId, confirmCampaignId, shownFor, unconfirmed } from '../fields';
import { rowsOf, textIn } from '../rows';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for: that all records with a result are dialed again. */
interface RedialRecords {
	/** Digits. */
	campaignId: string;
	redialField: (typeof FIELDS)[number];
	redialResult?: string;
	redialCode?: string;
	confirmCampaignId: string;
}

const FIELDS = ['Cod_Machine', 'cod_rslt1', 'cod_rslt2'] as const;

/** The results of the dialer that the page names for Cod_Machine. */
const RESULTS = [
	...['ABANDON', 'ANSWER', 'ANSWER-MACHINE', 'BUSY', 'CONGESTION', 'DO-NOT-CALL', 'FAILED', 'FAX'],
	...['MAILBOX', 'NA', 'NO-ANSWER', 'NOT-AVAILABLE', 'RPC', 'UNKNOWN', 'WRONG NUMBER'],
	'WRONG PERSON CONTACT (RPC)',
] as const;

/** Lets records be dialed again by their result (Wolkvox's Postman collection, call 16). */
export const redialRecords: Operation<RedialRecords> = {
	option: {
		name: 'Redial Records',
		value: 'redialRecords',
		description: 'Have all records of a predictive campaign dialed again that have a result',
		action: 'Redial all records of a campaign that have a result',
	},
	notice:
		'All records of the campaign that have this result are dialed again, also those that got it a moment ago. DO-NOT-CALL undoes every such mark of the campaign; ANSWER calls people again who were spoken to.',
	personOnly: true,
	parameters: {
		campaignId: campaignId('The predictive campaign to redial in', 'searchPredictiveCampaigns'),
		redialField: {
			field: {
				displayName: 'Redial By',
				name: 'redialField',
				type: 'options',
				options: [
					{ name: 'Activity Code', value: 'cod_rslt1' },
					{ name: 'Result of the Dialer', value: 'Cod_Machine' },
					{ name: 'Second Activity Code', value: 'cod_rslt2' },
				],
				default: 'Cod_Machine',
				description: 'Which result of a record is looked at',
			},
			check: readChoice('Redial By', FIELDS),
		},
		redialResult: shownFor(
			{ redialField: ['Cod_Machine'] },
			{
				field: {
					displayName: 'Result',
					name: 'redialValue',
					type: 'options',
					options: RESULTS.map((result) => ({ name: result, value: result })),
					default: 'NO-ANSWER',
					description: 'The result of the records that are dialed again',
				},
				check: readChoice('Result', RESULTS),
			},
		),
		redialCode: shownFor(
			{ redialField: ['cod_rslt1', 'cod_rslt2'] },
			{
				field: {
					displayName: 'Activity Code',
					name: 'redialValue',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. 12',
					description: 'The ID of the code of the records that are dialed again',
				},
				check: readListedId('activityCodeInvalid'),
			},
		),
		confirmCampaignId,
	},
	words: {
		noun: CAMPAIGN,
		done: 'redialed',
		key: 'redialed',
		verify: 'Look in wolkvox Manager at the results of the records before you redial them again.',
		subject: (input) => campaignOf(input),
	},
	refuse: unconfirmed,
	shared: true,
	call: {
		method: 'PUT',
		script: 'campaign',
		api: 'recall_records',
		// A second time calls those again who were called in between.
		repeatable: false,
		expects: 'message',
	},
	asked: askedOf,
	content: ([input]) => ({
		query: { campaign_id: input.campaignId },
		body: { field: input.redialField, value: input.redialResult ?? input.redialCode },
	}),
	outcome: (reply, input) => {
		const [counts = {}] = rowsOf(reply);
		const affected = countIn(textIn(counts, 'affected_records')) ?? countIn(reply.msg);
		return [
			{
				redialed: true,
				...askedOf(input),
				...(affected !== undefined && { affected_records: affected }),
				...(affected === 0 && { note: 'No record has this result, so nobody is dialed again' }),
				code: reply.code,
				msg: reply.msg,
			},
		];
	},
};

/** "1", "1 record(s) have been marked for recall successfully". */
function countIn(text: string): number | undefined {
	const count = /^\d+/.exec(text.trim())?.[0];
	return count === undefined ? undefined : Number(count);
}
