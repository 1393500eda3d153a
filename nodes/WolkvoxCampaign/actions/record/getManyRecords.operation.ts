import type { Operation } from '../../execution/operation';
import { campaignId, limit, returnAll } from '../fields';
import type { WolkvoxCall } from '../../transport/request';
import { rowsOf } from '../rows';
import { askedOf, campaignOf } from '../campaign/words';

/** What one item asks for. */
interface GetManyRecords {
	/** Digits. */
	campaignId: string;
	returnAll: boolean;
	limit?: number;
}

/** The call, which others use to read many records at once. */
export const EXPORT_RECORDS: WolkvoxCall = {
	method: 'GET',
	script: 'campaign',
	api: 'campaign_15',
	repeatable: true,
	expects: 'list',
};

/** Gives the records of a campaign, dialed or not (Wolkvox's Postman collection, call 15). */
export const getManyRecords: Operation<GetManyRecords> = {
	option: {
		name: 'Get Many Records',
		value: 'getManyRecords',
		description: 'Get the records of a campaign with what became of them',
		action: 'Get many records of a campaign',
	},
	parameters: {
		campaignId: campaignId('The campaign to get the records of', 'searchAllCampaigns'),
		returnAll,
		limit,
	},
	words: {
		noun: { one: 'list of records', many: 'lists of records' },
		done: 'read',
		subject: (input) =>
			campaignOf(input, {
				one: 'the list of records of campaign',
				many: 'the list of records of a campaign',
			}),
	},
	shared: true,
	call: EXPORT_RECORDS,
	asked: askedOf,
	content: ([input]) => ({ query: { campaign_id: input.campaignId } }),
	outcome: (reply, { limit: most }) => rowsOf(reply).slice(0, most),
};
