/** The one place that says what a reply, or the lack of one, means. */

import { Failure, type Answer } from '../failures/failure';
import type { Reason } from '../failures/reasons';
import { isRecord, quoted, readBody, shown, textOf } from './body';

/** What came back for a request, before anyone has judged it. */
export interface Reply {
	/** The HTTP status. */
	status: number;
	/** The body as text; an engine that has parsed it already gives the value. */
	body: unknown;
	/** The header Retry-After, when there is one. */
	retryAfter?: unknown;
	/** Whether it is certain that a proxy sent it before there was a way to Wolkvox. */
	fromProxy?: boolean;
}

/**
 * What kind of reply a request asks for: a list may be empty, an entry is a list that has one. Both are
 * an answer even when the code is `""` or `"0"`, as in examples that Wolkvox publishes.
 */
export type Expected = 'message' | 'list' | 'entry';

/** What a request says about the reply to it. */
export interface Asked {
	/** The codes that say that it was done, where they are not those of `SUCCESS`. */
	success?: number[];
	/** Its own refusals, before those of `REFUSALS`. */
	refusals?: Refusal[];
	/** The values that it carries, such as customer IDs: Wolkvox's texts may repeat them. */
	values?: string[];
}

/** A reply that says that Wolkvox did what it was asked to. */
export interface Success {
	code: number;
	msg: string;
	/** The list, where there is one; empty when the request asks for a list and nothing was found. */
	data?: unknown[];
}

/** OK, Created, Accepted: codes that Wolkvox's pages have for success. */
const SUCCESS = [200, 201, 202];

/** A refusal by code, or by a range of codes, and by what its text says. */
export interface Refusal {
	from: number;
	to?: number;
	says?: RegExp;
	/** Whether its text is in Wolkvox's list of response codes. */
	published?: true;
	reason: Reason;
}

/**
 * Wolkvox's refusals by code, the first that fits. Those that are `published` are in its list of
 * response codes with their text, so that text counts whatever the code beside it. The wording for
 * maintenance is not published, so both languages of Wolkvox are looked for.
 */
const REFUSALS: Refusal[] = [
	{
		from: 400,
		says: /API YOU WANT TO CONSULT DOES NOT EXIST/i,
		published: true,
		reason: 'callUnknown',
	},
	{ from: 400, says: /PARAMETERS ARE REQUIRED/i, published: true, reason: 'parameterMissing' },
	{ from: 401, says: /ENTER THE WOLKVOX-TOKEN/i, published: true, reason: 'tokenMissing' },
	{ from: 401, reason: 'tokenMissing' },
	{ from: 403, says: /VALIDATE TOKEN/i, published: true, reason: 'tokenRefused' },
	{ from: 403, says: /TOKEN LIMIT EXCEEDED/i, published: true, reason: 'quotaSpent' },
	{ from: 403, says: /LIMIT OF SIMULTANEOUS REQUESTS/i, published: true, reason: 'tokenBusy' },
	{
		from: 403,
		says: /mainten|manten|backup|respaldo|copia de seguridad/i,
		reason: 'maintenance',
	},
	{ from: 403, reason: 'forbidden' },
	{ from: 404, reason: 'notFound' },
	// A gateway may say this of a call that Wolkvox goes on with, whatever the RFC means by it.
	{ from: 408, reason: 'serverTrouble' },
	{ from: 429, reason: 'tooManyCalls' },
	{ from: 400, to: 499, reason: 'refused' },
	{ from: 500, to: 599, reason: 'serverTrouble' },
];

/**
 * Judges a reply. It is a success only if the HTTP status and the `code` of the JSON object in the
 * body are ones that say so, and `error` is empty: Wolkvox documents the status to be the code, but
 * a client must not rely on that, and `code` comes as a number or as text. Where both contradict
 * each other, nobody knows what was done.
 *
 * A status that refuses counts whatever the body: an outage comes as a page of the web server.
 *
 * @param reply the reply to one request
 * @param token the token the request was sent with, to keep it out of what is returned
 * @param expects what kind of reply the request asks for
 * @param asked what else the request says about its reply
 * @returns Wolkvox's code and text, or why the reply is no success
 */
