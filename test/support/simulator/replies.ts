/** What can come back for a call: replies as Wolkvox writes them, its refusals, and strange ones. */

/** An HTTP reply. */
export interface Answer {
	statusCode: number;
	headers?: Record<string, string>;
	body?: string;
}

/** A JSON reply with the headers that Wolkvox's servers send. */
export function json(statusCode: number, value: unknown): Answer {
	const headers = {
		'Content-Type': 'application/json; charset=utf-8',
		Server: 'Apache',
		// Without it the end of the connection is the end of the answer.
		'Transfer-Encoding': 'chunked',
	};
	return { statusCode, headers, body: JSON.stringify(value) };
}

const refusal = (code: number, error: string, msg: string) => json(code, { code, error, msg });

/** The refusals of Wolkvox's list of response codes. */
export const refusals = {
	callUnknown: refusal(400, 'BAD REQUEST', 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
	parameterMissing: refusal(400, 'BAD REQUEST', 'SOME PARAMETERS ARE REQUIRED'),
	tokenMissing: refusal(401, 'UNAUTHORIZED', 'PLEASE ENTER THE WOLKVOX-TOKEN'),
	tokenRefused: refusal(403, 'FORBIDDEN', 'PLEASE VALIDATE TOKEN'),
	quotaSpent: refusal(403, 'FORBIDDEN', 'TOKEN LIMIT EXCEEDED'),
	busy: refusal(403, 'FORBIDDEN', 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'),
	// The wording is not published; these words are the simulator's.
	maintenance: refusal(403, 'FORBIDDEN', 'THE SERVER IS IN MAINTENANCE'),
} satisfies Record<string, Answer>;

const html = { 'Content-Type': 'text/html; charset=utf-8', Server: 'Apache' };

/** Replies that Wolkvox's pages do not have, and that networks make. */
export const strangeReplies = {
	webPage: {
		statusCode: 200,
		headers: html,
		body: '<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>',
	},
	gatewayPage: {
		statusCode: 502,
		headers: html,
		body: '<html><head><title>502 Bad Gateway</title></head></html>',
	},
	empty: { statusCode: 200, body: '' },
	cutOff: { ...json(202, {}), body: '{"code": 202, "error": null, "msg": "customer_id 1020' },
	redirect: { statusCode: 302, headers: { Location: 'https://elsewhere.example/api/v2/' } },
	errorIn200: { ...refusals.tokenRefused, statusCode: 200 },
	errorIn200AsText: json(200, { code: '403', error: 'FORBIDDEN', msg: 'PLEASE VALIDATE TOKEN' }),
	withoutCode: json(200, {
		error: null,
		msg: 'customer_id 1020304050 has been deleted successfully',
	}),
	plainText: { statusCode: 200, headers: { 'Content-Type': 'text/plain' }, body: 'OK' },
	list: json(200, [{ code: 202 }]),
	successIn500: json(500, { code: 202, error: null, msg: 'customer_id … has been deleted' }),
} satisfies Record<string, Answer>;

/** The same reply with its code as text, which Wolkvox sends as often as a number. */
export function withCodeAsText({ statusCode, body = '{}' }: Answer): Answer {
	const value = fieldsOf(body);
	return json(statusCode, { ...value, code: String(value.code) });
}

/** The same reply with a message of PHP before it, as a server prints that was set up to show them. */
export function withNotice(answer: Answer): Answer {
	const notice =
		'<br />\n<b>Notice</b>:  Undefined index: x in <b>/var/www/x.php</b> on line <b>3</b>';
	return { ...answer, body: `${notice}<br />\n${answer.body ?? ''}` };
}

/** The value of a JSON text; nothing where it is none. */
export function valueOf(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

/** The fields of a JSON object; none where the text is anything else. */
export function fieldsOf(body: string): Record<string, unknown> {
	return { ...(valueOf(body) as object | undefined) };
}
