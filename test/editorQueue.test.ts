/** How long the editor waits behind the requests of runs, in real time. */

import { sleep, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import { enqueue, openQueues } from '../dist/nodes/WolkvoxCampaign/transport/queue.js';
import { openCampaignList, testCredential } from './support/editor';
import { refusals } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

/** Each test has a token of its own, because the list of campaigns is kept for a minute. */
let token: string;
let credential: ICredentialDataDecryptedObject;
let count = 0;

beforeEach(() => {
	token = `made-up-queue-${count++}`;
	credential = { server: '0023', token };
	simulator().addToken(token);
	simulator().addCampaign({ id: '1001' });
});
afterEach(() => expect(openQueues()).toBe(0));

/** Holds the queue, as a run does while its request is open. */
function hold(): () => void {
	let release = () => {};
	const open = new Promise<void>((resolve) => {
		release = resolve;
	});
	void enqueue({ host: 'wv0023.wolkvox.com', token }, undefined, async () => await open);
	return release;
}

test.each([
	['the list of campaigns', async () => await openCampaignList(credential)],
	['the test of the credential', async () => await testCredential(credential)],
])('%s takes its turn', async (_, open) => {
	const release = hold();
	const result = open();
	await sleep(500);
	expect(simulator().calls).toEqual([]);
	release();
	await result;
	expect(simulator().calls).toHaveLength(1);
});

test('both are sent after 5 seconds, behind a request that hangs', async () => {
	const release = hold();
	const start = Date.now();
	const [list, { status }] = await Promise.all([
		openCampaignList(credential),
		testCredential(credential),
	]);
	const waited = Date.now() - start;
	release();
	expect(list).toHaveLength(1);
	expect(status).toBe('OK');
	expect(waited).toBeGreaterThan(4900);
	expect(waited).toBeLessThan(8000);
});

test('there is a wait before a token is tried again that others use', async () => {
	let busy = 5;
	simulator().fault = () => (busy-- > 0 ? { reply: refusals.busy } : undefined);
	const start = Date.now();
	expect(await openCampaignList(credential)).toHaveLength(1);
	// 100, 200, 400, 800 and 1600 ms, each up to a fifth less.
	expect(Date.now() - start).toBeGreaterThan(2450);
});

test('a request that is sent already is not sent again when it takes longer', async () => {
	simulator().fault = () => ({ delay: 5500 });
	expect(await openCampaignList(credential)).toHaveLength(1);
	expect(simulator().calls).toHaveLength(1);
});
