import type {
	IDataObject,
	IExecuteFunctions,
	IGetNodeParameterOptions,
	INodeProperties,
} from 'n8n-workflow';
import {
	readCampaignId,
	readCampaignType,
	readCustomerId,
	readMaxRetries,
	readRecordsPerRequest,
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

const DEFAULT_RECORDS = 1;

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
			'The ID that the customer was uploaded with, exactly as it was uploaded, leading zeros included. Several IDs are separated by commas. Pass long numbers as text.',
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
				displayName: 'Records per Request',
				name: 'recordsPerRequest',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1000 },
				default: DEFAULT_RECORDS,
				description:
					'How many customer IDs of neighboring items to send with one request, up to 1000. A request costs one call of the quota however many it carries, so 100 use the quota 100 times slower. All of them get the one answer of Wolkvox; when it refuses them, they are sent again in smaller groups until the refused ones stand alone.',
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

/** What one item asks for: the removal of one record, or of several that it names itself. */
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
		/** 1 to 1000. */
		recordsPerRequest: number;
	};
}

/** What one item asks for, and the record that it is about as far as that could be read. */
export interface Plan {
	subject: Subject;
	removal: Removal | Failure;
}

/**
 * Prepares to read and check what each item asks for. A field is read once for each item, because
 * an expression takes n8n nearly a millisecond; a field without an expression once for all of them.
 *
 * @param this the node's run
 * @param account the checked credential, or why it can't be used
 * @returns for an item, from 0, the removal, or the first thing that stands against it; never throws
 */
export function planner(
	this: IExecuteFunctions,
	account: Account | Failure,
): (itemIndex: number) => Plan {
	const reader = <T>(
		name: string,
		label: string,
		check: (value: unknown) => T,
		{ extractValue }: IGetNodeParameterOptions = {},
	): ((itemIndex: number) => T | Failure) => {
		// n8n's own validation looks through all fields for each item, and knows less than `check`.
		const options = { extractValue, skipValidation: true };
		const read = (itemIndex: number): T | Failure => {
			try {
				return check(this.getNodeParameter(name, itemIndex, undefined, options));
			} catch (error) {
				if (error instanceof Failure) return error;
				const detail = `It is the field ${label}. ${reported(error) ?? ''}`;
				return new Failure('parameterUnreadable', { detail });
			}
		};
		if (hasExpression(this.getNodeParameter(name, 0, null, { rawExpressions: true }))) return read;
		const value = read(0);
		return () => value;
	};
	const campaignTypeOf = reader('campaignType', 'Campaign Type', readCampaignType);
	const campaignIdOf = reader('campaignId', 'Campaign', readCampaignId, {
		extractValue: true,
	});
	const customerIdOf = reader('customerId', 'Customer ID', readCustomerId);
	const optionsOf = reader('options', 'Options', readOptions);

	return (itemIndex) => {
		const campaignType = campaignTypeOf(itemIndex);
		const campaignId = campaignIdOf(itemIndex);
		const customerId = customerIdOf(itemIndex);
		const options = optionsOf(itemIndex);
		return {
			subject: { campaignId: known(campaignId), customerId: known(customerId) },
			removal: allKnown<Removal>({ account, campaignType, campaignId, customerId, options }),
		};
	};
}

/** n8n marks an expression by the sign "=" before it (n8n-workflow, expression-helpers.js). */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && Object.values(value ?? {}).some(hasExpression);
}

function readOptions(value: unknown): Removal['options'] {
	const {
		timeout = DEFAULT_TIMEOUT,
		maxRetries = DEFAULT_RETRIES,
		recordsPerRequest = DEFAULT_RECORDS,
	} = value as IDataObject;
	return {
		timeout: readTimeout(timeout),
		maxRetries: readMaxRetries(maxRetries),
		recordsPerRequest: readRecordsPerRequest(recordsPerRequest),
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

/** What a removal came to: the JSON of its item; or why its record was not removed; or undefined
 * when the execution was stopped before anything was sent. */
export type Outcome = IDataObject | Failure | undefined;

/**
 * Removes the records of some items with one request.
 *
 * @param this the node's run
 * @param removals what to remove: the same campaign and options in all of them
 * @param onCall called for each call of Wolkvox's API that this takes
 * @returns for a removal among them what it came to. The JSON has no key `error`, not even `null`:
 * engines up to 2.20.6 take that for a failing item. Never throws
 */
export async function removeRecords(
	this: IExecuteFunctions,
	removals: Removal[],
	onCall: () => void,
): Promise<(removal: Removal) => Outcome> {
	const [{ account, campaignType, campaignId, options }] = removals;
	const ids = [...new Set(removals.flatMap(idsOf))];
	const call: WolkvoxRequest = {
		// Wolkvox's page "8. Borrar registro"; it needs no other header and no other parameter.
		method: 'DELETE',
		path: `campaign.php?api=remove_record&type_campaign=${campaignType}&campaign_id=${campaignId}`,
		body: { customer_id: ids.join(',') },
		timeout: options.timeout,
	};
	const reply = await send.call(this, account, call, options.maxRetries, onCall);
	if (reply === undefined) return () => undefined;
	if (reply instanceof Failure) {
		const failure = removals.length > 1 ? reply.with({ together: ids.join(',') }) : reply;
		return () => failure;
	}
	const { code, msg } = reply;
	return ({ customerId }) => ({
		removed: true,
		campaign_id: campaignId,
		customer_id: customerId,
		code,
		msg,
		...(options.recordsPerRequest > 1 && { request_records: ids.length }),
	});
}

/**
 * @param removal what an item asks for
 * @returns its customer IDs
 */
export function idsOf({ customerId }: Removal): string[] {
	return customerId.split(',');
}
