import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { explainAccount, Failure } from '../messages';
import { readAccount } from '../transport/account';
import { judge, judgeFault } from '../transport/reply';

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
		const { host, token } = readAccount(credential.data ?? {});
		const outcome = await helpers
			.request({
				method: 'GET',
				uri: `https://${host}/api/v2/information.php?api=token_info`,
				headers: { 'wolkvox-token': token, Accept: 'application/json' },
				timeout: 20_000,
				simple: false,
				resolveWithFullResponse: true,
				// A redirect would carry the token to another host.
				followRedirect: false,
				followAllRedirects: false,
			})
			.then(
				(response) => judge({ status: response.statusCode, body: response.body }, token),
				(error) => judgeFault(error, token),
			);
		if (outcome instanceof Failure) throw outcome;
		return { status: 'OK', message: 'Wolkvox accepted the token' };
	} catch (error) {
		const failure = error instanceof Failure ? error : new Failure('noAnswer');
		return { status: 'Error', message: explainAccount(failure) };
	}
}
