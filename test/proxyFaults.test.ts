/** Requests that never left: "was not removed", and a text that names the proxy or TLS. */

import { judgeFault } from '../nodes/WolkvoxCampaign/transport/reply';
import { customers, MODES, removeRecords, TOKEN } from './support/node';
import { behavior, startProxy } from './support/proxies';
import { useProxy } from './support/proxy';
import { json, strangeReplies } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();
afterEach(() => useProxy(simulator().proxyUrl));

const NOT_REMOVED = 'Customer ID 1 was not removed from campaign 1001: ';
const NOT_KNOWN = 'Customer ID 1 may or may not have been removed from campaign 1001: ';

const LOGIN = 'the proxy on the way to Wolkvox asks for a user name and a password';
const REFUSED = 'the proxy of this n8n did not connect it to Wolkvox';
const BROKEN = 'the proxy of this n8n broke off before it connected to Wolkvox';
const NO_TLS = 'no secure connection (TLS) to the Wolkvox server was made';
const LATE = 'no connection to the Wolkvox server was made in time';
const NO_ADDRESS = 'the address of the proxy that this n8n uses is not an address';
const NOT_REACHED = 'this n8n could not reach its proxy';

/** Fails one customer, with one retry. */
async function fail(url: string) {
	useProxy(url);
	const { items } = await removeRecords([{ id: '1' }], {
		parameters: { options: { timeout: 0.4, maxRetries: 1 } },
	});
	expect(items).toHaveLength(1);
	return items[0].json as { error: string; message: string };
}

const page = '<html><head><title>Cache Access Denied</title></head></html>';
const withPage = (status: string) =>
	`HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`;

type Behavior = Parameters<typeof startProxy>[0];