export function judge(
	reply: Reply,
	token: string,
	expects: Expected,
	{ success = SUCCESS, refusals = [], values = [] }: Asked = {},
): Success | Failure {
	const { status } = reply;
	const fail = (reason: Reason, code = status, answer?: Answer) => {
		const details = [
			// Wolkvox's own code says the same most of the time.
			!(answer && code === status) && `The HTTP status was ${status}.`,
			!answer && reason !== 'redirect' && quoted(reply.body, token),
		];
		return new Failure(reason, {
			httpStatus: status,
			code,
			retryAfter: typeof reply.retryAfter === 'string' ? reply.retryAfter : undefined,
			answer,
			detail: details.filter(Boolean).join(' ') || undefined,
		});
	};

	// Only a proxy asks for its own password (RFC 9110, 15.5.8).
	if (status === 407) return fail('proxyLogin').with({ neverLeft: true });
	if (reply.fromProxy) return fail('proxyRefused').with({ neverLeft: true });
	if (status >= 300 && status <= 399) return fail('redirect');

	const read = readBody(reply.body);
	const bare = 'value' in read && expects === 'list' && status === 200 && bareList(read.value);
	if (bare) return { code: status, msg: '', data: bare };
	if ('unreadable' in read || !isRecord(read.value)) {
		const unreadable = 'unreadable' in read ? read.unreadable : 'answerNotObject';
		// A 404 that is not Wolkvox's says nothing of what a list has.
		if (status === 404 && expects === 'list') return fail(unreadable);
		// The refusal of a token is Wolkvox's to say: a page may come from something on the way.
		const refusal = status === 401 ? 'refused' : refusalOf(status, '', values);
		return fail(refusal ?? unreadable);
	}

	const { value: body } = read;
	const answer: Answer = {
		code: shown(body.code, token),
		error: shown(body.error, token),
		msg: shown(body.msg, token),
	};
	const said = `${textOf(body.error)} ${textOf(body.msg)}`;
	// An HTTP 200 is that of the web server: the code within says what became of the call.
	const httpSucceeded = status === 200 || success.includes(status);
	const data = rowsIn(body, expects);
	// An HTTP status that refuses is enough where the body has no code.
	const answers = data && expects !== 'message';
	const code = codeOf(body.code) ?? (answers || status > 299 ? status : undefined);
	if (code === undefined) return fail('answerWithoutCode', status, answer);
	const published = REFUSALS.find((row) => row.published && says(row.says, said, values))?.reason;
	if (code > 299) {
		const own = refusalOf(code, said, values, refusals);
		const reason = own ?? refusalOf(code, said, values) ?? 'answerWithoutCode';
		if (reason !== 'notFound' || expects !== 'list') return fail(reason, code, answer);
		// No page says how a list answers that is empty: seen in public code. A text or an HTTP status
		// that refuses says more than the code.
		if (published) return fail(published, code, answer);
		const other = status === 404 ? undefined : refusalOf(status, said, values);
		return other ? fail(other, status, answer) : { code, msg: answer.msg ?? '', data: [] };
	}
	if (published) return fail(published, code, answer);
	if (status > 299 || !isEmpty(body.error)) return fail('contradiction', status, answer);
	// 203, 206, 207: something on the way changed it, or a part of it only was done.
	if (!httpSucceeded || !success.includes(code)) return fail('answerWithoutCode', code, answer);
	if (expects === 'list' && !data) return fail('answerWithoutList', code, answer);
	return { code, msg: answer.msg ?? '', ...(data && { data }) };
}

/**
 * The list in a reply. Wolkvox's examples have it as `data` or `records`, and one entry as an object;
 * PHP writes an empty list in several ways; a list of nothing may be left out, with "0 records" as text.
 */
function rowsIn(
	{ data, records, msg }: Record<string, unknown>,
	expects: Expected,
): unknown[] | undefined {
	const rows = data === undefined ? records : data;
	if (Array.isArray(rows)) return rows;
	if (isRecord(rows) && Object.keys(rows).length > 0) return [rows];
	if (expects !== 'list') return undefined;
	const counted = /^\W*(\d+)\b/.exec(textOf(msg))?.[1];
	const says = counted === undefined ? undefined : Number(counted);
	if (says === 0) return [];
	// Where the text counts some, the list got lost.
	return rows !== undefined && isEmpty(rows) && says === undefined ? [] : undefined;
}

