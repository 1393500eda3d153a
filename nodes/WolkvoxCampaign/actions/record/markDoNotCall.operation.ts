import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { predictiveCampaignCheck } from '../campaignCheck';
import { campaignId, customerIds, maxRecords, recordsPerRequest } from '../fields';
import { textIn } from '../rows';
import { allAre, certaintyBy, lookUpUnknown } from './presence';
import { askedOf, customersOf, RECORD } from './words';

/** What one item asks for: the mark on one record of a predictive campaign, or on several. */
interface MarkDoNotCall {
	/** Digits. */
	campaignId: string;
	customerIds: string[];
	/** 1 to 1000. */
	recordsPerRequest: number;
	maxRecords: number;
	lookUpUnknown: boolean;
}

/** Marks records DO-NOT-CALL (Wolkvox's Postman collection, configuration, call 25). */
export const markDoNotCall: Operation<MarkDoNotCall> = {
	option: {
		name: 'Mark as Do Not Call',
		value: 'markDoNotCall',
		description:
			'Keep a record of a predictive campaign from being dialed; it stays with its history',
		action: 'Mark a record as do not call',
	},
	// The call "16. recall_records" resets all records of a campaign that have this result.
	notice:
		'The mark can be undone only together with all other such marks of the campaign. It works in predictive campaigns.',
	parameters: {
		campaignId: campaignId('The predictive campaign of the record', 'searchPredictiveCampaigns'),
		customerIds,
		recordsPerRequest,
		maxRecords,
		lookUpUnknown,
	},
	words: {
		noun: RECORD,
		done: 'marked',
		key: 'marked',
		verify:
			'Look in wolkvox Manager whether the record has the result DO-NOT-CALL, or run this item again.',
		undone: 'the record did not have the mark a moment later',
		hints: {
			campaignMissing:
				'Check that Campaign is a predictive one, and that the credential belongs to the right Wolkvox account.',
			notFound:
				'Check that the campaign is a predictive one with this ID, and that the customer was uploaded to it with this ID, exactly as it was uploaded.',
		},
		subject: (input) => customersOf(input, 'in'),
	},
	batch: {
		target: (input) => [input.campaignId],
		keys: (input) => input.customerIds,
		size: (input) => input.recordsPerRequest,
	},
	certainty: certaintyBy<MarkDoNotCall>(
		(input) => input,
		(rows) => allAre(rows.map(resultIn), isDoNotCall),
	),
	targetCheck: predictiveCampaignCheck,
	call: {
		method: 'PUT',
		script: 'configuration',
		api: 'block_predictive_dnc',
		repeatable: true,
		expects: 'message',
	},
	asked: askedOf,
	// "campaing" is Wolkvox's spelling.
	content: ([input], keys) => ({ body: { id_campaing: input.campaignId, id_cliente: keys } }),
	outcome: ({ code, msg }, input, keys) => {
		const marked = countIn(msg) ?? keys.length;
		const answer = { code: String(code), msg };
		if (marked === 0) {
			const none = keys.length === 1 ? 'no such customer' : 'none of these customers';
			return new Failure('customerMissing', {
				what: `campaign ${input.campaignId} has ${none}`,
				answer,
			});
		}
		// Which ones is not said: those who stand together are parted until the missing ones stand alone.
		if (marked < keys.length) {
			const what = `Wolkvox counted ${marked} of ${keys.length}`;
			return new Failure('countedFewer', { what, answer });
		}
		return [
			{
				marked: true,
				...askedOf(input),
				code,
				msg,
				...(input.recordsPerRequest > 1 && { request_records: keys.length }),
			},
		];
	},
};

/**
 * "2 records were successfully marked as DO-NOT-CALL in campaign 1001". No page has the words for a count
 * of 0, so both languages of Wolkvox are looked for.
 */
function countIn(msg: string): number | undefined {
	const [, first, counted = first] = /^\W*(\d+)\b|\b(\d+)\s+(?:record|registro)/i.exec(msg) ?? [];
	return counted === undefined ? undefined : Number(counted);
}

function resultIn(row: IDataObject): string | undefined {
	return row.result === undefined ? undefined : textIn(row, 'result');
}

/** Wolkvox writes its results with hyphens, with blanks, and in both cases. */
function isDoNotCall(result: string): boolean {
	return /^do[-_ ]not[-_ ]call$/i.test(result);
}
