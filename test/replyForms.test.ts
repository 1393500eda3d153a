/** What a reply means, whatever form it has. */

import { Failure } from '../nodes/WolkvoxCampaign/failures/failure';
import { judge, type Asked, type Expected } from '../nodes/WolkvoxCampaign/transport/reply';
import { removeRecords, TOKEN } from './support/node';
import { json, refusals, type Answer } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const DONE = { code: 202, error: null, msg: 'customer_id 1 has been deleted successfully' };
const REMOVE: Asked = { success: [200, 202] };

/** What becomes of a reply: "done", or the reason and the effect of its failure. */
function meaning(
	status: number,
	body: unknown,
	asked = REMOVE,
	expects: Expected = 'message',
): string {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const outcome = judge({ status, body: text }, TOKEN, expects, asked);
	return outcome instanceof Failure ? `${outcome.reason}, ${outcome.effect}` : 'done';
}

function detail(status: number, body: string): string | undefined {
	const outcome = judge({ status, body }, TOKEN, 'message', REMOVE);
	return outcome instanceof Failure ? outcome.facts.detail : undefined;
}

/** What removing some customers comes to when the reply for the first of them is replaced. */
async function run(reply: Answer, ids = ['1']) {
	simulator().addCampaign({ id: '1001', records: ids });
	simulator().fault = ({ body }) => (body.includes(`"${ids[0]}"`) ? { reply } : undefined);
	const { items } = await removeRecords(
		ids.map((id) => ({ id })),
		{ parameters: { options: { maxRetries: 0 } } },
	);
	return items.map(({ json }) => json);
}

