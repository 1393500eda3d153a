import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import type { Failure } from '../messages';
import type { Account } from './account';
import { judge, judgeFault, type Success } from './reply';

/** One call of the Wolkvox API, without the account that it is for. */
export interface WolkvoxRequest {
	method: 'DELETE' | 'GET';
	/** What follows `https://wv….wolkvox.com/api/v2/`; its values are checked or escaped. */
	path: string;
	body?: IDataObject;
	/** Milliseconds. */
	timeout: number;
	/** Whether the answer is a list, whose code Wolkvox's own examples leave empty. */
	list?: boolean;
}

/**
 * Sends a request once and judges what comes back.
 *
 * @param this the node's run, whose cancel signal ends the request, or the editor's call
 * @param account the checked credential
 * @param call what to send
 * @returns Wolkvox's answer, or why it is no success; never throws
 */
export async function request(
	this: IExecuteFunctions | ILoadOptionsFunctions,
	{ host, token }: Account,
	call: WolkvoxRequest,
): Promise<Success | Failure> {
	// n8n writes the token into these options, so they are made anew for each request.
	const options: IHttpRequestOptions = {
		method: call.method,
		url: `https://${host}/api/v2/${call.path}`,
		headers: { Accept: 'application/json' },
		timeout: call.timeout,
		// The body is judged here as it came: n8n would parse it, and hide what can't be parsed.
		encoding: 'text',
		returnFullResponse: true,
		// Without this n8n throws for each status but 2xx and sends a 401 a second time
		// (n8n-core, authentication.js).
		ignoreHttpStatusErrors: true,
		// A redirect would carry the token, and the request, to another host.
		disableFollowRedirect: true,
	};
	if (call.body) {
		options.body = call.body;
		options.headers = { ...options.headers, 'Content-Type': 'application/json' };
	}
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
		return judge({ status, body, retryAfter: headers['retry-after'] }, token, call.list);
	} catch (error) {
		return judgeFault(error, token);
	}
}
