/** What the list of campaigns and the test of the credential say, and when they try again. */

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { WolkvoxCampaign } from '../index';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { openCampaignList, testCredential } from './support/editor';
import { json, refusals, strangeReplies, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/** Each test has a token of its own, because the list of campaigns is kept for a minute. */
let credential: ICredentialDataDecryptedObject;
let count = 0;

beforeEach(() => {
	credential = { server: '0023', token: `made-up-texts-${count++}` };
	simulator().addToken(String(credential.token));
	simulator().addCampaign({ id: '1001' });
});

/** What a person reads in the editor; undefined when it worked. */
const inEditor = {
	list: async (): Promise<string | undefined> => {
		try {
			await openCampaignList(credential);
			return undefined;
		} catch (error) {
			const { message, description } = error as Error & { description: string };
			return `${message}. ${description}`;
		}
	},
	test: async (): Promise<string | undefined> => {
		const { status, message } = await testCredential(credential);
		return status === 'OK' ? undefined : message;
	},
};

describe.each(Object.entries(inEditor))('the %s', (_, read) => {
	test('tries a token again that others use', async () => {
		let busy = 5;
		simulator().fault = () => (busy-- > 0 ? { reply: refusals.busy } : undefined);
		expect(await read()).toBeUndefined();
		expect(simulator().calls).toHaveLength(6);
	});

	test('says so when the token stays in use', async () => {
		simulator().fault = () => ({ reply: refusals.busy });
		expect(await read()).toContain(REASONS.tokenBusy.hint);
		expect(simulator().calls).toHaveLength(6);
	});

	test.each<[string, Fault['reply']]>([
		...Object.entries(refusals).filter(([name]) => name !== 'busy'),
		...Object.entries(strangeReplies),
		['a 403 without a known text', json(403, { code: 403, error: 'FORBIDDEN', msg: 'NO' })],
		['a 404', json(404, { code: 404, error: 'NOT FOUND', msg: 'NO' })],
		['a 418', json(418, { code: 418, error: 'TEAPOT', msg: 'NO' })],
		['a 429', json(429, { code: 429, error: 'TOO MANY', msg: 'NO' })],
		['a 500', json(500, { code: 500, error: 'TROUBLE', msg: 'NO' })],
		['a broken connection', 'reset'],
		['a closed connection', 'close'],
	])('speaks of no item and no record, and asks once: %s', async (_name, reply) => {
		simulator().fault = () => ({ reply });
		const text = await read();
		expect(text).toMatch(/^[A-Z].*\.$/);
		expect(text).not.toMatch(/\bitems?\b|records?\b|customers?\b|removed|upload|this node/i);
		expect(text).not.toContain(credential.token);
		expect(simulator().calls).toHaveLength(1);
	});

	test('first lets check what is there, when the token is not accepted', async () => {
		simulator().fault = () => ({ reply: refusals.tokenRefused });
		expect(await read()).toMatch(
			/Check that Server belongs to this Wolkvox account and that the whole token was copied\..* make a new token /,
		);
	});
});

// n8n's editor shows "Check your credential" below a list for the codes 401 and 403.
test.each([
	['tokenMissing', '401'],
	['tokenRefused', '403'],
	['quotaSpent', null],
	['maintenance', null],
] as const)(
	'the list has a code for n8n only where the token is at fault: %s',
	async (name, httpCode) => {
		simulator().fault = () => ({ reply: refusals[name] });
		await expect(openCampaignList(credential)).rejects.toMatchObject({ httpCode });
	},
);

// A list of nothing is another matter: campaignSearch.test.ts.
test('a 404 to the test is a refusal, with what Wolkvox answered', async () => {
	simulator().fault = () => ({ reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'NO' }) });
	expect(await inEditor.test()).toBe(
		`Wolkvox refused the request. ${REASONS.refused.hint} Wolkvox answered: code 404, NOT FOUND, "NO".`,
	);
});

test.each([
	['ECONNREFUSED', 'connectionRefused'],
	// axios's code for a time-out.
	['ECONNABORTED', 'timedOut'],
	['ETIMEDOUT', 'timedOut'],
] as const)(
	'the test of the credential knows %s, as an address meets it that is not registered',
	async (code, reason) => {
		const { testWolkvoxApi } = new WolkvoxCampaign().methods.credentialTest;
		const helpers = {
			request: async () => {
				throw Object.assign(new Error('made up'), { code });
			},
		};
		const { status, message } = await testWolkvoxApi.call({ helpers } as never, {
			id: '1',
			name: 'Wolkvox account',
			type: 'wolkvoxApi',
			data: credential,
		});
		expect(status).toBe('Error');
		expect(message).toContain(REASONS[reason].hint);
	},
);
