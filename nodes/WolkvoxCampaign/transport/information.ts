/** The calls of the script `information` that ask about the account, which change nothing. */

import type { WolkvoxRequest } from './request';

const READ = { method: 'GET', script: 'information', repeatable: true } as const;

/** Tells about the token (Wolkvox's page "10. Token information"). It costs a call like any other. */
export const TOKEN_INFO: WolkvoxRequest = { ...READ, api: 'token_info', expects: 'entry' };

/** Lists the campaigns (Wolkvox's page "4. Campaigns"). Wolkvox asks not to poll it. */
export const CAMPAIGNS: WolkvoxRequest = { ...READ, api: 'campaigns', expects: 'list' };

/** Lists the activity codes (Wolkvox's page "9. Activity codes"). */
export const ACTIVITY_CODES: WolkvoxRequest = { ...READ, api: 'activity_codes', expects: 'list' };

/** Lists the skills (Wolkvox's Postman collection, information, call 3). */
export const SKILLS: WolkvoxRequest = { ...READ, api: 'skills', expects: 'list' };

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
 * @param rows those of the reply
 */
export function campaignsIn(rows: unknown[] = []): ListedCampaign[] {
	return rows.map((row) => ({
		id: textIn(row, 'campaign_id'),
		name: textIn(row, 'campaign_name'),
		type: textIn(row, 'type_campaign').toLowerCase(),
		status: textIn(row, 'status').toLowerCase(),
	}));
}

/** An activity code as Wolkvox lists it; a field that it leaves out is empty. */
export interface ListedCode {
	id: string;
	description: string;
	/** `cod_act1` or `cod_act2`: which of the two groups it belongs to. */
	group: string;
	/** In lower case: whether it is one for calls. */
	voice: string;
}

/**
 * Reads the list of activity codes.
 *
 * @param rows those of the reply
 */
export function codesIn(rows: unknown[]): ListedCode[] {
	return rows.map((row) => ({
		// The page has one spelling in its example and the other in its table.
		id: textIn(row, 'cod_act') || textIn(row, 'code_act'),
		description: textIn(row, 'description_cod_act'),
		group: textIn(row, 'type_code').toLowerCase(),
		voice: textIn(row, 'voice').toLowerCase(),
	}));
}

/** A skill as Wolkvox lists it; a field that it leaves out is empty. */
export interface ListedSkill {
	id: string;
	name: string;
}

/**
 * Reads the list of skills.
 *
 * @param rows those of the reply
 */
export function skillsIn(rows: unknown[]): ListedSkill[] {
	return rows.map((row) => ({ id: textIn(row, 'skill_id'), name: textIn(row, 'skill_name') }));
}

/** The text of a field of a row; empty where there is none. */
export function textIn(row: unknown, name: string): string {
	const fields: Record<string, unknown> = { ...(row as object | null) };
	return String(fields[name] ?? '').trim();
}
