import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { readFilledText, readText, readTimeOfDay, type CampaignType } from '../../inputs';
import { campaignType, locator, shownFor } from '../fields';
import { rowsOf, textIn } from '../rows';
import {
	COUNTRIES,
	labelFields,
	labelNumbers,
	readCountry,
	readEdition,
	readLabels,
	readSkill,
	yesOrNo,
} from './texts';
import { CAMPAIGN } from './words';

/** What one item asks for: a new campaign. */
interface CreateCampaign {
	campaignType: CampaignType;
	name: string;
	description: string;
	/** HH:mm:ss. */
	startTime?: string;
	endTime?: string;
	skillId: string;
	additional: Additional;
}

interface Additional {
	labels: Record<string, string>;
	amd?: string;
	enableEdition?: boolean;
}

/** Makes a campaign (Wolkvox's campaign page 4). */
export const createCampaign: Operation<CreateCampaign> = {
	option: {
		name: 'Create Campaign',
		value: 'createCampaign',
		description: 'Make a new campaign without records',
		action: 'Create a campaign',
	},
	parameters: {
		campaignType,
		name: {
			field: {
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. Collections in December',
				description: 'What the campaign is called in Wolkvox',
			},
			check: (value) => readFilledText(value, 'the Name'),
		},
		description: {
			field: {
				displayName: 'Description',
				name: 'description',
				type: 'string',
				default: '',
				description: 'What the campaign is for',
			},
			check: (value) => readText(value, 'the Description'),
		},
		startTime: timeField('Start Time', 'startTime', '08:00'),
		endTime: timeField('End Time', 'endTime', '18:00'),
		skillId: {
			field: locator('Skill', 'skillId', 'searchSkills', 'The skill whose agents get the calls'),
			check: readSkill,
		},
		additional: {
			field: {
				displayName: 'Additional Fields',
				name: 'additionalFields',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				options: [
					{
						displayName: 'AMD Country',
						name: 'amd',
						type: 'options',
						options: COUNTRIES.map((country) => ({ name: country, value: country })),
						default: 'COL',
						description:
							'Whose answering machines a predictive campaign finds; left out: the default. Preview campaigns have none.',
					},
					{
						displayName: 'Enable Edition',
						name: 'enableEdition',
						type: 'boolean',
						default: false,
						description: 'Whether agents may edit the records',
					},
					...labelFields,
				],
			},
			check: (value) => readAdditional({ ...(value as object) }),
		},
	},
	words: {
		noun: CAMPAIGN,
		done: 'created',
		key: 'created',
		verify: 'Look with Get Many Campaigns before you create it again.',
		subject: ({ name }) => ({ label: CAMPAIGN, names: name === undefined ? [] : [name] }),
	},
	refuse: ({ startTime, endTime }) =>
		startTime !== undefined && endTime !== undefined && startTime >= endTime
			? new Failure('timesInvalid', { what: 'the End Time is not after the Start Time' })
			: undefined,
	call: {
		method: 'POST',
		script: 'campaign',
		api: 'create_campaign',
		// A second time makes a second campaign.
		repeatable: false,
		expects: 'message',
	},
	asked: ({ name }) => (name === undefined ? {} : { campaign_name: name }),
	content: ([input]) => ({
		query: { type_campaign: input.campaignType },
		body: {
			campaign_name: input.name,
			campaign_description: input.description,
			...(input.startTime && { start_time: digits(input.startTime) }),
			...(input.endTime && { end_time: digits(input.endTime) }),
			skill_id: input.skillId,
			...Object.fromEntries(
				labelNumbers.map((number) => [
					`opt${number}`,
					input.additional.labels[`opt${number}`] ?? '',
				]),
			),
			...(input.additional.amd !== undefined &&
				input.campaignType === 'predictive' && { amd: input.additional.amd }),
			...(input.additional.enableEdition !== undefined && {
				enable_edition: yesOrNo(input.additional.enableEdition),
			}),
		},
	}),
	outcome: (reply, { name }) => {
		const [campaign = {}] = rowsOf(reply);
		// Its page has the one spelling in its example and the other in its table.
		const id =
			textIn(campaign, 'id_campaign') ||
			textIn(campaign, 'id_campaing') ||
			/#\s*(\d+)/.exec(reply.msg)?.[1];
		const created: IDataObject = { created: true, ...(id && { campaign_id: id }) };
		return [{ ...created, campaign_name: name, code: reply.code, msg: reply.msg }];
	},
};

/** Its page has "080000"; the call that edits a campaign takes "08:00:00". */
function digits(time: string): string {
	return time.replace(/:/g, '');
}

function timeField(displayName: string, name: string, example: string) {
	return shownFor(
		{ campaignType: ['predictive'] },
		{
			field: {
				displayName,
				name,
				type: 'string',
				default: '',
				required: true,
				placeholder: `e.g. ${example}`,
				description: 'HH:mm or HH:mm:ss. Wolkvox documents no time zone.',
			},
			check: (value: unknown) => readTimeOfDay(value, `the ${displayName}`),
		},
	);
}

function readAdditional({ amd, enableEdition, ...rest }: Record<string, unknown>): Additional {
	return {
		labels: readLabels(rest),
		...(amd !== undefined && { amd: readCountry(amd) }),
		...(enableEdition !== undefined && { enableEdition: readEdition(enableEdition) }),
	};
}
