/**
 * Operations that the node does not have: one of each kind that the contract has to carry beside
 * Remove Record.
 */

import { NodeConnectionTypes, type INodeType } from 'n8n-workflow';
import { propertiesOf } from '../../nodes/WolkvoxCampaign/actions';
import {
	campaignId,
	campaignType,
	customerIds,
	maxRecords,
	recordsPerRequest,
} from '../../nodes/WolkvoxCampaign/actions/fields';
import { removeRecord } from '../../nodes/WolkvoxCampaign/actions/record/removeRecord.operation';
import { askedOf, customersOf, RECORD } from '../../nodes/WolkvoxCampaign/actions/record/words';
import type { Operation } from '../../nodes/WolkvoxCampaign/execution/operation';
import { run } from '../../nodes/WolkvoxCampaign/execution/run';
import { Failure } from '../../nodes/WolkvoxCampaign/failures/failure';
import type { CampaignType } from '../../nodes/WolkvoxCampaign/inputs';
import type { WolkvoxCall } from '../../nodes/WolkvoxCampaign/transport/request';

interface Customers {
	campaignId: string;
	customerIds: string[];
}

/** Must not be repeated when its outcome is unknown; several share a request. */
export const addRecord: Operation<
	Customers & { campaignType: CampaignType; recordsPerRequest: number }
> = {
	option: { name: 'Add Record', value: 'addRecord' },
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to add the record to'),
		customerIds,
		recordsPerRequest,
	},
	words: {
		noun: RECORD,
		done: 'added',
		key: 'added',
		verify: 'Look with Find Record before you add it again.',
		subject: (input) => customersOf(input, 'to'),
	},
	batch: {
		target: (input) => [input.campaignType, input.campaignId],
		keys: (input) => input.customerIds,
		size: (input) => input.recordsPerRequest,
	},
	call: {
		method: 'POST',
		script: 'campaign',
		api: 'add_record',
		repeatable: false,
		expects: 'message',
	},
	asked: askedOf,
	content: ([{ campaignType: type, campaignId: id }], keys) => ({
		query: { type_campaign: type, campaign_id: id },
		body: keys.map((customer_id) => ({ customer_id })),
	}),
	outcome: ({ code, msg, data = [] }, input, { length: sent }) => {
		const [counts] = data as Array<{ total_registers?: unknown }>;
		if (Number(counts?.total_registers ?? sent) !== sent) return new Failure('answerWithoutCode');
		return [{ added: true, customer_id: input.customerIds.join(','), code, msg }];
	},
};

const FIND: WolkvoxCall = {
	method: 'GET',
	script: 'campaign',
	api: 'find_record',
	repeatable: true,
	expects: 'list',
};

/** A read; one item becomes several. */
export const findRecord: Operation<Customers> = {
	option: { name: 'Find Record', value: 'findRecord' },
	parameters: { campaignId: campaignId('The campaign to look into'), customerIds },
	words: {
		noun: RECORD,
		done: 'looked up',
		verify: 'Look in wolkvox Manager.',
		subject: (input) => customersOf(input, 'in'),
	},
	call: FIND,
	asked: askedOf,
	content: ([input]) => ({
		query: { campaign_id: input.campaignId, customer_id: input.customerIds.join(',') },
	}),
	outcome: ({ data = [] }, input) => {
		const rows = data as Array<Record<string, string>>;
		const [customer_id] = input.customerIds;
		if (rows.length === 0) return [{ found: false, customer_id }];
		return rows.map((row) => ({ found: true, ...row }));
	},
};

interface Everywhere {
	customerIds: string[];
	campaignType?: CampaignType;
	campaignId?: string;
	maxRecords: number;
}

/** A look-up, then several requests for one item. */
export const removeEverywhere: Operation<Everywhere> = {
	option: { name: 'Remove Record From All Campaigns', value: 'removeEverywhere' },
	parameters: { customerIds, maxRecords },
	words: {
		...removeRecord.words,
		subject: (input) => customersOf(input, 'from'),
	},
	lookUp: {
		requests: (inputs) =>
			inputs.map(({ customerIds: [customer_id] }) => [
				{ ...FIND, query: { customer_id } },
				{ ...FIND, script: 'information', api: 'campaigns' },
			]),
		found: ([hits, campaigns], input) => {
			const types = new Map(
				(campaigns.data as Array<{ campaign_id: string; type_campaign: CampaignType }>).map(
					(one) => [one.campaign_id, one.type_campaign],
				),
			);
			const rows = hits.data as Array<{ campaign_id: string }>;
			if (rows.length === 0) {
				const [customer_id] = input.customerIds;
				return [{ input, outcome: [{ removed: false, found: false, customer_id }] }];
			}
			return rows.map((row) => {
				const found = { ...input, campaignId: row.campaign_id };
				const campaignTypeFound = types.get(row.campaign_id);
				return campaignTypeFound
					? { input: { ...found, campaignType: campaignTypeFound } }
					: { input: found, outcome: new Failure('notFound') };
			});
		},
	},
	call: removeRecord.call,
	asked: askedOf,
	content: ([{ campaignType: type = '', campaignId: id = '', customerIds: ids }]) => ({
		query: { type_campaign: type, campaign_id: id },
		body: { customer_id: ids.join(',') },
	}),
	outcome: ({ code, msg }, { campaignId: campaign_id, customerIds: [customer_id] }) => [
		{ removed: true, campaign_id, customer_id, code, msg },
	],
};

/** A node that has one operation only. */
export function nodeWith(operation: Operation): INodeType {
	return {
		description: {
			displayName: operation.option.name,
			name: operation.option.value,
			group: ['output'],
			version: 1,
			description: operation.option.name,
			defaults: { name: operation.option.name },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'wolkvoxApi', required: true }],
			properties: propertiesOf(operation, 'record').map((property) => ({
				...property,
				displayOptions: undefined,
			})),
		},
		async execute() {
			return await run.call(this, operation);
		},
	};
}
