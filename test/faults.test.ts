/** Requests that end without a reply, made with real connections. */

import { AxiosError } from 'axios';
import { generateCACertificate, getLocal } from 'mockttp';
import { judgeFault } from '../nodes/WolkvoxCampaign/transport/reply';
import { removeRecords, TOKEN } from './support/node';
import { useProxy } from './support/proxy';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();
afterEach(() => useProxy(simulator().proxyUrl));

const NOT_REMOVED = 'Customer ID 1 was not removed from campaign 1001: ';
const NOT_KNOWN = 'Customer ID 1 may or may not have been removed from campaign 1001: ';

async function failingItem() {
	const { items } = await removeRecords([{ id: '1' }], {
		parameters: { options: { timeout: 1, maxRetries: 0 } },
	});
	expect(items).toHaveLength(1);
	return items[0].json;
}

test('a connection that is refused comes out as not removed', async () => {
	const gone = getLocal();
	await gone.start();
	useProxy(gone.url);
	await gone.stop();
	expect(await failingItem()).toMatchObject({
		// Engines up to 2.20 do not tell the proxy from the server behind it.
		error: expect.stringMatching(
			`^${NOT_REMOVED}(this n8n could not reach its proxy|the connection to the Wolkvox server was refused)$`,
		),
	});
});

test('a server that is not found comes out as not removed', async () => {
	useProxy('http://no-such-host.invalid:1');
	expect((await failingItem()).error).toMatch(
		new RegExp(
			`^${NOT_REMOVED}(this n8n could not reach its proxy|the Wolkvox server was not found)$`,
		),
	);
});

test('a server with the certificate of someone else comes out as not removed', async () => {
	const stranger = getLocal({ https: await generateCACertificate() });
	await stranger.start();
	await stranger.forAnyRequest().thenReply(202, '{"code":202}');
	useProxy(stranger.url);
	expect((await failingItem()).error).toBe(
		`${NOT_REMOVED}the server could not prove that it is Wolkvox`,
	);
	await stranger.stop();
});

test.each(['reset', 'close'] as const)(
	'a connection that ends by a %s after the removal comes out as not known',
	async (reply) => {
		simulator().addCampaign({ id: '1001', records: ['1'] });
		simulator().fault = () => ({ reply, carriesOut: true });
		expect(await failingItem()).toMatchObject({
			error: `${NOT_KNOWN}the connection broke before the whole answer came`,
			message: expect.stringContaining('whether the record is still in the campaign'),
		});
		expect(simulator().recordsOf('1001')).toEqual([]);
	},
);

test('a request without an answer in time comes out as not known', async () => {
	simulator().fault = () => ({ reply: 'hang' });
	expect((await failingItem()).error).toBe(`${NOT_KNOWN}no answer came in time`);
});

test.each([
	[AxiosError.ECONNABORTED, 'timedOut'],
	[AxiosError.ETIMEDOUT, 'timedOut'],
	[AxiosError.ERR_CANCELED, 'stopped'],
	[AxiosError.ERR_BAD_RESPONSE, 'connectionBroken'],
	['EPIPE', 'connectionBroken'],
	['ECONNRESET', 'connectionBroken'],
	['ECONNREFUSED', 'connectionRefused'],
	['EHOSTUNREACH', 'connectionRefused'],
	['ENETUNREACH', 'connectionRefused'],
	['ENOTFOUND', 'serverNotFound'],
	['EAI_AGAIN', 'serverNotFound'],
	['CERT_HAS_EXPIRED', 'connectionNotSafe'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connectionNotSafe'],
	[AxiosError.ERR_NETWORK, 'noAnswer'],
])('the code %s of a connection means %s, and the token stays out of the words', (code, reason) => {
	// n8n wraps the error of axios, which holds the token, into one of its own.
	const cause = new AxiosError(`with ${TOKEN}`, code, {
		headers: { 'wolkvox-token': TOKEN } as never,
	});
	const failure = judgeFault(new Error('wrapped', { cause }), TOKEN);
	expect(failure.reason).toBe(reason);
	expect(failure.facts.detail).toBe('n8n reported: "with [token]".');
});

test.each([undefined, null, 'text', 42, {}, new Error('')])(
	'%p, when thrown, means that no answer came',
	(thrown) => {
		expect(judgeFault(thrown, TOKEN).reason).toBe('noAnswer');
	},
);
