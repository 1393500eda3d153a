import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { readChoice, readGivenText, readSwitch, RECORD_FIELDS } from '../../inputs';
import { campaignId, campaignQuery, campaignType, type TypedCampaign } from '../fields';
import { rowsOf } from '../rows';
import { yesOrNo } from './texts';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for: which records of a campaign are dialed. */
interface SetCampaignFilter extends TypedCampaign {
	filterActive: boolean;
	connector: (typeof CONNECTORS)[number];
	conditions: Condition[];
}

interface Condition {
	field: string;
	operator: (typeof OPERATORS)[number];
	value: string;
}

/** What the drop-down has in place of "=". */
const EQUALS = 'equals';

const CONNECTORS = ['and', 'or'] as const;
const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'is', 'like'] as const;
const FIELDS = [...RECORD_FIELDS, { name: 'result', label: 'Result' }].filter(
	// The page on filters has the fields of a record up to these.
	({ name }) => !/^(recall_|agent_id)/.test(name),
);

/** Lets a part of the records of a campaign be dialed (Wolkvox's Postman collection, call 14). */
export const setCampaignFilter: Operation<SetCampaignFilter> = {
	option: {
		name: 'Set Campaign Filter',
		value: 'setCampaignFilter',
		description: 'Say which records of a campaign are dialed',
		action: 'Set the filter of a campaign',
	},
	notice: 'A filter changes who is dialed.',
	parameters: {
		campaignType,
		campaignId: campaignId('The campaign to filter'),
		filterActive: {
			field: {
				displayName: 'Filter Active',
				name: 'filterActive',
				type: 'boolean',
				default: true,
				description: 'Whether the campaign uses the filter',
			},
			check: readSwitch('filterActiveInvalid'),
		},
		connector: {
			field: {
				displayName: 'Connector',
				name: 'connector',
				type: 'options',
				options: [
					{ name: 'And', value: 'and' },
					{ name: 'Or', value: 'or' },
				],
				default: 'and',
				description: 'Whether all conditions have to be true or one of them',
			},
			check: readChoice('Connector', CONNECTORS),
		},
		conditions: {
			field: {
				displayName: 'Conditions',
				name: 'conditions',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Condition',
				default: {},
				description: 'What is true of the records that are dialed',
				options: [
					{
						displayName: 'Condition',
						name: 'condition',
						values: [
							{
								displayName: 'Field',
								name: 'field',
								type: 'options',
								options: FIELDS.map(({ name, label }) => ({
									name: `${label} (${name})`,
									value: name,
								})),
								default: 'result',
								description: 'The field of a record that is looked at',
							},
							{
								displayName: 'Operator',
								name: 'operator',
								type: 'options',
								// n8n takes a text that begins with "=" for an expression.
								options: OPERATORS.map((operator) => ({
									name: operator,
									value: operator === '=' ? EQUALS : operator,
								})),
								default: EQUALS,
								description: 'How the field is compared with the value',
							},
							{
								displayName: 'Value',
								name: 'value',
								type: 'string',
								default: '',
								description: 'What the field is compared with',
							},
						],
					},
				],
			},
			check: (value, { raw }) => readConditions(value, raw),
		},
	},
	words: {
		noun: CAMPAIGN,
		done: 'filtered',
		key: 'filtered',
		verify: 'Look in wolkvox Manager at the filter of the campaign, or run this item again.',
		subject: (input) => campaignOf(input),
	},
	refuse: ({ filterActive, conditions }) =>
		filterActive && conditions.length === 0 ? new Failure('conditionMissing') : undefined,
	shared: true,
	call: {
		method: 'PUT',
		script: 'campaign',
		api: 'campaign_filter',
		repeatable: true,
		// Its page prints no code, and an object with counts.
		expects: 'entry',
	},
	asked: askedOf,
	content: ([input]) => ({
		query: campaignQuery(input),
		body: {
			filter_active: yesOrNo(input.filterActive),
			connector: input.connector,
			filters: input.conditions,
		},
	}),
	outcome: (reply, input) => {
		const [counts = {}] = rowsOf(reply);
		return [{ ...counts, filtered: true, ...askedOf(input), code: reply.code, msg: reply.msg }];
	},
};

/**
 * @param value of the field
 * @param raw the same with expressions in place of values
 */
function readConditions(value: unknown, raw: unknown): Condition[] {
	const given = conditionsIn(value);
	const written = conditionsIn(raw);
	return given.map((one, index) => {
		// A workflow file may still have "=", which n8n takes for an expression of nothing.
		const isEqualsSign = one.operator === EQUALS || written[index]?.operator === '=';
		return {
			field: readChoice(
				'Field',
				FIELDS.map(({ name }) => name),
			)(one.field),
			operator: isEqualsSign ? '=' : readChoice('Operator', OPERATORS)(one.operator),
			value: readGivenText(one.value, 'the Value of a condition'),
		};
	});
}

function conditionsIn(value: unknown): Array<Record<string, unknown>> {
	const { condition } = { ...(value as { condition?: unknown } | null) };
	return Array.isArray(condition) ? condition.map((one: object | null) => ({ ...one })) : [];
}
