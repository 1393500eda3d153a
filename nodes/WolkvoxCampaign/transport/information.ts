/** The calls of the script `information` that ask about the account, which change nothing. */

import type { Success } from './reply';
import type { WolkvoxRequest } from './request';

const READ = { method: 'GET', script: 'information', repeatable: true, expects: 'list' } as const;

/** Tells about the token (Wolkvox's page "10. Token information"). It costs a call like any other. */
export const TOKEN_INFO: WolkvoxRequest = { ...READ, api: 'token_info' };

/** Lists the campaigns (Wolkvox's page "4. Campaigns"). Wolkvox asks not to poll it. */
export const CAMPAIGNS: WolkvoxRequest = { ...READ, api: 'campaigns' };

/** A campaign as Wolkvox lists it; a field that it leaves out is empty. */
export interface ListedCampaign {
	id: string;
	name: string;
	/** In lower case. */
	type: string;
	/** In lower case. */
	status: string;
}

/**
 * Reads the list of campaigns. Numbers come as text, and may come as numbers.
 *
 * @returns the campaigns; undefined when the reply has no list
 */
export function campaignsIn({ data }: Success): ListedCampaign[] | undefined {
	return data?.map((entry) => {
		const fields: Record<string, unknown> = { ...(entry as object | null) };
		const text = (name: string) => String(fields[name] ?? '').trim();
		return {
			id: text('campaign_id'),
			name: text('campaign_name'),
			type: text('type_campaign').toLowerCase(),
			status: text('status').toLowerCase(),
		};
	});
}