/** A list that stands alone, as in an example of Wolkvox's real-time calls; not one of answers. */
function bareList(value: unknown): unknown[] | undefined {
	if (!Array.isArray(value)) return undefined;
	return value.some((entry) => isRecord(entry) && 'code' in entry) ? undefined : value;
}

/** The refusal that a code and a text stand for, if any. */
function refusalOf(
	code: number,
	said: string,
	values: string[],
	refusals = REFUSALS,
): Reason | undefined {
	return refusals.find(
		(row) =>
			code >= row.from &&
			code <= (row.to ?? row.from) &&
			(!row.says || says(row.says, said, values)),
	)?.reason;
}

/**
 * Whether a text says something in Wolkvox's own words: a customer ID such as "BACKUP-7" that it
 * repeats says nothing.
 */
function says(pattern: RegExp | undefined, text: string, values: string[]): boolean {
	if (!pattern?.test(text)) return false;
	// The longest first: one value may be a part of another.
	const words = values
		.map((value) => value.trim())
		.filter((value) => value !== '')
		.sort((one, other) => other.length - one.length)
		.map((value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+'));
	if (words.length === 0) return true;
	const carried = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
	return pattern.test(text.replace(carried, '…'));
}

/** Whether a field says nothing, by the rules of PHP, in which Wolkvox's API is written. */
function isEmpty(value: unknown): boolean {
	if (typeof value === 'string') return /^\s*0?\s*$/.test(value);
	if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
	return !value;
}

/** A code of three digits, which comes as a number or as text. */
function codeOf(value: unknown): number | undefined {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return /^[1-5][0-9]{2}$/.test(text) ? Number(text) : undefined;
}

/** How far a request came that ended without a reply, where its error tells. */
type Reached = 'nowhere' | 'proxy' | 'handshake';

/**
 * What the lack of a reply means, the first row that fits. Codes are those of Node.js and axios;
 * words are those of Node.js and https-proxy-agent, which n8n sends with.
 */
const FAULTS: Array<{ code?: RegExp; says?: RegExp; reached?: Reached[]; reason: Reason }> = [
	{ code: /^ERR_CANCELED$/, reason: 'stopped' },
	// The node's own address is made from a checked host, so this is the proxy's.
	{ code: /^ERR_INVALID_URL$/, reason: 'proxyAddressInvalid' },
	{ says: /^(Invalid URL|URI malformed)$/, reason: 'proxyAddressInvalid' },
	// axios gives ECONNABORTED when its timeout passes (axios, lib/adapters/http.js).
	{
		code: /^(ECONNABORTED|ETIMEDOUT)$/,
		reached: ['nowhere', 'proxy', 'handshake'],
		reason: 'connectionTimedOut',
	},
	{ says: /^connect ETIMEDOUT\b/, reason: 'connectionTimedOut' },
	{ code: /^(ECONNABORTED|ETIMEDOUT)$/, reason: 'timedOut' },
	{ says: /^connect E[A-Z]+\b/, reached: ['nowhere'], reason: 'proxyNotReached' },
	{ says: /^connect E[A-Z]+\b/, reason: 'connectionRefused' },
	{ says: /proxy CONNECT response|before receiving CONNECT/i, reason: 'proxyBroken' },
	{ reached: ['proxy'], reason: 'proxyBroken' },
	// Names of OpenSSL and Node.js for a certificate; ERR_SSL_… are those for what the server sends.
	{
		code: /^(?!ERR_SSL_)(.*(CERT|SIGNATURE).*|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/,
		reason: 'connectionNotSafe',
	},
	// A proxy is spoken to by TLS where its address begins with "https:".
	{ code: /^(ECONNRESET|EPIPE|EPROTO|ERR_SSL_\w+)$/, reached: ['nowhere'], reason: 'proxyBroken' },
	{ says: /before secure TLS connection was established/, reason: 'secureConnectionMissing' },
	{
		code: /^(ECONNRESET|EPIPE|EPROTO|ERR_SSL_\w+)$/,
		reached: ['handshake'],
		reason: 'secureConnectionMissing',
	},
	// What only a first record can meet, for engines whose errors do not tell how far it came.
	{
		says: /EPROTO.*(wrong version number|handshake failure|unrecognized name|protocol version|unsupported protocol)/s,
		reason: 'secureConnectionMissing',
	},
	{ says: /^getaddrinfo \w+ (?!\S+\.wolkvox\.com\b)\S/, reason: 'proxyNotReached' },
	{ code: /^(ENOTFOUND|EAI_\w+)$/, reason: 'serverNotFound' },
	{
		code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/,
		reached: ['nowhere'],
		reason: 'proxyNotReached',
	},
	{ code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, reason: 'connectionRefused' },
	{ code: /^(ECONNRESET|EPIPE|ERR_BAD_RESPONSE)$/, reason: 'connectionBroken' },
];

/**
 * Judges a request that ended without a reply.
 *
 * @param error what n8n's request helper threw; it wraps the error of the connection, which holds
 * the token among its headers, so nothing of it but texts made safe is passed on
 * @param token the token the request was sent with
 * @returns why the item fails
 */
export function judgeFault(error: unknown, token: string): Failure {
	const chain = chainOf(error);
	const reached = reachedBy(chain);
	// n8n up to 2.20 keeps no error of the connection in its own, but its code in `httpCode`, and its
	// words in `messages` when it replaces them.
	const codes = chain.flatMap(({ code, httpCode }) => [code, httpCode]);
	const code = codes.find((one) => typeof one === 'string') ?? '';
	const last = chain.at(-1) ?? {};
	const words = Array.isArray(last.messages) ? (last.messages[0] ?? last.message) : last.message;
	const reason =
		FAULTS.find(
			(row) =>
				(!row.code || row.code.test(String(code))) &&
				(!row.says || row.says.test(textOf(words).trim())) &&
				(!row.reached || (reached && row.reached.includes(reached))),
		)?.reason ?? 'noAnswer';
	const text = shown(words, token);
	return new Failure(reason, {
		neverLeft: reached !== undefined,
		detail: text && `n8n reported: "${text}".`,
	});
}

/**
 * The reply within an error: n8n throws for statuses that `sendOnce` does not except, and a reply that
 * breaks off has its status at least.
 *
 * @param error what n8n's request helper threw
 * @returns undefined when no reply came, or one whose status says nothing without its body
 */
export function replyIn(error: unknown): Reply | undefined {
	const chain = chainOf(error);
	for (const { response, request } of chain) {
		if (!isRecord(response) || typeof response.status !== 'number') continue;
		const { status, data, headers } = response;
		if (data === undefined && status < 400) return undefined;
		const fromProxy = isRecord(request) && isPlain(request.socket);
		const retryAfter = isRecord(headers) ? headers['retry-after'] : undefined;
		return { status, body: data, retryAfter, fromProxy };
	}
	// n8n up to 2.20 keeps the status only.
	const status = /^[45][0-9]{2}$/.exec(textOf(chain[0]?.httpCode))?.[0];
	return status === undefined ? undefined : { status: Number(status), body: undefined };
}

/** An error and those that it wraps. */
function chainOf(error: unknown): Array<Record<string, unknown>> {
	const chain: Array<Record<string, unknown>> = [];
	for (let one = error; isRecord(one) && chain.length < 5; one = one.cause) chain.push(one);
	return chain;
}

/**
 * How far a request came, by the connection that axios keeps in its error: Node.js gives a request
 * no connection before a proxy has led to the server, and writes nothing before TLS is there.
 */
function reachedBy(chain: Array<Record<string, unknown>>): Reached | undefined {
	const request = chain.map((error) => error.request).find(isRecord);
	if (!request || !('socket' in request)) return undefined;
	const { socket } = request;
	if (socket === null) return 'nowhere';
	if (isPlain(socket)) return 'proxy';
	return isRecord(socket) && socket.secureConnecting === true ? 'handshake' : undefined;
}

/** Whether a connection has no TLS: https-proxy-agent hands on what a proxy refuses by such a one. */
function isPlain(socket: unknown): boolean {
	return isRecord(socket) && socket.encrypted !== true;
}
