/** Fields that several operations have. Their names are in people's workflows: they stay. */

import type { INodeProperties } from 'n8n-workflow';
import type { Parameter } from '../execution/operation';
import { Failure } from '../failures/failure';
import {
	readCampaignId,
	readCampaignType,
	readCustomerIds,
	readLimit,
	readMaxRecords,
	readOneCustomerId,
	readPhone,
	readRecordsPerRequest,
	readSwitch,
	readTimeZone,
	type CampaignType,
} from '../inputs';

/** A campaign with its type, which most calls need. */
export interface TypedCampaign {
	campaignType: CampaignType;
	/** Digits. */
	campaignId: string;
}

/** What the URL of a call says of its campaign. */
export function campaignQuery({ campaignType: type, campaignId: id }: TypedCampaign): {
	type_campaign: string;
	campaign_id: string;
} {
	return { type_campaign: type, campaign_id: id };
}

export const campaignType: Parameter<CampaignType> = {
	field: {
		displayName: 'Campaign Type',
		name: 'campaignType',
		type: 'options',
		options: [
			{ name: 'Predictive', value: 'predictive' },
			{ name: 'Preview', value: 'preview' },
		],
		default: 'predictive',
		required: true,
		description: 'The type that the campaign has in Wolkvox',
	},
	check: readCampaignType,
};

/** What finds the campaigns of a list: those of Campaign Type, the predictive ones, or all. */
type CampaignSearch = 'searchCampaigns' | 'searchPredictiveCampaigns' | 'searchAllCampaigns';

/**
 * @param what the campaign is for the operation, as a sentence without a full stop
 * @param searchListMethod which campaigns the list has
 */
export const campaignId = (
	what: string,
	searchListMethod: CampaignSearch = 'searchCampaigns',
): Parameter<string> => ({
	field: {
		displayName: 'Campaign',
		name: 'campaignId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: `${what}. Its ID is a number, which Wolkvox gave to the campaign.`,
		// A campaign has one type: n8n empties the field when the other one is chosen.
		typeOptions: { loadOptionsDependsOn: ['campaignType'] },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a campaign',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 1001',
				hint: 'The number of the campaign in wolkvox Manager',
				// n8n puts ^ and $ around it, and leaves expressions alone (n8n-workflow, node-helpers.js).
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*[0-9]+\\s*',
							errorMessage: 'A campaign ID has digits only, such as 1001',
						},
					},
				],
			},
		],
	},
	check: readCampaignId,
});

export const customerIds: Parameter<string[]> = {
	field: {
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1020304050',
		description:
			'The ID that the customer was uploaded with, exactly as it was uploaded, leading zeros included. Several IDs are separated by commas. Pass long numbers as text.',
		hint: 'Exactly as uploaded, leading zeros included, as text',
	},
	check: readCustomerIds,
};

/** The same field, of operations that take one customer. */
export const oneCustomerId: Parameter<string[]> = {
	field: {
		...customerIds.field,
		description:
			'The ID that the customer was uploaded with, exactly as it was uploaded, leading zeros included. One ID an item. Pass long numbers as text.',
	},
	check: readOneCustomerId,
};

/** @param what it is for the operation, as a sentence without a full stop */
export const phone = (what: string): Parameter<string> => ({
	field: {
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 3001234567',
		description: `${what}. It goes out unchanged: prefixes depend on the Wolkvox account. Pass long numbers as text.`,
	},
	check: (value) => readPhone(value),
});

export const timeZone: Parameter<string> = {
	field: {
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. America/Bogota',
		description:
			'The time zone of the Wolkvox account, into which times with a zone are converted. Left out, it is that of the workflow.',
	},
	option: true,
	check: (value, context) => readTimeZone(value, context.timeZone),
};

/** @param searchListMethod what finds the entries of its list */
export const locator = (
	displayName: string,
	name: string,
	searchListMethod: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose one',
			typeOptions: { searchListMethod, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 12',
			hint: 'Its ID in wolkvox Manager',
		},
	],
});

export const returnAll: Parameter<boolean> = {
	field: {
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	check: readSwitch('returnAllInvalid'),
};

export const limit: Parameter<number> = shownFor(
	{ returnAll: [false] },
	{
		field: {
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
		},
		check: readLimit,
	},
);

/**
 * What a person types to say that they mean this campaign. It takes no expression, so that no item and
 * no model of an agent can say it for them.
 */
export const confirmCampaignId: Parameter<string> = {
	field: {
		displayName: 'Confirm Campaign ID',
		name: 'confirmCampaignId',
		type: 'string',
		noDataExpression: true,
		default: '',
		required: true,
		placeholder: 'e.g. 1001',
		description: 'The ID of the campaign once more, typed. Nothing is sent when it is another one.',
	},
	check: (value) => String(value ?? '').trim(),
};

/** Why a campaign is not the one that a person confirmed. */
export function unconfirmed(input: {
	campaignId: string;
	confirmCampaignId: string;
}): Failure | undefined {
	return input.confirmCampaignId === input.campaignId
		? undefined
		: new Failure('confirmationWrong');
}

/** A field only for some values of another one, which stands before it. */
export function shownFor<T>(
	show: Record<string, Array<string | boolean>>,
	parameter: Parameter<T>,
): Parameter<T> {
	return { ...parameter, field: { ...parameter.field, displayOptions: { show } } };
}

export const recordsPerRequest: Parameter<number> = {
	field: {
		displayName: 'Records per Request',
		name: 'recordsPerRequest',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 1,
		description:
			'How many customer IDs of neighboring items to send with one request, up to 1000. A request costs one call of the quota however many it carries, so 100 use the quota 100 times slower. All of them get the one answer of Wolkvox; when it refuses them, they are sent again in smaller groups until the refused ones stand alone.',
	},
	option: true,
	check: readRecordsPerRequest,
};

export const maxRecords: Parameter<number> = {
	field: {
		displayName: 'Max Records',
		name: 'maxRecords',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1000,
		description:
			'How many records one run may be for. When there are more, nothing is sent: a net for a workflow that was wired wrongly.',
	},
	option: true,
	absent: Infinity,
	check: readMaxRecords,
};
