/** What the simulator keeps between calls. */
export interface State {
	/** Campaigns by their ID. */
	readonly campaigns: Map<string, Campaign>;
	/** What happens to a customer ID that the campaign does not have: no page says it. */
	whenMissing: 'refuse' | 'accept';
	/** The activity codes, with their fields. */
	readonly codes: ActivityCode[];
	/** The skills, with their fields. */
	readonly skills: Array<{ skill_id: string; skill_name: string }>;
	/** Campaign and customer of each record that was added by a call, as often as it was. */
	readonly added: string[];
	/** Phone numbers that are not called, with the days. */
	readonly blocked: Map<string, string>;
}

export interface Campaign {
	id: string;
	name: string;
	type: 'predictive' | 'preview';
	status: 'Started' | 'Stopped';
	/** 0 to 100. */
	speed: string;
	/** What the last call for its filter asked for. */
	filter?: Record<string, unknown>;
	/** The records by customer ID, in the order in which they were added. */
	records: Map<string, CampaignRecord>;
}

/** A customer in a campaign: the fields of Wolkvox's page on adding records, such as `tel1`. */
export interface CampaignRecord {
	customer_id: string;
	[field: string]: string;
}

/** An activity code: the fields of Wolkvox's page on them. */
export interface ActivityCode {
	cod_act: string;
	description_cod_act: string;
	type_code: 'cod_act1' | 'cod_act2';
	voice: 'yes' | 'no';
}

/** A token with what it was used for today. */
export interface Token {
	/** The code of its server, such as `0023`. */
	server: string;
	/** How many calls it allows today. */
	quota: number;
	/** How many calls it allows at once. */
	limit: number;
	used: number;
	open: number;
}