describe('a code of success', () => {
	test.each([null, false, '', '  ', 0, '0', [], {}, undefined])(
		'counts with the error %j',
		(error) => {
			expect(meaning(202, { ...DONE, error })).toBe('done');
		},
	);

	test.each(['NOT FOUND', true, 1, 'Backup', ['x'], { x: 1 }, 'null', 'SQLSTATE[HY000]'])(
		'says nothing for sure with the error %j',
		(error) => {
			expect(meaning(202, { ...DONE, error })).toBe('contradiction, unknown');
			expect(meaning(200, { ...DONE, code: '200', error })).toBe('contradiction, unknown');
			expect(meaning(200, { code: '', error, data: [] }, {}, 'list')).toBe(
				'contradiction, unknown',
			);
		},
	);

	test.each([
		['tokenRefused', 'FORBIDDEN', 'PLEASE VALIDATE TOKEN'],
		['quotaSpent', 'Token limit exceeded', ''],
		['tokenBusy', null, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'],
		['callUnknown', 'BAD REQUEST', 'THE API YOU WANT TO CONSULT DOES NOT EXIST'],
		['parameterMissing', 'BAD REQUEST', 'SOME PARAMETERS ARE REQUIRED'],
		['tokenMissing', 'UNAUTHORIZED', 'PLEASE ENTER THE WOLKVOX-TOKEN'],
	])('is %s with a text that Wolkvox publishes for it', (reason, error, msg) => {
		expect(meaning(202, { code: 202, error, msg })).toBe(`${reason}, notDone`);
	});

	test.each([203, 204, 206, 207, 226, 299])('says nothing for sure as %i', (code) => {
		expect(meaning(200, { ...DONE, code })).toBe('answerWithoutCode, unknown');
		expect(meaning(code, DONE)).toBe('answerWithoutCode, unknown');
		expect(meaning(code, { ...DONE, code })).toBe('answerWithoutCode, unknown');
	});

	test('is one that the request has', () => {
		expect(meaning(201, { ...DONE, code: 201 })).toBe('answerWithoutCode, unknown');
		expect(meaning(201, { ...DONE, code: 201 }, { success: [201] })).toBe('done');
		expect(meaning(200, { ...DONE, code: 201 }, { success: [201] })).toBe('done');
		expect(meaning(202, DONE, { success: [201] })).toBe('answerWithoutCode, unknown');
		for (const code of [200, 201, 202]) expect(meaning(code, { ...DONE, code }, {})).toBe('done');
		expect(meaning(206, { ...DONE, code: 206 }, {})).toBe('answerWithoutCode, unknown');
	});

	test.each([
		[json(202, { ...DONE, error: 'NOT FOUND' }), 'with a success code in a failed response'],
		[json(207, DONE), 'the answer had no code that says whether it worked'],
		[json(201, { ...DONE, code: 201 }), 'the answer had no code that says whether it worked'],
	])('never comes out as removed in %j', async (reply, what) => {
		const [{ removed, error }] = await run(reply);
		expect(removed).not.toBe(true);
		expect(error).toContain('Customer ID 1 may or may not have been removed from campaign 1001: ');
		expect(error).toContain(what);
	});
});

const ANSWER = JSON.stringify(DONE);
const WARNING =
	'<br />\n<b>Warning</b>:  mysqli_connect(): (HY000/2002) in <b>/var/www/a.php</b> on line <b>12</b><br />\n';
const NOTICE = 'PHP Notice:  Undefined index: x in /var/www/html/a.php on line 3\n';

describe('the one answer is read', () => {
	test.each([
		`\uFEFF${ANSWER}`,
		WARNING + ANSWER,
		WARNING + WARNING + ANSWER,
		NOTICE + ANSWER,
		`\nDeprecated: Function {closure}() is deprecated in /a.php on line 1\n\n${ANSWER}`,
		`<!-- cached -->\n${WARNING}${ANSWER}`,
		`${ANSWER}<!-- 0.02 s, {"code":500} -->`,
		`${ANSWER}\n${NOTICE}`,
		`${ANSWER} Connection closed.`,
		`<font size='1'><table><tr><th>Notice: x</th></tr></table></font>\n${ANSWER}`,
		`${WARNING}{"code": 202, "error": null, "msg": "a } and a \\" and <html>"}`,
	])('in %j', (body) => {
		expect(meaning(202, body)).toBe('done');
		const outcome = judge({ status: 202, body }, TOKEN, 'message', REMOVE);
		expect(outcome).toMatchObject({ code: 202 });
	});

	test('also when it refuses', () => {
		const body = WARNING + refusals.tokenRefused.body;
		expect(meaning(200, body)).toBe('tokenRefused, notDone');
	});

	test.each([
		// None, several, cut off.
		WARNING,
		`${WARNING}${ANSWER.slice(0, 40)}`,
		`${ANSWER}${ANSWER}`,
		`${ANSWER}\n{"code": 403`,
		`{"debug": 1}\n${ANSWER}`,
		`${NOTICE}{"debug": 1}\n${ANSWER}`,
		`${NOTICE}[${ANSWER}]`,
		`${NOTICE}[\n${ANSWER}\n]`,
		`${NOTICE}{"msg": "deleted"}`,
		// Not at the top level, or not behind a warning.
		`The server did not say ${ANSWER}`,
		`Fatal error: x in /a.php on line 1\n${ANSWER}`,
		`<script>\nlet x = ${ANSWER}\n</script>`,
		`<html><body><script>\n${ANSWER}\n</script></body></html>`,
		`<html><body>\n<b>Notice</b>: x<br>\n${ANSWER}</body></html>`,
		`<!DOCTYPE html>\n${ANSWER}`,
		`<pre>\n${ANSWER}\n</pre>`,
		`${WARNING}<div>\n${ANSWER}</div>`,
		`${WARNING}<!--\n${ANSWER}\n-->`,
		`${ANSWER}</body></html>`,
		`${WARNING}<pre>\n${ANSWER}\n</pre>`,
		`${WARNING}<h1>Sign in</h1>\n${ANSWER}`,
		`${ANSWER}<address>Apache</address>`,
		`${ANSWER} and {"code": 403}`,
		`Notice: not {"code": 403}\n${ANSWER}`,
		`Notice: the server said ${ANSWER}`,
		`{"a": ${ANSWER}`,
	])('but not in %j', (body) => {
		expect(meaning(202, body)).toMatch(/, unknown$/);
	});

	test('and an object without a code is none, so its words are not heard', () => {
		expect(meaning(403, `${NOTICE}{"msg": "PLEASE VALIDATE TOKEN"}`)).toBe('forbidden, notDone');
	});

	test('in no long time, however long a text is', () => {
		const start = performance.now();
		for (const part of ['{', '{"', '\n{', '\n{"a":', '\n', '<!--', '<title', '<a'])
			meaning(200, NOTICE + part.repeat(200_000));
		expect(performance.now() - start).toBeLessThan(5000);
	});
});

describe('what can not be read is quoted', () => {
	test.each([
		[
			`${NOTICE}${TOKEN} {`,
			/^The HTTP status was 202\. The answer began: "PHP Notice: .*\[token\] \{"\.$/,
		],
		['x'.repeat(101), /^The HTTP status was 202\. The answer began: "x{100}…"\.$/],
		['OK', /The answer began: "OK"\.$/],
		['', /The answer was empty\.$/],
		[ANSWER.slice(0, 20), /The answer began: "\{"code":202,"error":"\.$/],
		['<html><title>\n Sign  in </title></html>', /The answer was a web page: "Sign in"\.$/],
		['<p>Hello</p>', /The answer was a web page: "<p>Hello<\/p>"\.$/],
	])('%j', (body, sentence) => {
		expect(detail(202, body)).toMatch(sentence);
	});

	test('in place of a guess', async () => {
		const body = `${NOTICE}{"code":202`;
		const [{ error, message }] = await run({ statusCode: 200, body });
		expect(error).toContain('the answer was text that is not JSON');
		expect(message).toContain('The answer began: "PHP Notice: Undefined index: x');
		expect(message).not.toMatch(/proxy|firewall|cut off/);
	});
});

describe('a status that refuses counts whatever the body', () => {
	const page = (title: string) =>
		`<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head></html>`;

	test.each([
		[400, 'refused, notDone'],
		[401, 'refused, notDone'],
		[403, 'forbidden, notDone'],
		[404, 'notFound, notDone'],
		[408, 'serverTrouble, unknown'],
		[425, 'refused, notDone'],
		[429, 'tooManyCalls, notDone'],
		[500, 'serverTrouble, unknown'],
		[503, 'serverTrouble, unknown'],
		[521, 'serverTrouble, unknown'],
	])('%i is %s', (status, expected) => {
		for (const body of [
			page('In maintenance: PLEASE VALIDATE TOKEN'),
			'',
			'{"code": 40',
			'Too many',
			'[]',
			'null',
			WARNING,
		]) {
			expect(meaning(status, body)).toBe(expected);
		}
	});

	test('a page with an HTTP success stays a web page', () => {
		expect(meaning(200, page('Welcome'))).toBe('webPage, unknown');
	});

	test.each<[number, string, string]>([
		[503, 'may or may not have been removed', 'Wolkvox had trouble on its side'],
		[429, 'was not removed', 'Wolkvox asks for fewer calls'],
		[403, 'was not removed', 'Wolkvox did not allow the request'],
		[401, 'was not removed', 'Wolkvox refused the request'],
	])('%i as a page ends no run', async (statusCode, fate, what) => {
		const headers = { 'Content-Type': 'text/html; charset=iso-8859-1' };
		const reply = { statusCode, headers, body: page(`${statusCode} as Apache has it`) };
		const [first, second] = await run(reply, ['1', '2']);
		expect(first.error).toBe(`Customer ID 1 ${fate} from campaign 1001: ${what}`);
		expect(first.message).toContain(`The answer was a web page: "${statusCode} as Apache has it".`);
		expect(second.removed).toBe(true);
		expect(simulator().calls).toHaveLength(2);
	});
});

describe("the subject's own words are not Wolkvox's", () => {
	const forbidden = (msg: string) => json(403, { code: 403, error: 'FORBIDDEN', msg });

	test.each([
		['BACKUP-7', 'customer_id BACKUP-7 is not yours'],
		['backup-7', 'customer_id BACKUP-7 is not yours'],
		['RESPALDO', 'customer_id: "RESPALDO" is not yours'],
		['MANTENIMIENTO 3,7', 'customer_id 7, MANTENIMIENTO  3 is not yours'],
		['X,X-BACKUP', 'customer_id X-BACKUP is not yours'],
		['token limit exceeded', 'customer_id token limit exceeded is not yours'],
	])('of %s', async (id, msg) => {
		const [first, second] = await run(forbidden(msg), [id, '2']);
		expect(first.error).toContain('Wolkvox did not allow the request');
		expect(second.removed).toBe(true);
	});

	test('of many IDs, which the text of an item shortens', () => {
		const values = Array.from({ length: 1000 }, (_, index) => `BACKUP-${index}`);
		const body = { code: 403, msg: `customer_id ${values.join()} are not yours` };
		expect(meaning(403, body, { values })).toBe('forbidden, notDone');
	});

	test.each([
		['BACKUP-7', 'Backup in progress'],
		['BACKUP', 'Servidor en mantenimiento'],
		['E', 'PLEASE WAIT: MAINTENANCE'],
	])('but with %s, "%s" ends the run', async (id, msg) => {
		const [first, second] = await run(forbidden(msg), [id, '2']);
		expect(first.error).toContain('Wolkvox is in maintenance');
		expect(second.error).toContain('Not sent: ');
	});
});

test('of a long text the middle goes, and the verb stays', async () => {
	const ids = Array.from({ length: 99 }, (_, index) => String(1020304050 + index));
	simulator().addCampaign({ id: '1001', records: ids });
	const { items } = await removeRecords([{ id: ids }]);
	const msg = String(items[0].json.msg);
	expect(msg).toHaveLength(300);
	expect(msg).toMatch(
		/^customer_id 1020304050,1020304051,.*….*,1020304148 has been deleted successfully$/,
	);
});
