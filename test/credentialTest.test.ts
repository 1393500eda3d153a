/** The button Test of the credential. */

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { testCredential } from './support/editor';
import { editorFaults } from './support/editorFaults';
import { inHaste } from './support/haste';
import { TOKEN } from './support/node';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

const credential: ICredentialDataDecryptedObject = { server: ' WV0023 ', token: TOKEN };

test('a token that Wolkvox accepts passes the test, which asks only about the token', async () => {
	expect(await testCredential(credential)).toEqual({
		status: 'OK',
		message: 'Wolkvox accepted the token',
	});
	expect(simulator().calls).toHaveLength(1);
	expect(simulator().calls[0]).toMatchObject({
		method: 'GET',
		url: 'https://wv0023.wolkvox.com/api/v2/information.php?api=token_info',
		token: credential.token,
	});
});

test.each(editorFaults)('the test of the credential says $name', async (fault) => {
	simulator().fault = () => fault;
	const { status, message } = await testCredential(credential);
	const { what, hint } = REASONS[fault.reason];
	expect(status).toBe('Error');
	expect(message).toContain(`${what[0].toUpperCase()}${what.slice(1)}. ${hint}`);
	expect(message).not.toContain(credential.token);
	expect(simulator().calls.map(({ host }) => host)).toEqual(['wv0023.wolkvox.com']);
});

test.each([
	[{ server: 'evil.com' }, 'The Server in the credential is not a Wolkvox server.'],
	[{ token: '' }, 'The Token in the credential is empty.'],
	[{ token: 'two\nlines' }, 'The Token in the credential holds a character that no token has.'],
])('the test of the credential refuses %p without a call', async (fields, message) => {
	const result = await testCredential({ ...credential, ...fields });
	expect(result).toEqual({ status: 'Error', message: expect.stringContaining(message) });
	expect(simulator().calls).toEqual([]);
});

test('the test of the credential gives up after 20 seconds', async () => {
	simulator().fault = () => ({ reply: 'hang' });
	const { result, seconds } = await inHaste(async () => await testCredential(credential));
	expect(result).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('No answer came in time.'),
	});
	expect(seconds).toEqual([20]);
});
