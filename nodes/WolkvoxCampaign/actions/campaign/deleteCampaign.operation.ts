import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
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
		// "1 campaigns deleted successfully. 0 operations failed.": the code says success all the same.
		const deleted = numberBefore(/campaigns? deleted/i, msg);
		const failed = numberBefore(/operations? failed/i, msg);
		if (deleted === 0 || (failed ?? 0) > 0) {
			const what = `Wolkvox deleted ${deleted ?? 0} campaigns, and ${failed ?? 0} operations failed`;
			return new Failure('notDeleted', { what, answer: { code: String(code), msg } });
		}
		return [{ deleted: true, ...askedOf(input), code, msg }];
	},
};

function numberBefore(words: RegExp, text: string): number | undefined {
	const number = new RegExp(`(\\d+)\\s+${words.source}`, words.flags).exec(text)?.[1];
	return number === undefined ? undefined : Number(number);
}
