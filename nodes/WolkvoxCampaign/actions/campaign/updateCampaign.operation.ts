import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { readChoice, readFilledText, readGivenText, readTimeOfDay } from '../../inputs';
import { campaignId } from '../fields';
import { COUNTRIES, labelFields, readEdition, readLabels, readSkill, yesOrNo } from './texts';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for: the fields of the body, as Wolkvox names them. */
interface UpdateCampaign {
	/** Digits. */
	campaignId: string;
	changes: IDataObject;
}

/** The page on editing has another name for the type than elsewhere, with a capital. */
const TYPES = { predictive: 'Predictive', preview: 'Preview' } as const;
const AMD = ['default', 'none', ...COUNTRIES] as const;
const ORDERS = ['linear', 'zigzag', 'random'] as const;

const choices = (values: readonly string[]) =>
	values.map((value) => ({
		name: /^[A-Z]/.test(value) ? value : `${value[0].toUpperCase()}${value.slice(1)}`,
		value,
	}));

/** A field that can be changed: how it is asked for, and what it gives to the body. */
interface Change {
	field: INodeProperties;
	read: (value: unknown) => IDataObject;
}

const changes: Change[] = [
	{
		field: {
			displayName: 'AMD',
			name: 'amd',
			type: 'options',
			options: choices(AMD),
			default: 'default',
			description: 'How a predictive campaign finds answering machines',
		},
		read: (value) => ({ amd_conf: readChoice('AMD', AMD)(value) }),
	},
	{
		field: {
			displayName: 'Campaign Type',
			name: 'campaignType',
			type: 'options',
			options: choices(Object.keys(TYPES)),
			default: 'predictive',
			description: 'The type that the campaign is to have',
		},
		read: (value) => {
			const type = readChoice('Campaign Type', ['predictive', 'preview'])(value);
			return { type_camp: TYPES[type] };
		},
	},
	{
		field: {
			displayName: 'Description',
			name: 'description',
			type: 'string',
			default: '',
			description: 'What the campaign is for',
		},
		read: (value) => ({ campaign_description: readGivenText(value, 'the Description') }),
	},
	{
		field: {
			displayName: 'Dial Order',
			name: 'dialOrder',
			type: 'options',
			options: choices(ORDERS),
			default: 'linear',
			description: 'In which order the records are dialed',
		},
		read: (value) => ({ camp_dial_order: readChoice('Dial Order', ORDERS)(value) }),
	},
	{
		field: {
			displayName: 'Enable Edition',
			name: 'enableEdition',
			type: 'boolean',
			default: false,
			description: 'Whether agents may edit the records',
		},
		read: (value) => ({ enable_edition: yesOrNo(readEdition(value)) }),
	},
	{
		field: {
			displayName: 'End Time',
			name: 'endTime',
			type: 'string',
			default: '',
			placeholder: 'e.g. 18:00',
			description: 'HH:mm or HH:mm:ss. Wolkvox documents no time zone.',
		},
		read: (value) => ({ end_time: readTimeOfDay(value, 'the End Time') }),
	},
	{
		field: {
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			description: 'What the campaign is called in Wolkvox',
		},
		read: (value) => ({ campaign_name: readFilledText(value, 'the Name') }),
	},
	{
		field: {
			displayName: 'Routing of Callbacks',
			name: 'routingRecall',
			type: 'boolean',
			default: true,
			description: 'Whether callbacks are routed to agents as Wolkvox does it',
		},
		// "yes" switches it off, says the page.
		read: (value) => ({ routing_recall: yesOrNo(!readEdition(value)) }),
	},
	{
		field: {
			displayName: 'Skill ID',
			name: 'skillId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12',
			description: 'The skill whose agents get the calls; VAGENT for virtual agents',
		},
		read: (value) => ({ skill_id: readSkill(value) }),
	},
	{
		field: {
			displayName: 'Start Time',
			name: 'startTime',
			type: 'string',
			default: '',
			placeholder: 'e.g. 08:00',
			description: 'HH:mm or HH:mm:ss. Wolkvox documents no time zone.',
		},
		read: (value) => ({ start_time: readTimeOfDay(value, 'the Start Time') }),
	},
	{
		field: {
			displayName: 'Turbo Dial',
			name: 'turboDial',
			type: 'boolean',
			default: false,
			description: 'Whether the campaign dials in turbo mode',
		},
		read: (value) => ({ turbo_dial: yesOrNo(readEdition(value)) }),
	},
];

/** Changes a campaign (Wolkvox's Postman collection, call 17). */
export const updateCampaign: Operation<UpdateCampaign> = {
	option: {
		name: 'Update Campaign',
		value: 'updateCampaign',
		description: 'Change what a campaign is called, when and how it dials',
		action: 'Update a campaign',
	},
	parameters: {
		campaignId: campaignId('The campaign to update', 'searchAllCampaigns'),
		changes: {
			field: {
				displayName: 'Update Fields',
				name: 'updateFields',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				options: [...changes.map(({ field }) => field), ...labelFields].sort((one, other) =>
					one.displayName.localeCompare(other.displayName, undefined, { numeric: true }),
				),
			},
			check: (value) => readChanges({ ...(value as object) }),
		},
	},
	words: {
		noun: CAMPAIGN,
		done: 'updated',
		key: 'updated',
		verify: 'Look in wolkvox Manager at the campaign, or run this item again.',
		subject: (input) => campaignOf(input),
	},
	refuse: ({ changes: body }) => {
		if (Object.keys(body).length === 0) return new Failure('nothingToUpdate');
		const { start_time: start, end_time: end } = body;
		if (!start || !end || start < end) return undefined;
		return new Failure('timesInvalid', { what: 'the End Time is not after the Start Time' });
	},
	shared: true,
	call: {
		method: 'PUT',
		script: 'campaign',
		api: 'edit_campaign',
		repeatable: true,
		expects: 'message',
	},
	asked: askedOf,
	content: ([input]) => ({ query: { campaign_id: input.campaignId }, body: input.changes }),
	outcome: ({ code, msg }, input) => [{ updated: true, ...askedOf(input), code, msg }],
};

function readChanges(given: Record<string, unknown>): IDataObject {
	const read = changes
		.filter(({ field: { name } }) => given[name] !== undefined)
		.map((change) => change.read(given[change.field.name]));
	const labels = readLabels(given, readGivenText);
	return Object.assign({}, ...read, Object.keys(labels).length > 0 && { optional_labels: labels });
}
