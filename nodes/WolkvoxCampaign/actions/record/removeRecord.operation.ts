import type { Operation } from '../../execution/operation';
import {
	campaignId,
	campaignQuery,
	campaignType,
	customerIds,
	maxRecords,
	recordsPerRequest,
	type TypedCampaign,
} from '../fields';
import { campaignCheck } from '../campaignCheck';
import { copyLookUp, keepCopy, keptCopies, type WithCopies } from './copies';
import { certaintyBy, lookUpUnknown } from './presence';
import { askedOf, customersOf, RECORD } from './words';

/** What one item asks for: the removal of one record, or of several that it names itself. */
interface RemoveRecord extends TypedCampaign, WithCopies {
	customerIds: string[];
	/** 1 to 1000. */
	recordsPerRequest: number;
	maxRecords: number;
	lookUpUnknown: boolean;
}

/** Takes records out of a campaign (Wolkvox's page "8. Borrar registro"). */
export const removeRecord: Operation<RemoveRecord> = {
	option: {
		name: 'Remove Record',
		value: 'removeRecord',
		description: 'Take a customer out of a campaign. This cannot be undone.',
		// The model of an agent knows the tool by these words alone (n8n-workflow, node-helpers.js).
		action: 'Remove a record from a campaign, which cannot be undone',
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
		keepCopy,
		lookUpUnknown,
	},
	words: {
		noun: RECORD,
		done: 'removed',
		key: 'removed',
		consequence: 'which cannot be undone',
		verify:
			'Look in wolkvox Manager whether the record is still in the campaign, or run this item again: removing a record that is already gone does no harm.',
		undone: 'it was still in the campaign a moment later',
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
	lookUp: copyLookUp(),
	certainty: certaintyBy<RemoveRecord>(
		(input) => input,
		(rows) => rows.length === 0,
	),
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
	kept: keptCopies,
	// It needs no other header and no other parameter.
	content: ([input], keys) => ({
		query: campaignQuery(input),
		// Wolkvox's page has no blanks around the commas.
		body: { customer_id: keys.join(',') },
	}),
	outcome: ({ code, msg }, input, keys) => [
		{
			removed: true,
			...askedOf(input),
			code,
			msg,
			...keptCopies(input),
			...(input.recordsPerRequest > 1 && { request_records: keys.length }),
		},
	],
};
