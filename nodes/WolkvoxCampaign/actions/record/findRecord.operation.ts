import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { readChoice } from '../../inputs';
import { campaignId, maxRecords, oneCustomerId, phone, shownFor } from '../fields';
import { rowsOf } from '../rows';
import { FIND_RECORD, isRowOf } from './presence';
import { customersOf, RECORD } from './words';

const PLACES = ['campaign', 'allCampaigns'] as const;
const KEYS = ['customerId', 'phone'] as const;

/** What one item asks for: the records of one customer, or with one phone number. */
interface FindRecord {
	searchIn: (typeof PLACES)[number];
	campaignId?: string;
	searchBy: (typeof KEYS)[number];
	/** One. */
	customerIds?: string[];
	phone?: string;
	maxRecords: number;
}

/** Looks records up (Wolkvox's campaign page 12). */
export const findRecord: Operation<FindRecord> = {
	option: {
		name: 'Find Record',
		value: 'findRecord',
		description: 'Look up a customer in one campaign or in all of them',
		action: 'Find the records of a customer',
	},
	parameters: {
		searchIn: {
			field: {
				displayName: 'Search In',
				name: 'searchIn',
				type: 'options',
				options: [
					{ name: 'One Campaign', value: 'campaign' },
					{ name: 'All Campaigns', value: 'allCampaigns' },
				],
				default: 'campaign',
				description: 'Where to look for the customer',
			},
			check: readChoice('Search In', PLACES),
		},
		campaignId: shownFor(
			{ searchIn: ['campaign'] },
			campaignId('The campaign to look into', 'searchAllCampaigns'),
		),
		searchBy: {
			field: {
				displayName: 'Search By',
				name: 'searchBy',
				type: 'options',
				options: [
					{ name: 'Customer ID', value: 'customerId' },
					{ name: 'Phone', value: 'phone' },
				],
				default: 'customerId',
				description: 'What is known of the customer',
			},
			check: readChoice('Search By', KEYS),
		},
		customerIds: shownFor({ searchBy: ['customerId'] }, oneCustomerId),
		phone: shownFor({ searchBy: ['phone'] }, phone('The phone number to look for')),
		maxRecords,
	},
	words: {
		noun: RECORD,
		done: 'looked up',
		subject: (input) => subjectOf(input),
	},
	call: FIND_RECORD,
	asked,
	content: ([input]) => ({
		query: {
			...(input.campaignId !== undefined && { campaign_id: input.campaignId }),
			...(input.customerIds && { customer_id: input.customerIds[0] }),
			...(input.phone !== undefined && { customer_phone: input.phone }),
		},
	}),
	outcome: (reply, input) => {
		const { customerIds: [customer] = [], campaignId: campaign } = input;
		const records = rowsOf(reply).filter((row) => isRowOf(row, customer, campaign));
		if (records.length === 0) return [{ found: false, ...asked(input) }];
		return records.map((record) => ({ found: true, ...idsOf(input), ...record }));
	},
};

function asked(input: Partial<FindRecord>): IDataObject {
	return { ...idsOf(input), ...(input.phone !== undefined && { phone: input.phone }) };
}

function idsOf({ campaignId: id, customerIds }: Partial<FindRecord>): IDataObject {
	return {
		...(id !== undefined && { campaign_id: id }),
		...(customerIds && { customer_id: customerIds[0] }),
	};
}

function subjectOf(input: Partial<FindRecord>): ReturnType<typeof customersOf> {
	const subject = customersOf(input, 'in');
	if (input.phone === undefined) return subject;
	return { ...subject, label: { one: 'phone', many: 'phones' }, names: [input.phone] };
}
