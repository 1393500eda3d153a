import type { IDataObject } from 'n8n-workflow';
import type { Operation, Parameter } from '../../execution/operation';
import { readComment, readListedId } from '../../inputs';
import { campaignCheck } from '../campaignCheck';
import {
	campaignId,
	campaignQuery,
	campaignType,
	locator,
	maxRecords,
	oneCustomerId,
	type TypedCampaign,
} from '../fields';
import { textIn } from '../rows';
import { allAre, certaintyBy, lookUpUnknown } from './presence';
import { askedOf, customersOf, RECORD } from './words';

/** What one item asks for: the activity code of one record. */
interface CodifyRecord extends TypedCampaign {
	/** One: no page says that the call takes several. */
	customerIds: string[];
	activityCode: string;
	comment: string;
	/** Empty for none. */
	secondActivityCode: string;
	maxRecords: number;
	lookUpUnknown: boolean;
}

const secondActivityCode: Parameter<string> = {
	field: {
		displayName: 'Second Activity Code',
		name: 'secondActivityCode',
		type: 'string',
		default: '',
		description: 'The ID of a code of the second group, where the Wolkvox account uses one',
	},
	option: true,
	check: (value) => (value === '' ? '' : readListedId('secondActivityCodeInvalid')(value)),
};

/** Codes a record as handled (Wolkvox's campaign page 5). */
export const codifyRecord: Operation<CodifyRecord> = {
	option: {
		name: 'Codify Record',
		value: 'codifyRecord',
		description:
			'Give a record an activity code, so that it is not dialed; the record and its history stay',
		action: 'Codify a record of a campaign',
	},
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign that the record is in'),
		customerIds: oneCustomerId,
		activityCode: {
			field: locator(
				'Activity Code',
				'activityCode',
				'searchActivityCodes',
				'The result to give to the record, as agents do after a call',
			),
			check: readListedId('activityCodeInvalid'),
		},
		comment: {
			field: {
				displayName: 'Comment',
				name: 'comment',
				type: 'string',
				default: '',
				description: 'What agents read beside the code',
			},
			check: readComment,
		},
		secondActivityCode,
		maxRecords,
		lookUpUnknown,
	},
	words: {
		noun: RECORD,
		done: 'codified',
		key: 'codified',
		verify: 'Look in wolkvox Manager whether the record has the code, or run this item again.',
		undone: 'the record did not have the code a moment later',
		hints: {
			parameterMissing: 'Check Campaign Type, Campaign, Customer ID and Activity Code.',
			notFound:
				'Check that the campaign has this ID and type, that the customer was uploaded to it with this ID, exactly as it was uploaded, and that the code exists.',
		},
		subject: (input) => customersOf(input, 'in'),
	},
	certainty: certaintyBy<CodifyRecord>(
		(input) => input,
		(rows, { activityCode: code }) => allAre(rows.map(codeIn), (one) => one === code),
	),
	targetCheck: campaignCheck,
	call: { method: 'PUT', script: 'campaign', api: 'codify', repeatable: true, expects: 'message' },
	asked,
	content: ([input]) => ({
		query: campaignQuery(input),
		body: {
			cod_act: input.activityCode,
			// Only accounts with a second group of codes have it.
			...(input.secondActivityCode && { cod_act_2: input.secondActivityCode }),
			comment: input.comment,
			customer_id: input.customerIds[0],
		},
	}),
	outcome: ({ code, msg }, input) => [{ codified: true, ...asked(input), code, msg }],
};

function asked({ activityCode: code, ...input }: Partial<CodifyRecord>): IDataObject {
	return { ...askedOf(input), ...(code !== undefined && { cod_act: code }) };
}

/** The code of a record: no page says that find_record gives it, nor under which of its names. */
function codeIn(row: IDataObject): string | undefined {
	const name = ['cod_act', 'code_act', 'cod_rslt1'].find((one) => row[one] !== undefined);
	return name && textIn(row, name);
}
