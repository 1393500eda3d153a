import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { count } from '../../failures/wording';
import {
	campaignId,
	campaignQuery,
	campaignType,
	confirmCampaignId,
	unconfirmed,
	type TypedCampaign,
} from '../fields';
import { askedOf, CAMPAIGN, campaignOf } from './words';

/** What one item asks for: that a campaign is no more. */
interface DeleteCampaign extends TypedCampaign {
	confirmCampaignId: string;
}

/** Deletes a campaign with its records (Wolkvox's Postman collection, call 13). */
export const deleteCampaign: Operation<DeleteCampaign> = {
	option: {
		name: 'Delete Campaign',
		value: 'deleteCampaign',
		description: 'Delete a campaign with its records. This cannot be undone.',
		action: 'Delete a campaign, which cannot be undone',
	},
	notice: 'The campaign goes for good, with all of its records.',
	personOnly: true,
	parameters: { campaignType, campaignId: campaignId('The campaign to delete'), confirmCampaignId },
	words: {
		noun: CAMPAIGN,
		done: 'deleted',
		key: 'deleted',
		consequence: 'which cannot be undone',
		verify: 'Look with Get Campaign whether it is still there.',
		subject: (input) => campaignOf(input),
	},
	refuse: unconfirmed,
	shared: true,
	call: {
		method: 'DELETE',
		script: 'campaign',
		api: 'delete_campaign',
		repeatable: true,
		expects: 'message',
	},
	asked: askedOf,
	// The collection has a list in the body as well, as a newer way. Which one counts where both are
	// there is not said, so it is one.
	content: ([input]) => ({ query: campaignQuery(input) }),
	outcome: ({ code, msg }, input) => {
		// "1 campaigns deleted successfully. 0 operations failed.": the code says success anyway.
		const deleted = countIn(msg, /(\d+)\s+campa\S+\s+(?:\S+\s+)?(?:delet|elimin|borr)/i);
		const failed = countIn(msg, /(\d+)\s+opera\S+\s+(?:\S+\s+)?fa(?:il|ll)/i);
		if (deleted !== 0 && !failed) return [{ deleted: true, ...askedOf(input), code, msg }];
		const counts = [
			deleted !== undefined && `${count(deleted, CAMPAIGN)} deleted`,
			failed !== undefined && `${count(failed, OPERATION)} failed`,
		];
		const what = `Wolkvox counted ${counts.filter(Boolean).join(' and ')}`;
		// One campaign was asked for: it can't be both.
		const reason = deleted ? 'contradiction' : 'notDeleted';
		return new Failure(reason, { what, answer: { code: String(code), msg } });
	},
};

const OPERATION = { one: 'operation', many: 'operations' };

/** The number of a count in Wolkvox's text, which may be in Spanish. */
function countIn(text: string, pattern: RegExp): number | undefined {
	const number = pattern.exec(text)?.[1];
	return number === undefined ? undefined : Number(number);
}
