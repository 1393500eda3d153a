import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { Failure } from '../failures/failure';
import type { Reason } from '../failures/reasons';
import { nodeError } from '../failures/nodeError';
import { explainAccount } from '../failures/wording';
import { readCampaignType, type CampaignType } from '../inputs';
import { readAccount } from '../transport/account';
import {
	ACTIVITY_CODES,
	CAMPAIGNS,
	campaignsIn,
	codesIn,
	SKILLS,
	skillsIn,
	type ListedCampaign,
} from '../transport/information';
import { listFor } from '../transport/lists';
import type { WolkvoxRequest } from '../transport/request';

/** What was typed, and the token that came with the page before. */
type Asked = [filter?: string, token?: string];
type Search = (this: ILoadOptionsFunctions, ...asked: Asked) => Promise<INodeListSearchResult>;

/**
 * How many entries the editor gets at a time. It draws all that it has anew with each key, and 2,000
 * of them hold it for seconds (`npm run bench:editor`). It asks for the second page at once, and for
 * the others at the end of the list (n8n-editor-ui 2.41, ResourceLocatorDropdown).
 */
const PAGE = 50;

/**
 * Finds campaigns for the field Campaign, in the editor.
 *
 * @param this the editor's call
 * @param asked what was typed: a part of an entry's text or of a status, in any case, with accents
 * or without; and for all but the first page the token that came with the page before
 * @returns a page of the campaigns of the chosen Campaign Type, sorted by name; of both types while an
 * expression leaves it open
 * @throws {NodeApiError} in the words of the node, when the list can't be had or is empty
 */
export async function searchCampaigns(
	this: ILoadOptionsFunctions,
	...asked: Asked
): Promise<INodeListSearchResult> {
	return await campaigns.call(this, asked, typeOf(this.getCurrentNodeParameter('campaignType')));
}

/** The same for operations that know predictive campaigns only. */
export async function searchPredictiveCampaigns(
	this: ILoadOptionsFunctions,
	...asked: Asked
): Promise<INodeListSearchResult> {
	return await campaigns.call(this, asked, 'predictive', 'noPredictiveCampaigns');
}

/** The same for operations that take a campaign of any type. */
export async function searchAllCampaigns(
	this: ILoadOptionsFunctions,
	...asked: Asked
): Promise<INodeListSearchResult> {
	return await campaigns.call(this, asked);
}

/** Finds activity codes of the first group, as `searchCampaigns` finds campaigns. */
export const searchActivityCodes: Search = searchOf(ACTIVITY_CODES, 'noActivityCodes', (rows) =>
	codesIn(rows)
		// One without a group, or that is not known to be for other things than calls, is offered.
		.filter(({ group, voice }) => ['cod_act1', ''].includes(group) && voice !== 'no')
		.map(({ id, description }) => ({ id, name: description })),
);

/** Finds skills, as `searchCampaigns` finds campaigns. */
export const searchSkills: Search = searchOf(SKILLS, 'noSkills', skillsIn);

async function campaigns(
	this: ILoadOptionsFunctions,
	asked: Asked,
	chosen?: CampaignType,
	noneOfType: Reason = 'noCampaignsOfType',
): Promise<INodeListSearchResult> {
	const rows = await rowsFor.call(this, CAMPAIGNS);
	const all = campaignsIn(rows).filter(({ id }) => /^[0-9]+$/.test(id));
	const found = all.filter(({ type }) => type === (chosen ?? type));
	if (found.length === 0) {
		throw inWords.call(this, new Failure(all.length > 0 ? noneOfType : 'noCampaigns'));
	}
	return entries(
		asked,
		found.map((campaign) => ({
			value: campaign.id,
			by: campaign.name,
			name: textOf(campaign),
			alsoBy: campaign.status,
		})),
	);
}

/** @param none the reason when there is nothing to choose from */
function searchOf(
	request: WolkvoxRequest,
	none: Reason,
	read: (rows: unknown[]) => Array<{ id: string; name: string }>,
): Search {
	return async function (this: ILoadOptionsFunctions, ...asked) {
		const found = read(await rowsFor.call(this, request)).filter(({ id }) => id !== '');
		if (found.length === 0) throw inWords.call(this, new Failure(none));
		return entries(
			asked,
			found.map(({ id, name }) => ({
				value: id,
				by: name,
				name: [id, name].filter(Boolean).join(' - '),
			})),
		);
	};
}

interface Entry {
	value: string;
	/** What it is sorted by, before its ID. */
	by: string;
	/** All that people see of it: n8n shows an entry's `description` nowhere (n8n-editor-ui 2.41). */
	name: string;
	/** What else can be typed to find it. */
	alsoBy?: string;
}

function entries([filter = '', token = '0']: Asked, all: Entry[]): INodeListSearchResult {
	const wanted = searchable(filter.trim());
	const found = all
		.filter(({ name, alsoBy = '' }) => searchable(`${name} ${alsoBy}`).includes(wanted))
		.sort((one, other) => order(one.by, other.by) || order(one.value, other.value));
	const start = Number(token);
	const end = start + PAGE;
	return {
		results: found.slice(start, end).map(({ name, value }) => ({ name, value })),
		paginationToken: end < found.length ? String(end) : undefined,
	};
}

/**
 * It has the type even where the list is of one type: n8n keeps the text of the chosen entry, and may
 * keep it when Campaign Type changes (docs/fields.md).
 */
function textOf({ id, name, type, status }: ListedCampaign): string {
	const marks = [type, status === 'stopped' && status].filter(Boolean).join(', ');
	return `${[id, name].filter(Boolean).join(' - ')}${marks && ` (${marks})`}`;
}

/** Numbers within a text as numbers. */
const { compare: order } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

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

async function rowsFor(this: ILoadOptionsFunctions, request: WolkvoxRequest): Promise<unknown[]> {
	try {
		const account = readAccount(await this.getCredentials('wolkvoxApi'));
		return await listFor.call(this, account, request);
	} catch (error) {
		throw inWords.call(
			this,
			error instanceof Failure ? error : new Failure('credentialUnreadable'),
		);
	}
}

function inWords(this: ILoadOptionsFunctions, failure: Failure): Error {
	// The editor says "Check your credential" for a 401 and a 403 (n8n-editor-ui), which a spent quota
	// and others are too.
	const ofToken = failure.reason === 'tokenMissing' || failure.reason === 'tokenRefused';
	const shown = ofToken ? failure : failure.with({ httpStatus: undefined });
	return nodeError(this.getNode(), shown, explainAccount(failure));
}
