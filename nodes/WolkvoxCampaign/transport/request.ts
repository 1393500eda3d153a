import type { IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { CampaignType } from '../inputs';
import type { Failure } from '../messages';
import type { Account } from './account';
import { judge, judgeFault, type Success } from './reply';

/** The removal of one record, or of several in one call, as it was asked for by one item. */
export interface Removal {
	account: Account;
	campaignType: CampaignType;
	/** Digits. */
	campaignId: string;
	/** One or more customer IDs, separated by commas. */
	customerId: string;
	options: {
		/** Milliseconds. */
		timeout: number;
		/** 0 to 10. */
		maxRetries: number;
	};
}

/**
 * Builds the request of Wolkvox's page "8. Borrar registro", which needs no other header and no
 * other parameter.
 *
 * @param removal what to remove; its values are checked, so the URL needs no escaping
 * @returns the request without the token, which the credential adds
 */
export function requestFor(removal: Removal): IHttpRequestOptions {
	const { account, campaignType, campaignId, customerId, options } = removal;
	return {
		method: 'DELETE',
		url: `https://${account.host}/api/v2/campaign.php?api=remove_record&type_campaign=${campaignType}&campaign_id=${campaignId}`,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		body: { customer_id: customerId },
		timeout: options.timeout,
		// The body is judged here as it came: n8n would parse it, and hide what can't be parsed.
		encoding: 'text',
		returnFullResponse: true,
		// Without this n8n throws for each status but 2xx and sends a 401 a second time
		// (n8n-core, authentication.js).
		ignoreHttpStatusErrors: true,
		// A redirect would carry the token, and the DELETE, to another host.
		disableFollowRedirect: true,
	};
}

/**
 * Sends one removal once and judges what comes back.
 *
 * @param this the node's run, whose cancel signal ends the request
 * @param removal what to remove
 * @returns Wolkvox's answer, or why it is no success; never throws
 */
export async function request(
	this: IExecuteFunctions,
	removal: Removal,
): Promise<Success | Failure> {
	const { token } = removal.account;
	// The credential was read once for the run: left to itself, n8n reads and decrypts it again for
	// each request (n8n-core, authentication.js), about 2 ms.
	const credentialsDecrypted = { id: '', name: '', type: 'wolkvoxApi', data: { token } };
	try {
		const response: IN8nHttpFullResponse = await this.helpers.httpRequestWithAuthentication.call(
			this,
			'wolkvoxApi',
			// n8n writes the token into these options, so they are made anew for each request.
			requestFor(removal),
			{ credentialsDecrypted },
		);
		const { statusCode: status, body, headers } = response;
		return judge({ status, body, retryAfter: headers['retry-after'] }, token);
	} catch (error) {
		return judgeFault(error, token);
	}
}