describe('a proxy', () => {
	test.each<[string, Behavior, string, string, number]>([
		['asks for a login', behavior.answer(withPage('407 No')), LOGIN, 'status was 407', 1],
		['does so without a body', behavior.answer('HTTP/1.1 407 No\r\n\r\n'), LOGIN, '407', 1],
		[
			'does so with a body that comes later',
			behavior.answerInTwo('HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\n', 'hello'),
			LOGIN,
			'407',
			1,
		],
		['forbids it', behavior.answer(withPage('403 No')), REFUSED, '"Cache Access Denied"', 1],
		['is a web server', behavior.answer('HTTP/1.1 404 No\r\n\r\n'), REFUSED, '404', 1],
		[
			'leads elsewhere',
			behavior.answer('HTTP/1.1 302 No\r\nLocation: /x\r\n\r\n'),
			REFUSED,
			'302',
			1,
		],
		['can not connect', behavior.answer(withPage('503 No')), REFUSED, 'status was 503', 2],
		['has a bad gateway', behavior.answer('HTTP/1.1 502 No\r\n\r\n'), REFUSED, '502', 2],
		[
			'can not connect, and breaks off',
			behavior.answerInTwo('HTTP/1.1 504 No\r\nContent-Length: 50\r\n\r\n', 'hello'),
			REFUSED,
			'504',
			2,
		],
		['closes', behavior.close, BROKEN, 'Proxy connection ended', 2],
		['resets', behavior.reset, BROKEN, 'ECONNRESET', 2],
		['answers by half', behavior.answer('HTTP/1.1 200 Conn'), BROKEN, 'Proxy connection ended', 2],
		['is something else', behavior.answer('SSH-2.0-x\r\n\r\n'), BROKEN, 'n8n reported', 2],
		['has an odd header', behavior.answer('HTTP/1.1 200 OK\r\nodd\r\n\r\n'), BROKEN, 'odd', 2],
		['says nothing', behavior.hang, LATE, 'registered IP addresses only', 2],
		['closes the tunnel', behavior.closeTunnel, NO_TLS, 'n8n reported', 2],
		['closes in the handshake', behavior.closeHandshake, NO_TLS, 'before secure TLS', 2],
		['resets in the handshake', behavior.resetHandshake, NO_TLS, 'ECONNRESET', 2],
		['leads to no TLS', behavior.plainHttp, NO_TLS, 'wrong version number', 2],
		['leads to a TLS alert', behavior.alert(40), NO_TLS, 'alert number 40', 2],
		['leads to another', behavior.alert(80), NO_TLS, 'alert number 80', 2],
		['stands still in the handshake', behavior.hangHandshake, LATE, 'n8n reported', 2],
	])('%s', async (_, onConnection, what, says, tries) => {
		const proxy = await startProxy(onConnection);
		const { error, message } = await fail(proxy.url);
		expect(error).toBe(NOT_REMOVED + what);
		expect(message).toContain(says);
		expect(message).not.toContain('whether the record is still in the campaign');
		expect(proxy.connections()).toBe(tries);
		await proxy.stop();
	});

	test('is none: nobody listens', async () => {
		const proxy = await startProxy(behavior.hang);
		await proxy.stop();
		const { error, message } = await fail(proxy.url);
		expect(error).toBe(NOT_REMOVED + NOT_REACHED);
		expect(message).toContain('The request was sent 2 times.');
	});

	test.each(['http://no-such-proxy.invalid:3128', 'no-such-proxy'])(
		'is not found: %s',
		async (url) => {
			expect((await fail(url)).error).toBe(NOT_REMOVED + NOT_REACHED);
		},
	);

	test('is not spoken to by TLS', async () => {
		const proxy = await startProxy(behavior.answer('HTTP/1.1 400 No\r\n\r\n'));
		expect((await fail(proxy.url.replace('http:', 'https:'))).error).toBe(NOT_REMOVED + BROKEN);
		await proxy.stop();
	});

	test.each(['http://', 'not a proxy', 'http://proxy:99999', '://', 'http://a b:80'])(
		'has an address that is none, which ends the run: %s',
		async (url) => {
			useProxy(url);
			const { items } = await removeRecords(customers(2, 1));
			expect(items.map(({ json: { error } }) => error)).toEqual([
				NOT_REMOVED + NO_ADDRESS,
				`Not sent: customer ID 2 in campaign 1001, because ${NO_ADDRESS}`,
			]);
		},
	);

	test.each(MODES)('is nowhere quoted with the token (%s)', async (mode) => {
		const proxy = await startProxy(behavior.answer(`HTTP/1.1 503 No\r\n\r\n${TOKEN}`));
		useProxy(proxy.url);
		const { run } = await removeRecords([{ id: '1' }], {
			mode,
			parameters: { options: { maxRetries: 0 } },
		});
		const seen = new Set<unknown>();
		const everything = JSON.stringify(run, (_, value) => {
			if (typeof value !== 'object' || value === null) return value;
			if (seen.has(value)) return undefined;
			seen.add(value);
			return value instanceof Error
				? Object.fromEntries(
						Object.getOwnPropertyNames(value).map((key) => [key, value[key as never]]),
					)
				: value;
		});
		expect(everything).toContain('[token]');
		expect(everything).not.toContain(TOKEN);
		await proxy.stop();
	});
});

test('the name of the Wolkvox server is not known', async () => {
	expect((await fail('')).error).toBe(`${NOT_REMOVED}the Wolkvox server was not found`);
});

describe('what may have left stays unknown', () => {
	test.each(['reset', 'close'] as const)('a %s behind the TLS handshake', async (reply) => {
		simulator().fault = () => ({ reply });
		const { error } = await fail(simulator().proxyUrl);
		expect(error).toBe(`${NOT_KNOWN}the connection broke before the whole answer came`);
	});

	test('no answer behind the TLS handshake', async () => {
		simulator().fault = () => ({ reply: 'hang' });
		const { error, message } = await fail(simulator().proxyUrl);
		expect(error).toBe(`${NOT_KNOWN}no answer came in time`);
		expect(message).toContain('registered IP addresses only');
	});

	test.each([
		['a page', strangeReplies.gatewayPage],
		['JSON', json(502, { code: 502 })],
	])('502 behind the TLS handshake, as %s', async (_, reply) => {
		simulator().fault = () => ({ reply });
		const { error } = await fail(simulator().proxyUrl);
		expect(error).toBe(`${NOT_KNOWN}Wolkvox had trouble on its side`);
	});

	test('after an attempt that may have left, a proxy that fails does not say "was not removed"', async () => {
		simulator().fault = () => {
			useProxy('http://no-such-proxy.invalid:3128');
			return { reply: 'reset', carriesOut: true };
		};
		const { error } = await fail(simulator().proxyUrl);
		expect(error).toBe(
			`Customer ID 1 may already have been removed from campaign 1001 by an earlier attempt: ${NOT_REACHED}`,
		);
	});
});

