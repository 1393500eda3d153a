import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { Failure } from '../failures/failure';
import { explainAccount } from '../failures/wording';
import { readAccount } from '../transport/account';
import { ask } from '../transport/ask';
import { TOKEN_INFO } from '../transport/information';
import { judge, judgeFault, replyIn } from '../transport/reply';
import { urlOf } from '../transport/request';

/**
 * The test button of the credential: asks Wolkvox about the token, which removes nothing and costs
 * one call of the quota.
 *
 * It is a function because the declarative test takes every HTTP 200 for a success, a web page too,
 * and can't tell the code `"403"` from `403`.
 *
 * @param this n8n's credential test
 * @param credential the fields as they are in the form, saved or not
 * @returns OK, or the words that the node has for the same case; never throws
 */
export async function testWolkvoxApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	// A credential test is given no newer request helper than this (n8n-workflow, interfaces.ts).
	const { helpers } = this;
	try {
		const account = readAccount(credential.data ?? {});
		const options = {
			method: 'GET',
			uri: urlOf(account.host, TOKEN_INFO),
			headers: { 'wolkvox-token': account.token, Accept: 'application/json' },
			timeout: 20_000,
			simple: false,
			resolveWithFullResponse: true,
			// A redirect would carry the token to another host.
			followRedirect: false,
			followAllRedirects: false,
		};
		const outcome = await ask(account, async () => {
			try {
				const { statusCode: status, body } = await helpers.request(options);
				return judge({ status, body }, account.token, TOKEN_INFO.expects);
			} catch (error) {
				const reply = replyIn(error);
				return reply
					? judge(reply, account.token, TOKEN_INFO.expects)
					: judgeFault(error, account.token);
			}
		});
		if (outcome instanceof Failure) throw outcome;
		return { status: 'OK', message: 'Wolkvox accepted the token' };
	} catch (error) {
		const failure = error instanceof Failure ? error : new Failure('noAnswer');
		const { error: what, message } = explainAccount(failure);
		return { status: 'Error', message: `${what}. ${message}` };
	}
}
