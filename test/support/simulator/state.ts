/** What the simulator keeps between calls. */
export interface State {
	/** Campaigns by their ID. */
	readonly campaigns: Map<string, Campaign>;
	/** What happens to a customer ID that the campaign does not have: no page says it. */
	whenMissing: 'refuse' | 'accept';
}

export interface Campaign {
	id: string;
	name: string;
	type: 'predictive' | 'preview';
	status: 'Started' | 'Stopped';
	/** The records by customer ID, in the order in which they were added. */
	records: Map<string, CampaignRecord>;
}

/** A customer in a campaign: the fields of Wolkvox's page on adding records, such as `tel1`. */
export interface CampaignRecord {
	customer_id: string;
	[field: string]: string;
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
