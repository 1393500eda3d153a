import {
	NodeApiError,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type INode,
	type JsonObject,
} from 'n8n-workflow';
import type { Failure } from '../failures/failure';
import type { Account } from './account';
import {
	judge,
	judgeFault,
	replyIn,
	type Expected,
	type Refusal,
	type Reply,
	type Success,
} from './reply';

/** One of the calls that the Wolkvox API has. */
export interface WolkvoxCall {
	method: IHttpRequestMethods;
	/** The script of the API, without `.php`. */
	script: 'campaign' | 'configuration' | 'information';
	/** The name of the call. */
	api: string;
	/** Whether sending it again is harmless when nobody knows what became of it. */
	repeatable: boolean;
	expects: Expected;
	/** The codes that say that it was done; left out: 200, 201 and 202. */
	success?: number[];
	/** Refusals that Wolkvox's list of response codes does not have. */
	refusals?: Refusal[];
}

/** What one request gives to its call. */
export interface Content {
	/** Further URL parameters; they are encoded here and nowhere else. */
	query?: Record<string, string>;
	body?: IDataObject | IDataObject[];
}

/** A call with its content, without the account that it is for. */
export type WolkvoxRequest = WolkvoxCall & Content;

/**
 * Statuses for which n8n throws, all but those of success: its error alone shows over which
 * connection a reply came, and so whether a proxy refused to lead to Wolkvox. With 401 among them n8n
 * would send the request a second time (n8n-core, authentication.js).
 */
const THROWN = Array.from({ length: 397 }, (_, index) => 203 + index).filter(
	(status) => status !== 401,
);

/** Whether n8n's error keeps the one that it wraps, with the reply in it: n8n up to 2.20 does not. */
const keepsReply =
	new NodeApiError({} as INode, new Error('probe') as unknown as JsonObject).cause !== undefined;

/**
 * Sends a request once and judges what comes back.
 *
 * @param this the node's run, whose cancel signal ends the request, or the editor's call
 * @param account the checked credential
 * @param request what to send
 * @param timeout milliseconds
 * @returns Wolkvox's answer, or why it is no success; never throws
 */
export async function sendOnce(
	this: IExecuteFunctions | ILoadOptionsFunctions,
	{ host, token }: Account,
	request: WolkvoxRequest,
	timeout: number,
): Promise<Success | Failure> {
	// n8n writes the token into these options, so they are made anew for each request.
	const options: IHttpRequestOptions = {
		method: request.method,
		url: urlOf(host, request),
		headers: { Accept: 'application/json' },
		timeout,
		// The body is judged here as it came: n8n would parse it, and hide what can't be parsed.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: keepsReply ? { ignore: true, except: THROWN } : true,
		// A redirect would carry the token, and the request, to another host.
		disableFollowRedirect: true,
	};
	if (request.body) {
		options.body = request.body;
		options.headers = { ...options.headers, 'Content-Type': 'application/json' };
	}
	const judged = (reply: Reply) =>
		judge(reply, token, request.expects, {
			success: request.success,
			refusals: request.refusals,
			values: valuesOf([request.query, request.body]),
		});
	// The credential was read once for the run: left to itself, n8n reads and decrypts it again for
	// each request (n8n-core, authentication.js), about 2 ms.
	const credentialsDecrypted = { id: '', name: '', type: 'wolkvoxApi', data: { token } };
	try {
		const response: IN8nHttpFullResponse = await this.helpers.httpRequestWithAuthentication.call(
			this,
			'wolkvoxApi',
			options,
			{ credentialsDecrypted },
		);
		const { statusCode: status, body, headers } = response;
		return judged({ status, body, retryAfter: headers['retry-after'] });
	} catch (error) {
		const reply = replyIn(error);
		return reply ? judged(reply) : judgeFault(error, token);
	}
}

/** The values that a request carries, one by one where they are a list. */
function valuesOf(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(valuesOf);
	return value === undefined || value === null ? [] : [String(value), ...String(value).split(',')];
}

/**
 * @param host from a checked credential
 * @param request what to send
 */
export function urlOf(
	host: string,
	{ script, api, query }: Pick<WolkvoxRequest, 'script' | 'api' | 'query'>,
): string {
	const parameters = Object.entries({ api, ...query }).map(
		([name, value]) => `${name}=${encodeURIComponent(value)}`,
	);
	return `https://${host}/api/v2/${script}.php?${parameters.join('&')}`;
}
