import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
	readCampaignId,
	readCampaignType,
	readCustomerId,
	readMaxRetries,
	readTimeout,
	type CampaignType,
} from '../inputs';
import { Failure, reported, type Subject } from '../messages';
import type { Account } from '../transport/account';
import type { WolkvoxRequest } from '../transport/request';
import { send } from '../transport/retry';

/** Seconds. Wolkvox cuts a call off after 60: a little longer lets its own answer come first. */
const DEFAULT_TIMEOUT = 65;

const DEFAULT_RETRIES = 3;

const displayOptions = { show: { operation: ['removeRecord'] } };

/** The fields of Remove Record. Their names are in the workflows of people: they stay. */
export const removeRecordFields: INodeProperties[] = [
	{
		displayName: 'Campaign Type',
		name: 'campaignType',
		type: 'options',
		options: [
			{ name: 'Predictive', value: 'predictive' },
			{ name: 'Preview', value: 'preview' },
		],
		default: 'predictive',
		required: true,
		displayOptions,
		description: 'The type that the campaign has in Wolkvox',
	},
	{
		displayName: 'Campaign',
		name: 'campaignId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions,
		description:
			'The campaign to remove the record from. Its ID is a number, which Wolkvox gave to the campaign.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a campaign',
				typeOptions: { searchListMethod: 'searchCampaigns', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 1001',
				hint: 'The number of the campaign in wolkvox Manager',
			},
		],
	},
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1020304050',
		displayOptions,
		description:
			'The ID that the customer was uploaded with, exactly as it was uploaded. Several IDs are separated by commas. Pass long numbers as text.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions,
		options: [
			{
				displayName: 'Max Retries',
				name: 'maxRetries',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 10 },
				default: DEFAULT_RETRIES,
				description:
					'How many times to send a request again when the connection breaks or Wolkvox has trouble on its side. A request that Wolkvox refuses is not sent again.',
			},
			{
				displayName: 'Timeout',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 3600 },
				default: DEFAULT_TIMEOUT,
				description:
					'How many seconds to wait for the answer to a request. Wolkvox ends it after 60.',
			},
		],
	},
];

/** The removal of one record, or of several in one call, as one item asks for it. */
export interface Removal {
	account: Account;
	campaignType: CampaignType;
	/** Digits. */
	campaignId: string;
	/** One or more customer IDs, separated by commas. */
	customerId: string;
	options: {
		/** Milliseconds. */
		timeout: number;
		/** 0 to 10. */
		maxRetries: number;
	};
}

/** What one item asks for, and the record that it is about as far as that could be read. */
export interface Plan {
	subject: Subject;
	removal: Removal | Failure;
}

/**
 * Reads and checks what one item asks for. Each field is read once, because an expression takes
 * n8n nearly a millisecond.
 *
 * @param this the node's run
 * @param account the checked credential, or why it can't be used
 * @param itemIndex the item, from 0
 * @returns the removal, or the first thing that stands against it; never throws
 */
export function plan(this: IExecuteFunctions, account: Account | Failure, itemIndex: number): Plan {
	const read = <T>(name: string, label: string, check: (value: unknown) => T): T | Failure => {
		try {
			return check(this.getNodeParameter(name, itemIndex, undefined, { extractValue: true }));
		} catch (error) {
			if (error instanceof Failure) return error;
			const detail = `It is the field ${label}. ${reported(error) ?? ''}`;
			return new Failure('parameterUnreadable', { detail });
		}
	};
	const campaignType = read('campaignType', 'Campaign Type', readCampaignType);
	const campaignId = read('campaignId', 'Campaign', readCampaignId);
	const customerId = read('customerId', 'Customer ID', readCustomerId);
	const options = read('options', 'Options', (value) => {
		const { timeout = DEFAULT_TIMEOUT, maxRetries = DEFAULT_RETRIES } = value as IDataObject;
		return { timeout: readTimeout(timeout), maxRetries: readMaxRetries(maxRetries) };
	});

	return {
		subject: { campaignId: known(campaignId), customerId: known(customerId) },
		removal: allKnown({ account, campaignType, campaignId, customerId, options }),
	};
}

function known<T>(value: T | Failure): T | undefined {
	return value instanceof Failure ? undefined : value;
}

/** The values without the failures among them, or the first failure. */
function allKnown<T extends object>(values: { [K in keyof T]: T[K] | Failure }): T | Failure {
	const failure = Object.values(values).find((value) => value instanceof Failure);
	return failure instanceof Failure ? failure : (values as T);
}

/**
 * Removes the record that one item names.
 *
 * @param this the node's run
 * @param removal what to remove
 * @returns the JSON of the success item, or why the record was not removed, or undefined when the
 * execution was stopped before anything was sent. The JSON has no key `error`, not even `null`:
 * engines up to 2.20.6 take that for a failing item. Never throws
 */
export async function removeRecord(
	this: IExecuteFunctions,
	removal: Removal,
): Promise<IDataObject | Failure | undefined> {
	const { account, campaignType, campaignId, customerId, options } = removal;
	const call: WolkvoxRequest = {
		// Wolkvox's page "8. Borrar registro"; it needs no other header and no other parameter.
		method: 'DELETE',
		path: `campaign.php?api=remove_record&type_campaign=${campaignType}&campaign_id=${campaignId}`,
		body: { customer_id: customerId },
		timeout: options.timeout,
	};
	const reply = await send.call(this, account, call, options.maxRetries);
	if (reply === undefined || reply instanceof Failure) return reply;
	const { code, msg } = reply;
	return { removed: true, campaign_id: campaignId, customer_id: customerId, code, msg };
}
