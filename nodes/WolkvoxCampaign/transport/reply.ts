/** The one place that says what a reply, or the lack of one, means. */

import { Failure, type Answer } from '../failures/failure';
import type { Reason } from '../failures/reasons';

/** What came back for a request, before anyone has judged it. */
export interface Reply {
	/** The HTTP status. */
	status: number;
	/** The body as text; an engine that has parsed it already gives the value. */
	body: unknown;
	/** The header Retry-After, when there is one. */
	retryAfter?: unknown;
}

/**
 * What kind of reply a request asks for. A list is an answer even when its code is `""` or `"0"`, as
 * in examples that Wolkvox publishes.
 */
export type Expected = 'message' | 'list';

/** A reply that says that Wolkvox did what it was asked to. */
export interface Success {
	code: number;
	msg: string;
	/** The list, where the request asks for one. */
	data?: unknown[];
}

/**
 * Wolkvox's refusals by code, the first that fits. Those with a text are from its list of response
 * codes; the wording for maintenance is not published, so both languages of Wolkvox are looked for.
 */
const REFUSALS: Array<{ from: number; to?: number; says?: RegExp; reason: Reason }> = [
	{ from: 400, says: /API YOU WANT TO CONSULT DOES NOT EXIST/i, reason: 'callUnknown' },
	{ from: 400, says: /PARAMETERS ARE REQUIRED/i, reason: 'parameterMissing' },
	{ from: 401, reason: 'tokenMissing' },
	{ from: 403, says: /VALIDATE TOKEN/i, reason: 'tokenRefused' },
	{ from: 403, says: /TOKEN LIMIT EXCEEDED/i, reason: 'quotaSpent' },
	{ from: 403, says: /LIMIT OF SIMULTANEOUS REQUESTS/i, reason: 'tokenBusy' },
	{
		from: 403,
		says: /mainten|manten|backup|respaldo|copia de seguridad/i,
		reason: 'maintenance',
	},
	{ from: 403, reason: 'forbidden' },
	{ from: 404, reason: 'notFound' },
	{ from: 429, reason: 'tooManyCalls' },
	{ from: 400, to: 499, reason: 'refused' },
	{ from: 500, to: 599, reason: 'serverTrouble' },
];

/**
 * Judges a reply. It is a success only if the HTTP status is 2xx and the body is a JSON object
 * whose `code` is 2xx: Wolkvox documents the status to be the code, but a client must not rely on
 * that, and `code` comes as a number or as text.
 *
 * @param reply the reply to one request
 * @param token the token the request was sent with, to keep it out of what is returned
 * @param expects what kind of reply the request asks for
 * @returns Wolkvox's code and text, or why the reply is no success
 */
export function judge(reply: Reply, token: string, expects: Expected): Success | Failure {
	const { status } = reply;
	const fail = (reason: Reason, code = status, answer?: Answer) =>
		new Failure(reason, {
			httpStatus: status,
			code,
			retryAfter: typeof reply.retryAfter === 'string' ? reply.retryAfter : undefined,
			answer,
			// Wolkvox's own code says the same most of the time.
			detail: answer && code === status ? undefined : `The HTTP status was ${status}.`,
		});

	if (status >= 300 && status <= 399) return fail('redirect');

	const body = parse(reply.body);
	if (typeof body === 'string') return fail(whatIs(body));
	if (!isRecord(body)) return fail('answerNotObject');

	const answer: Answer = {
		code: shown(body.code, token),
		error: shown(body.error, token),
		msg: shown(body.msg, token),
	};
	const httpSucceeded = status >= 200 && status <= 299;
	// An HTTP status that refuses is enough where the body has no code.
	const data = expects === 'list' && Array.isArray(body.data) ? body.data : undefined;
	const code = codeOf(body.code) ?? (httpSucceeded && !data ? undefined : status);
	if (code === undefined) return fail('answerWithoutCode', status, answer);
	if (code >= 200 && code <= 299) {
		if (!httpSucceeded) return fail('contradiction', status, answer);
		return { code, msg: answer.msg ?? '', ...(data && { data }) };
	}
	const said = `${answer.error ?? ''} ${answer.msg ?? ''}`;
	const refusal = REFUSALS.find(
		(row) => code >= row.from && code <= (row.to ?? row.from) && (row.says?.test(said) ?? true),
	);
	return fail(refusal?.reason ?? 'answerWithoutCode', code, answer);
}

/** Codes of Node.js and axios for a request without an answer, the first that fits. */
const FAULTS: Array<{ code: RegExp; reason: Reason }> = [
	{ code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, reason: 'connectionRefused' },
	{ code: /^(ENOTFOUND|EAI_\w+)$/, reason: 'serverNotFound' },
	{ code: /CERT|SIGNATURE/, reason: 'connectionNotSafe' },
	{ code: /^ERR_CANCELED$/, reason: 'stopped' },
	// axios gives ECONNABORTED when its timeout passes (axios, lib/adapters/http.js).
	{ code: /^(ECONNABORTED|ETIMEDOUT)$/, reason: 'timedOut' },
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
	const chain: Array<Record<string, unknown>> = [];
	for (let one = error; isRecord(one) && chain.length < 5; one = one.cause) chain.push(one);

	// n8n up to 2.0 keeps no error of the connection in its own, but its code in `httpCode`.
	const codes = chain.flatMap(({ code, httpCode }) => [code, httpCode]);
	const code = codes.find((one) => typeof one === 'string');
	const reason = FAULTS.find((row) => row.code.test(String(code)))?.reason ?? 'noAnswer';
	const words = shown(chain.at(-1)?.message, token);
	return new Failure(reason, { detail: words && `n8n reported: "${words}".` });
}

/** The value that a body holds, or the body itself where it holds none. */
function parse(body: unknown): unknown {
	if (typeof body !== 'string') return body ?? '';
	try {
		const value: unknown = JSON.parse(body);
		// A text in quotes is JSON as well, but is told apart from a body that is no JSON.
		return typeof value === 'string' ? [value] : value;
	} catch {
		return body;
	}
}

function whatIs(body: string): Reason {
	const text = body.trim();
	if (text === '') return 'answerEmpty';
	if (text.startsWith('<')) return 'webPage';
	return text.startsWith('{') || text.startsWith('[') ? 'answerCutOff' : 'answerNotJson';
}

/** A code of three digits, which comes as a number or as text. */
function codeOf(value: unknown): number | undefined {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return /^[1-5][0-9]{2}$/.test(text) ? Number(text) : undefined;
}

/** A text from outside made safe to show: one line, not long, and never the token. */
function shown(value: unknown, token: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	const line = text
		.split(token)
		.join('[token]')
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
	return line.length > 300 ? `${line.slice(0, 300)}…` : line || undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