test('a certificate that is not accepted ends the run', async () => {
	const { generateCACertificate, getLocal } =
		jest.requireActual<typeof import('mockttp')>('mockttp');
	const stranger = getLocal({ https: await generateCACertificate() });
	await stranger.start();
	await stranger.forAnyRequest().thenReply(202, '{"code":202}');
	useProxy(stranger.url);
	const { items } = await removeRecords(customers(2, 1));
	const what = 'the server could not prove that it is Wolkvox';
	expect(items.map(({ json: { error } }) => error)).toEqual([
		NOT_REMOVED + what,
		`Not sent: customer ID 2 in campaign 1001, because ${what}`,
	]);
	await stranger.stop();
});

/** n8n up to 2.20 keeps nothing of the connection's error but its code and its words. */
test.each([
	['ECONNRESET', 'read ECONNRESET', 'connectionBroken'],
	['ECONNRESET', 'socket hang up', 'connectionBroken'],
	['ECONNRESET', 'connect ECONNRESET 127.0.0.1:3128', 'connectionRefused'],
	[
		'ECONNRESET',
		'Client network socket disconnected before secure TLS connection was established',
		'secureConnectionMissing',
	],
	[
		'EPROTO',
		'write EPROTO 80:error:0A00010B:SSL routines::wrong version number:',
		'secureConnectionMissing',
	],
	[
		'EPROTO',
		'write EPROTO 80:error:0A000119:SSL routines::decryption failed or bad record mac',
		'noAnswer',
	],
	['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'alert number 116', 'noAnswer'],
	[null, 'Proxy connection ended before receiving CONNECT response', 'proxyBroken'],
	['ERR_INVALID_URL', 'Invalid URL', 'proxyAddressInvalid'],
	// The password of the proxy has a % that stands for nothing.
	[null, 'URI malformed', 'proxyAddressInvalid'],
	['ECONNABORTED', 'timeout of 500ms exceeded', 'timedOut'],
	['ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:443', 'connectionTimedOut'],
	['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:3128', 'connectionRefused'],
	['ENOTFOUND', 'getaddrinfo ENOTFOUND wv0023.wolkvox.com', 'serverNotFound'],
	['EAI_AGAIN', 'getaddrinfo EAI_AGAIN proxy.example', 'proxyNotReached'],
])('the error of an older engine with %s and "%s" is %s', (httpCode, words, reason) => {
	const thrown = Object.assign(new Error("n8n's words"), { httpCode, messages: [words, words] });
	expect(judgeFault(thrown, TOKEN).reason).toBe(reason);
});

/** What Node.js has for the connection of a request, and what is then known of the request. */
test.each([
	['none', null, 'notDone'],
	['one to a proxy', {}, 'notDone'],
	['one in the handshake', { encrypted: true, secureConnecting: true }, 'notDone'],
	['one behind the handshake', { encrypted: true, secureConnecting: false }, 'unknown'],
])('a code that nobody knows, with a connection that is %s', (_, socket, effect) => {
	for (const code of ['EODD', 'ERR_CANCELED']) {
		const cause = Object.assign(new Error('odd'), { code, request: { socket } });
		expect(judgeFault(new Error('wrapped', { cause }), TOKEN).effect).toBe(effect);
	}
});

test.each([
	['asks for a login', withPage('407 No')],
	['forbids it', withPage('403 No')],
])('what a proxy that %s answers is no call of Wolkvox in the hint', async (_, answer) => {
	const proxy = await startProxy(behavior.answer(answer));
	useProxy(proxy.url);
	const { run } = await removeRecords([{ id: '1' }]);
	await proxy.stop();
	const [hint] = run.data.resultData.runData['Wolkvox Campaign'][0].hints ?? [];
	expect(hint.message).toMatch(/^1 item: 1 not removed\. Reason: the proxy /);
});
