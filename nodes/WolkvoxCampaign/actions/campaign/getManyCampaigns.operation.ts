import type { Operation } from '../../execution/operation';
import { readChoice } from '../../inputs';
import { CAMPAIGNS } from '../../transport/information';
import { limit, returnAll } from '../fields';
import { rowsOf, textIn } from '../rows';
import { CAMPAIGN } from './words';

const TYPES = ['predictive', 'preview'] as const;
const STATES = ['started', 'stopped'] as const;

interface Filters {
	campaignType?: (typeof TYPES)[number];
	status?: (typeof STATES)[number];
}

/** What one item asks for. */
interface GetManyCampaigns {
	returnAll: boolean;
	limit?: number;
	filters: Filters;
}

/** Lists the campaigns (Wolkvox's page "4. Campaigns"). */
export const getManyCampaigns: Operation<GetManyCampaigns> = {
	option: {
		name: 'Get Many Campaigns',
		value: 'getManyCampaigns',
		description: 'List the campaigns of the Wolkvox account',
		action: 'Get many campaigns',
	},
	parameters: {
		returnAll,
		limit,
		filters: {
			field: {
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add Filter',
				default: {},
				options: [
					{
						displayName: 'Campaign Type',
						name: 'campaignType',
						type: 'options',
						options: [
							{ name: 'Predictive', value: 'predictive' },
							{ name: 'Preview', value: 'preview' },
						],
						default: 'predictive',
						description: 'The type that a campaign has in Wolkvox',
					},
					{
						displayName: 'Status',
						name: 'status',
						type: 'options',
						options: [
							{ name: 'Started', value: 'started' },
							{ name: 'Stopped', value: 'stopped' },
						],
						default: 'started',
						description: 'Whether a campaign dials or not',
					},
				],
			},
			check: (value) => readFilters({ ...(value as object) }),
		},
	},
	words: {
		noun: CAMPAIGN,
		done: 'listed',
		subject: () => ({ label: { one: 'the campaigns', many: 'the campaigns' }, names: [] }),
	},
	shared: true,
	call: CAMPAIGNS,
	asked: () => ({}),
	content: () => ({}),
	outcome: (reply, { limit: most, filters }) =>
		rowsOf(reply)
			.filter(
				(row) =>
					isOf(textIn(row, 'type_campaign'), filters.campaignType) &&
					isOf(textIn(row, 'status'), filters.status),
			)
			.slice(0, most),
};

/** Wolkvox writes them in both cases. */
function isOf(value: string, wanted: string | undefined): boolean {
	return wanted === undefined || value.toLowerCase() === wanted;
}

function readFilters({ campaignType, status }: Record<string, unknown>): Filters {
	return {
		...(campaignType !== undefined && {
			campaignType: readChoice('Campaign Type', TYPES)(campaignType),
		}),
		...(status !== undefined && { status: readChoice('Status', STATES)(status) }),
	};
}
