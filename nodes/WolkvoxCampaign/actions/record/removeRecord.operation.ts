import type { Operation } from '../../execution/operation';
import type { CampaignType } from '../../inputs';
import { campaignId, campaignType, customerIds, maxRecords, recordsPerRequest } from '../fields';
import { campaignCheck } from './campaignCheck';
import { askedOf, customersOf, RECORD } from './words';

/** What one item asks for: the removal of one record, or of several that it names itself. */
interface RemoveRecord {
	campaignType: CampaignType;
	/** Digits. */
	campaignId: string;
	customerIds: string[];
	/** 1 to 1000. */
	recordsPerRequest: number;
	maxRecords: number;
}

/** Takes records out of a campaign (Wolkvox's page "8. Borrar registro"). */
export const removeRecord: Operation<RemoveRecord> = {
	option: {
		name: 'Remove Record',
		value: 'removeRecord',
		description: 'Take a customer out of a campaign. This cannot be undone.',
		action: 'Remove a record from a campaign',
	},
	// What removal means: the same page.
	notice:
		'Removal cannot be undone. It also deletes the contact attempts of the record from the reports, unless its result is ANSWER.',
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to remove the record from'),
		customerIds,
		recordsPerRequest,
		maxRecords,
	},
	words: {
		noun: RECORD,
		done: 'removed',
		consequence: 'which cannot be undone',
		verify:
			'Look in wolkvox Manager whether the record is still in the campaign, or run this item again: removing a record that is already gone does no harm.',
		hints: {
			parameterMissing: 'Check Campaign Type, Campaign and Customer ID.',
			notFound:
				'Check that the campaign has this ID and type, and that the customer was uploaded to it with this ID. IDs have to be exactly as they were uploaded: dots, blanks or a check digit may be too many. Commas separate several IDs, semicolons do not.',
		},
		subject: (input) => customersOf(input, 'from'),
	},
	batch: {
		target: (input) => [input.campaignType, input.campaignId],
		keys: (input) => input.customerIds,
		size: (input) => input.recordsPerRequest,
		once: true,
	},
	targetCheck: campaignCheck,
	call: {
		method: 'DELETE',
		script: 'campaign',
		api: 'remove_record',
		repeatable: true,
		expects: 'message',
		// Its page has 202; other calls of the API answer with 200.
		success: [200, 202],
	},
	asked: askedOf,
	// It needs no other header and no other parameter.
	content: ([{ campaignType: type, campaignId: id }], keys) => ({
		query: { type_campaign: type, campaign_id: id },
		// Wolkvox's page has no blanks around the commas.
		body: { customer_id: keys.join(',') },
	}),
	outcome: ({ code, msg }, input, keys) => [
		{
			removed: true,
			...askedOf(input),
			code,
			msg,
			...(input.recordsPerRequest > 1 && { request_records: keys.length }),
		},
	],
};
