import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import {
	momentOf,
	readChoice,
	readRecord,
	readSwitch,
	readWholeNumber,
	recordFor,
	strangeTo,
	type GivenRecord,
} from '../../inputs';
import { campaignCheck } from '../campaignCheck';
import {
	campaignId,
	campaignQuery,
	campaignType,
	maxRecords,
	recordsPerRequest,
	timeZone,
	type TypedCampaign,
} from '../fields';
import { textIn } from '../rows';
import { certaintyBy, findRequest, lookUpUnknown, rowsOfCustomer } from './presence';
import { askedOf, customersOf, RECORD, soonRemarks } from './words';

const STATES = ['notSent', 'start', 'stop'] as const;

/** What one item asks for: a record in a campaign. */
interface AddRecord extends TypedCampaign {
	record: GivenRecord;
	/** 1 to 10,000. */
	recordsPerRequest: number;
	campaignStatus: (typeof STATES)[number];
	skipExisting: boolean;
	timeZone: string;
	maxRecords: number;
	lookUpUnknown: boolean;
}

/** Wolkvox's most for one call. */
const MOST_RECORDS = 10_000;

/** Adds records to a campaign (Wolkvox's campaign page 2). */
export const addRecord: Operation<AddRecord> = {
	option: {
		name: 'Add Record',
		value: 'addRecord',
		description: 'Add a customer to a campaign, once',
		action: 'Add a record to a campaign, which has the customer dialed',
	},
	notice:
		'A started campaign may dial the people who are added to it, or send them messages, at once. A request of which nobody knows what became is not sent again: it would call people twice.',
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to add the record to'),
		record: {
			field: {
				displayName: 'Fields',
				name: 'fields',
				type: 'resourceMapper',
				default: { mappingMode: 'defineBelow', value: null },
				required: true,
				description: 'What Wolkvox is to know of the customer',
				typeOptions: {
					loadOptionsDependsOn: ['campaignType'],
					resourceMapper: {
						resourceMapperMethod: 'getRecordFields',
						mode: 'add',
						fieldWords: { singular: 'field', plural: 'fields' },
						multiKeyMatch: false,
						supportAutoMap: true,
					},
				},
			},
			check: (value, { item }) => readRecord(value, item),
		},
		recordsPerRequest: {
			field: {
				...recordsPerRequest.field,
				typeOptions: { minValue: 1, maxValue: MOST_RECORDS },
				default: 100,
				description:
					'How many records of neighboring items to send with one request, up to 10,000. A request costs one call of the quota however many it carries. What Wolkvox does not take as a whole is not sent again in parts: then it is open for all of them whether they were added.',
			},
			option: true,
			check: (value) => readWholeNumber(value, 'Records per Request', 1, MOST_RECORDS),
		},
		campaignStatus: {
			field: {
				displayName: 'Campaign Status',
				name: 'campaignStatus',
				type: 'options',
				options: [
					{ name: 'Not Sent', value: 'notSent' },
					{ name: 'Start', value: 'start' },
					{ name: 'Stop', value: 'stop' },
				],
				default: 'notSent',
				description:
					'What to send as campaign_status. Wolkvox does not say whether it sets the state of the campaign or names it.',
			},
			option: true,
			check: readChoice('Campaign Status', STATES),
		},
		skipExisting: {
			field: {
				displayName: 'Skip Existing',
				name: 'skipExisting',
				type: 'boolean',
				default: false,
				description:
					'Whether to look each customer up in the campaign first, which costs one call each, and to leave out those who are there',
			},
			option: true,
			check: readSwitch('skipExistingInvalid'),
		},
		timeZone,
		maxRecords,
		lookUpUnknown,
	},
	words: {
		noun: RECORD,
		done: 'added',
		key: 'added',
		verify: 'Look with Find Record before you add it again.',
		undone: 'it was not in the campaign a moment later',
		hints: {
			parameterMissing: 'Check Campaign Type, Campaign and the fields that are mapped.',
			notFound: 'Check that the campaign has this ID and type.',
			countedFewer: 'Some of the records of this request may be there, and some not.',
		},
		subject: (input) => customersOf(withIds(input), 'to'),
	},
	unique: {
		key: (input) => JSON.stringify([input.campaignId, keyOf(input)]),
		item: (input) => ({ added: false, duplicate: true, ...askedOf(withIds(input)) }),
	},
	refuse: ({ campaignType: type, record, skipExisting, timeZone: zone }) => {
		if (record.flaw) return record.flaw;
		const [strange] = record.automatic ? [] : strangeTo(type, record);
		if (strange !== undefined) {
			const what = `the field ${strange} is none that a ${type} campaign has`;
			return new Failure('fieldUnknown', { what });
		}
		const isEmpty = Object.values(recordFor(type, record, zone)).every((value) => value === '');
		if (isEmpty) return new Failure('recordEmpty');
		if (record.recall && momentOf(record.recall, zone) <= Date.now()) {
			return new Failure('callAtPast', { what: 'Callback Date is in the past' });
		}
		// Whether a record without an ID is there can't be asked: it would be added each time.
		return skipExisting && customerIn(record) === ''
			? new Failure('customerIdEmpty', { detail: 'Skip Existing looks for the customer ID.' })
			: undefined;
	},
	remarks: (inputs) => {
		const strange = inputs.flatMap(({ campaignType: type, record }) => strangeTo(type, record));
		const names = [...new Set(strange)];
		const times = inputs.flatMap(({ record, timeZone: zone }) =>
			record.recall ? momentOf(record.recall, zone) : [],
		);
		return [
			...(names.length > 0
				? [`Left out, because Wolkvox has no such fields: ${names.join(', ')}.`]
				: []),
			...soonRemarks(times),
		];
	},
	lookUp: {
		requests: (inputs) =>
			inputs.map(({ skipExisting, dryRun, campaignId: id, record }) =>
				skipExisting && !dryRun ? [findRequest(customerIn(record), id)] : [],
			),
		found: ([reply], input) => {
			const rows = rowsOfCustomer(reply, customerIn(input.record), input.campaignId) ?? [];
			if (rows.length === 0) return [{ input }];
			return [{ input, outcome: [{ added: false, existing: true, ...askedOf(withIds(input)) }] }];
		},
	},
	batch: {
		target: targetOf,
		keys: (input) => [keyOf(input)],
		size: (input) => input.recordsPerRequest,
	},
	certainty: certaintyBy<AddRecord>(
		(input) => ({ customerIds: [], ...withIds(input) }),
		(rows, { record }) => {
			if (rows.length === 0) return false;
			// Somebody with other data was there before.
			return rows.some((row) => agrees(row, record)) ? true : undefined;
		},
	),
	targetCheck: campaignCheck,
	call: {
		method: 'POST',
		script: 'campaign',
		api: 'add_record',
		// The same customer twice in a campaign is called twice.
		repeatable: false,
		expects: 'message',
		// Not in the list of response codes: seen in public code.
		refusals: [{ from: 404, says: /licen[cs]|\b50[.,]?000\b/i, reason: 'campaignFull' }],
	},
	asked: (input) => askedOf(withIds(input)),
	content: (inputs) => {
		const [{ campaignStatus: status }] = inputs;
		return {
			query: {
				...campaignQuery(inputs[0]),
				...(status !== 'notSent' && { campaign_status: status }),
			},
			body: inputs.map(({ campaignType: type, record, timeZone: zone }) =>
				recordFor(type, record, zone),
			),
		};
	},
	outcome: ({ code, msg, data = [] }, input, { length: sent }) => {
		const [counts] = data as Array<{ total_registers?: unknown } | undefined>;
		const total = String(counts?.total_registers ?? '').trim();
		// The example of its page has a blank in place of a number.
		if (total !== '' && Number(total) !== sent) {
			const what = `Wolkvox counted ${total} of ${sent}`;
			return new Failure('countedFewer', { what, answer: { code: String(code), msg } });
		}
		return [{ added: true, ...askedOf(withIds(input)), code, msg, request_records: sent }];
	},
};

function targetOf({ campaignType: type, campaignId: id, campaignStatus }: AddRecord): string[] {
	return [type, id, campaignStatus];
}

/** The customer ID; empty where the record has none, which Wolkvox does not ask for. */
function customerIn({ values }: GivenRecord): string {
	return values.customer_id ?? '';
}

/** Whether a row of the campaign has what was to be added, as far as it tells. */
function agrees(row: IDataObject, { values }: GivenRecord): boolean {
	return Object.entries(values).every(([name, value]) => ['', value].includes(textIn(row, name)));
}

/** What a record is known by: its customer ID, or all that it holds. */
function keyOf({ record }: AddRecord): string {
	return customerIn(record) || JSON.stringify([record.values, record.recall]);
}

function withIds(input: Partial<AddRecord>): { campaignId?: string; customerIds?: string[] } {
	const customer = input.record && customerIn(input.record);
	return { campaignId: input.campaignId, ...(customer && { customerIds: [customer] }) };
}
