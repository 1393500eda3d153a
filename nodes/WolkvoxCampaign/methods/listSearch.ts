import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { readCampaignType, type CampaignType } from '../inputs';
import { Failure } from '../failures/failure';
import { nodeError } from '../failures/nodeError';
import { explainAccount } from '../failures/wording';
import { readAccount, type Account } from '../transport/account';
import { ask } from '../transport/ask';
import { CAMPAIGNS, campaignsIn, type ListedCampaign } from '../transport/information';
import { keyOf } from '../transport/queue';
import { sendOnce } from '../transport/request';

/**
 * Lists of campaigns by server and token, for a while: the editor asks again with each letter that
 * is typed, and each call costs one use of the token. Wolkvox asks not to poll this call.
 */
const lists = new Map<string, { until: number; campaigns: Promise<ListedCampaign[]> }>();

/** Milliseconds. */
const KEPT = 60_000;
const TIMEOUT = 30_000;

/**
 * Finds campaigns for the field Campaign, in the editor.
 *
 * @param this the editor's call
 * @param filter what was typed: a part of an entry's text or of a status, in any case, with accents
 * or without
 * @returns the campaigns of the chosen Campaign Type, sorted by name; of both types while an
 * expression leaves it open
 * @throws {NodeApiError} in the words of the node, when the list can't be had or is empty
 */
export async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const chosen = typeOf(this.getCurrentNodeParameter('campaignType'));
	const all = await campaignsFor.call(this);
	const campaigns = all.filter(({ type }) => type === (chosen ?? type));
	if (campaigns.length === 0) {
		throw inWords.call(this, new Failure(all.length > 0 ? 'noCampaignsOfType' : 'noCampaigns'));
	}
	const wanted = searchable(filter.trim());
	return {
		results: campaigns
			.filter((campaign) => searchable(`${textOf(campaign)} ${campaign.status}`).includes(wanted))
			.sort(byName)
			.map((campaign) => ({ name: textOf(campaign), value: campaign.id })),
	};
}

/**
 * The text of an entry: all that people see of a campaign, because n8n shows an entry's
 * `description` nowhere (n8n-editor-ui 2.41). It has the type even where the list is of one type: n8n
 * keeps the text of the chosen entry, and may keep it when Campaign Type changes (docs/record.md).
 */
function textOf({ id, name, type, status }: ListedCampaign): string {
	const marks = [type, status === 'stopped' && status].filter(Boolean).join(', ');
	return `${[id, name].filter(Boolean).join(' - ')}${marks && ` (${marks})`}`;
}

/** By name, numbers within as numbers; by ID where the names are alike. */
function byName(one: ListedCampaign, other: ListedCampaign): number {
	const order = (a: string, b: string) =>
		a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' });
	return order(one.name, other.name) || order(one.id, other.id);
}

/** A text without what people leave out when they search: case and accents. */
function searchable(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The Campaign Type, or undefined when it is not known yet: the editor sends the value of an
 * expression, and nothing for one that gives undefined, as JSON has no such value. For one that it
 * can't evaluate before a run it asks for no list, because the field depends on it (n8n-editor-ui,
 * resolveRequiredParameters).
 *
 * @param value what the field has; the editor sends its default too
 */
function typeOf(value: unknown): CampaignType | undefined {
	try {
		return readCampaignType(value);
	} catch {
		return undefined;
	}
}

async function campaignsFor(this: ILoadOptionsFunctions): Promise<ListedCampaign[]> {
	try {
		const account = readAccount(await this.getCredentials('wolkvoxApi'));
		for (const [key, { until }] of lists) if (until < Date.now()) lists.delete(key);

		const key = keyOf(account);
		const kept = lists.get(key);
		if (kept) return await kept.campaigns;
		const campaigns = load.call(this, account);
		lists.set(key, { until: Date.now() + KEPT, campaigns });
		// What went wrong is not kept: the next opening asks again.
		campaigns.catch(() => lists.delete(key));
		return await campaigns;
	} catch (error) {
		throw inWords.call(
			this,
			error instanceof Failure ? error : new Failure('credentialUnreadable'),
		);
	}
}

async function load(this: ILoadOptionsFunctions, account: Account): Promise<ListedCampaign[]> {
	const reply = await ask(
		account,
		async () => await sendOnce.call(this, account, CAMPAIGNS, TIMEOUT),
	);
	// Not published; a list of nothing is what a 404 can mean here.
	if (reply instanceof Failure && reply.reason === 'notFound') {
		throw new Failure('noCampaigns', reply.facts);
	}
	if (reply instanceof Failure) throw reply;
	return (campaignsIn(reply) ?? []).filter(({ id }) => /^[0-9]+$/.test(id));
}

function inWords(this: ILoadOptionsFunctions, failure: Failure): Error {
	// The editor says "Check your credential" for a 401 and a 403 (n8n-editor-ui), which a spent quota
	// and others are too.
	const ofToken = failure.reason === 'tokenMissing' || failure.reason === 'tokenRefused';
	const shown = ofToken ? failure : failure.with({ httpStatus: undefined });
	return nodeError(this.getNode(), shown, explainAccount(failure));
}
