import type { IDataObject } from 'n8n-workflow';
import type { Found, Operation, Parameter } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { readChoices, type CampaignType } from '../../inputs';
import { CAMPAIGNS, campaignsIn, type ListedCampaign } from '../../transport/information';
import type { Success } from '../../transport/reply';
import { campaignQuery, campaignType, customerIds, maxRecords } from '../fields';
import { isSameCampaign, rowsOf, textIn } from '../rows';
import { copyOf, keepCopy, keptCopies, type WithCopies } from './copies';
import { certaintyBy, findRequest, isRowOf, lookUpUnknown } from './presence';
import { removeRecord } from './removeRecord.operation';
import { askedOf } from './words';

const TYPES = ['predictive', 'preview'] as const;

/** What one item asks for; after the look-up it is one record of one campaign. */
interface RemoveEverywhere extends WithCopies {
	customerIds: string[];
	campaignTypes: CampaignType[];
	maxRecords: number;
	lookUpUnknown: boolean;
	/** Filled in by the look-up. */
	campaignType?: CampaignType;
	/** Digits. Filled in by the look-up. */
	campaignId?: string;
}

const campaignTypes: Parameter<CampaignType[]> = {
	field: {
		displayName: 'Campaign Types',
		name: 'campaignTypes',
		type: 'multiOptions',
		options: campaignType.field.options,
		default: [...TYPES],
		description: 'Which campaigns to remove the customer from',
	},
	option: true,
	check: readChoices('Campaign Types', TYPES),
};

/** Takes a customer out of every campaign: finds the records, then removes one after the other. */
export const removeEverywhere: Operation<RemoveEverywhere> = {
	option: {
		name: 'Remove Record From All Campaigns',
		value: 'removeEverywhere',
		description: 'Take a customer out of every campaign that has them. This cannot be undone.',
		action: 'Remove a record from all campaigns, which cannot be undone',
	},
	notice: removeRecord.notice,
	parameters: { customerIds, campaignTypes, maxRecords, keepCopy, lookUpUnknown },
	words: removeRecord.words,
	lookUp: {
		decides: true,
		parts: (input) => input.customerIds.map((customer) => ({ ...input, customerIds: [customer] })),
		requests: (inputs) =>
			inputs.map(({ customerIds: ids }) => [...ids.map((id) => findRequest(id)), CAMPAIGNS]),
		found: ([records, list], input) => {
			const rows = rowsOf(records).filter((row) => isRowOf(row, input.customerIds[0]));
			const campaigns = campaignsIn(list.data);
			const ids = [...new Set(rows.map((row) => textIn(row, 'campaign_id')))];
			const found = ids.flatMap((id) => recordIn(id, rows, campaigns, input));
			if (found.length > 0) return found;
			return [{ input, outcome: [{ removed: false, found: false, ...asked(input) }] }];
		},
	},
	batch: {
		target: ({ campaignType: type = '', campaignId = '' }) => [type, campaignId],
		keys: (input) => input.customerIds,
		size: () => 1,
		once: true,
	},
	certainty: certaintyBy<RemoveEverywhere>(
		(input) => input,
		(rows) => rows.length === 0,
	),
	call: removeRecord.call,
	asked,
	kept: keptCopies,
	content: ([{ campaignType: type = 'predictive', campaignId = '' }], keys) => ({
		query: campaignQuery({ campaignType: type, campaignId }),
		body: { customer_id: keys.join(',') },
	}),
	outcome: ({ code, msg }: Success, input) => [
		{ removed: true, ...asked(input), code, msg, ...keptCopies(input) },
	],
};

/** The removal from one of the campaigns that a customer is in; none where its type is not wanted. */
function recordIn(
	id: string,
	rows: IDataObject[],
	campaigns: ListedCampaign[],
	input: RemoveEverywhere,
): Array<Found<RemoveEverywhere>> {
	const campaignId = /^\d{1,18}$/.test(id) ? id : undefined;
	const listed = campaigns.filter((one) => campaignId && isSameCampaign(one.id, campaignId));
	const [type, ...others] = TYPES.filter((one) =>
		listed.some(({ type: listedType }) => listedType === one),
	);
	// Without a type, or with two, it would be a guess.
	if (!campaignId || !type || others.length > 0) {
		const what =
			others.length > 0 ? `the list of campaigns has campaign ${id} with both types` : undefined;
		return [
			{ input: { ...input, campaignId }, outcome: new Failure('campaignUnlisted', { what }) },
		];
	}
	if (!input.campaignTypes.includes(type)) return [];
	const own = rows.filter((row) => textIn(row, 'campaign_id') === id);
	const copies = input.keepCopy ? own.map((row) => copyOf(row, type)) : undefined;
	return [{ input: { ...input, campaignType: type, campaignId, copies } }];
}

function asked(input: Partial<RemoveEverywhere>): IDataObject {
	const { campaign_id, ...customer } = askedOf(input);
	return {
		...(campaign_id !== undefined && { campaign_id }),
		...(input.campaignType && { campaign_type: input.campaignType }),
		...customer,
	};
}
