/** What a person reads for each reply, in each of the three ways in which a node can go on. */

import type { IDataObject } from 'n8n-workflow';
import { jsonOf } from './support/engine';
import { customers, MODES, removeRecords, TOKEN, type Mode } from './support/node';
import { json, refusals, strangeReplies, withCodeAsText, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const NOT_REMOVED = 'Customer ID 1020304051 was not removed from campaign 1001: ';
const NOT_KNOWN = 'Customer ID 1020304051 may or may not have been removed from campaign 1001: ';

interface Row {
	fault: Fault;
	error: string;
	/** Parts of what the person is told to do, Wolkvox's own words among them. */
	says: string[];
	httpCode: string | null;
	/** Whether the next items are not sent. */
	ends?: boolean;
}

/** A refusal that each further request would meet as well. */
const ends = (row: Row): Row => ({ ...row, ends: true });

const refused = (reply: Fault['reply'], what: string, ...says: string[]): Row => ({
	fault: { reply },
	error: NOT_REMOVED + what,
	says,
	httpCode: String((reply as { statusCode: number }).statusCode),
});

const unknown = (reply: Fault['reply'], what: string, ...says: string[]): Row => ({
	...refused(reply, what, ...says, 'whether the record is still in the campaign'),
	error: NOT_KNOWN + what,
});

const rows: Record<string, Row> = {
	// Wolkvox's list of response codes.
	callUnknown: refused(
		refusals.callUnknown,
		'Wolkvox does not know this call',
		'Check the Server',
		'code 400, BAD REQUEST, "THE API YOU WANT TO CONSULT DOES NOT EXIST"',
	),
	parameterMissing: refused(
		refusals.parameterMissing,
		'Wolkvox says that a value is missing',
		'code 400, BAD REQUEST, "SOME PARAMETERS ARE REQUIRED"',
	),
	tokenMissing: ends(
		refused(
			refusals.tokenMissing,
			'Wolkvox did not see a token',
			'code 401, UNAUTHORIZED, "PLEASE ENTER THE WOLKVOX-TOKEN"',
		),
	),
	tokenRefused: ends(
		refused(
			refusals.tokenRefused,
			'Wolkvox did not accept the token',
			'Check that Server belongs to this Wolkvox account and that the whole token was copied.',
			'code 403, FORBIDDEN, "PLEASE VALIDATE TOKEN"',
		),
	),
	quotaSpent: ends(
		refused(
			refusals.quotaSpent,
			'the quota of calls for today is spent',
			'tomorrow',
			'code 403, FORBIDDEN, "TOKEN LIMIT EXCEEDED"',
		),
	),
	busy: refused(
		refusals.busy,
		'the token was in use by others at the same time',
		'code 403, FORBIDDEN, "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"',
	),
	maintenance: ends(refused(refusals.maintenance, 'Wolkvox is in maintenance')),
	maintenanceInSpanish: ends(
		refused(
			json(403, { code: 403, error: 'FORBIDDEN', msg: 'Servidor en mantenimiento' }),
			'Wolkvox is in maintenance',
		),
	),
	backup: ends(
		refused(
			json(403, { code: '403', error: 'Backup in progress', msg: '' }),
			'Wolkvox is in maintenance',
			'Backup in progress',
		),
	),
	forbidden: refused(
		json(403, { code: 403, error: 'FORBIDDEN', msg: 'SOMETHING NEW' }),
		'Wolkvox did not allow the request',
		'SOMETHING NEW',
	),
	notFound: refused(
		json(404, { code: 404, error: 'NOT FOUND', msg: 'no such record' }),
		'Wolkvox found no such record or campaign; it may be gone already',
		'no such record',
	),
	tooManyCalls: refused(json(429, { code: 429 }), 'Wolkvox asks for fewer calls', 'code 429'),
	refused: refused(json(422, { code: 422, error: 'X', msg: 'Y' }), 'Wolkvox refused the request'),
	longText: refused(
		json(422, {
			code: 422,
			error: 'X',
			msg: `${'a'.repeat(200)}${'-'.repeat(50)}${'z'.repeat(99)}`,
		}),
		'Wolkvox refused the request',
		`Wolkvox answered: code 422, X, "${'a'.repeat(200)}…${'z'.repeat(99)}".`,
	),
	// Words of refusals that Wolkvox knows, but together they are none of them.
	forbiddenForTheToken: refused(
		json(403, { code: 403, error: 'FORBIDDEN', msg: 'THIS TOKEN EXCEEDED A LIMIT' }),
		'Wolkvox did not allow the request',
	),
	refusedWithoutCode: ends(
		refused(
			json(403, { error: 'FORBIDDEN', msg: 'PLEASE VALIDATE TOKEN' }),
			'Wolkvox did not accept the token',
		),
	),

	// Refusals that come as an HTTP success.
	errorIn200: ends(
		refused(
			strangeReplies.errorIn200,
			'Wolkvox did not accept the token',
			'The HTTP status was 200.',
			'code 403, FORBIDDEN, "PLEASE VALIDATE TOKEN"',
		),
	),
	errorIn200AsText: ends(
		refused(strangeReplies.errorIn200AsText, 'Wolkvox did not accept the token'),
	),

	// Replies that say nothing for sure.
	serverTrouble: unknown(
		json(503, { code: 503, error: 'SERVICE UNAVAILABLE', msg: 'later' }),
		'Wolkvox had trouble on its side',
		'code 503, SERVICE UNAVAILABLE, "later"',
	),
	webPage: unknown(
		strangeReplies.webPage,
		'the answer was a web page (HTML) and not an answer of the Wolkvox API',
		'The HTTP status was 200.',
	),
	gatewayPage: unknown(
		strangeReplies.gatewayPage,
		'Wolkvox had trouble on its side',
		'The HTTP status was 502.',
	),
	empty: unknown(strangeReplies.empty, 'the answer was empty'),
	cutOff: unknown(strangeReplies.cutOff, 'the answer was cut off'),
	redirect: unknown(
		strangeReplies.redirect,
		'the answer was a redirect to another address, which was not followed',
		'The token was not sent on.',
	),
	firstRedirect: unknown(
		json(300, { code: 202 }),
		'the answer was a redirect to another address, which was not followed',
	),
	lastRedirect: unknown(
		json(399, { code: 202 }),
		'the answer was a redirect to another address, which was not followed',
	),
	withoutCode: unknown(
		strangeReplies.withoutCode,
		'the answer had no code that says whether it worked',
		'has been deleted successfully',
	),
	listWithoutCode: unknown(
		json(200, { error: null, msg: 'made up', data: [{ customer_id: '1020304051' }] }),
		'the answer had no code that says whether it worked',
		'"made up"',
	),
	oddCode: unknown(json(200, { code: 0 }), 'the answer had no code that says whether it worked'),
	plainText: unknown(strangeReplies.plainText, 'the answer was text that is not JSON'),
	list: unknown(strangeReplies.list, 'the answer was JSON, but not an object as Wolkvox sends it'),
	successIn500: unknown(
		strangeReplies.successIn500,
		'Wolkvox answered with a success code in a failed response',
	),

	// No reply at all.
	reset: {
		...unknown(strangeReplies.empty, 'the connection broke before the whole answer came'),
		fault: { reply: 'reset', carriesOut: true },
		httpCode: null,
	},
};

function expectedJson(error: string, says: string[]): IDataObject {
	return {
		error,
		message: expect.stringMatching(
			new RegExp(`^${says.map((part) => `(?=.*${escape(part)})`).join('')}`),
		),
	};
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe.each(Object.entries(rows))('reply %s', (_, row) => {
	const { fault, error, says, httpCode } = row;
	const items = customers(3);
	const removed = (index: number) => ({
		removed: true,
		campaign_id: '1001',
		customer_id: items[index].id,
		code: 202,
		msg: `customer_id ${items[index].id} has been deleted successfully`,
	});

	/** A failing item where n8n lets it say more than its texts. */
	const structured = (index: number, texts: IDataObject) => ({
		removed: false,
		campaign_id: '1001',
		customer_id: items[index].id,
		reason: expect.any(String),
		...texts,
		...(index === 1 && httpCode && { code: expect.any(Number) }),
		...(index === 1 && error.startsWith(NOT_KNOWN) && { maybe_removed: true }),
	});

	const notSent: IDataObject = {
		error: `Not sent: customer ID ${items[2].id} in campaign 1001, because ${error.replace(NOT_REMOVED, '')}`,
		message: expect.any(String),
	};

	/** For how many customers a request was sent; a busy token is asked again and again. */
	const asked = () => new Set(simulator().calls.map(({ body }) => body)).size;

	async function run(mode: Mode) {
		simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
		simulator().fault = ({ body }) => (body.includes(items[1].id) ? fault : undefined);
		return await removeRecords(items, { mode, parameters: { options: { maxRetries: 0 } } });
	}

	test('On Error: Stop Workflow ends the run with the words for the reply', async () => {
		const { error: stopped, items: output } = await run('stopWorkflow');
		expect(output).toEqual([]);
		expect(asked()).toBe(2);
		expect(stopped).toMatchObject({ name: 'NodeApiError', message: error, httpCode });
		expect(stopped?.context.itemIndex).toBe(1);
		expect(stopped?.description).toEqual(expectedJson(error, says).message);
		expect(stopped?.description).toContain(
			'Before this item the run removed 1 record, which cannot be undone.',
		);
	});

	test('On Error: Continue puts the words for the reply on the output', async () => {
		const { outputs, error: stopped } = await run('continueRegularOutput');
		expect(stopped).toBeUndefined();
		const [output] = outputs('Wolkvox Campaign');
		expect(jsonOf(output)).toEqual([
			removed(0),
			structured(1, expectedJson(error, says)),
			row.ends ? structured(2, notSent) : removed(2),
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(asked()).toBe(row.ends ? 2 : 3);
	});

	test('On Error: Continue (using error output) adds the words for the reply to the fields of the input', async () => {
		const { outputs, error: stopped } = await run('continueErrorOutput');
		expect(stopped).toBeUndefined();
		const [success, failing] = outputs('Wolkvox Campaign');
		const done = row.ends ? [0] : [0, 2];
		expect(jsonOf(success)).toEqual(done.map(removed));
		const failed = [{ ...items[1], ...expectedJson(error, says) }];
		if (row.ends) failed.push({ ...items[2], ...notSent });
		expect(jsonOf(failing)).toEqual(failed);
		// After the node, $('Customers').item is the item that each of them came from.
		expect(jsonOf(outputs('Success')[0])).toEqual(
			done.map((index) => ({ from: items[index], item: removed(index) })),
		);
		expect(jsonOf(outputs('Error')[0])).toEqual(
			failed.map((item, index) => ({ from: items[index + 1], item })),
		);
		expect(asked()).toBe(row.ends ? 2 : 3);
	});
});

test.each(Object.entries(refusals))(
	'the refusal %s means the same in small letters',
	async (name, reply) => {
		const { code, error, msg } = JSON.parse(reply.body ?? '');
		simulator().fault = () => ({
			reply: json(code, { code, error, msg: String(msg).toLowerCase() }),
		});
		const { items } = await removeRecords([{ id: '1020304051' }]);
		expect(items[0].json.error).toBe(rows[name].error);
		expect(items[0].json.message).toContain(String(msg).toLowerCase());
	},
);

test('a code that comes as text is put out as a number', async () => {
	simulator().addCampaign({ id: '1001', records: ['1'] });
	simulator().fault = () => ({ reply: withCodeAsText, carriesOut: true });
	const { items } = await removeRecords([{ id: '1' }], { mode: 'continueErrorOutput' });
	expect(jsonOf(items)).toEqual([
		{
			removed: true,
			campaign_id: '1001',
			customer_id: '1',
			code: 202,
			msg: 'customer_id 1 has been deleted successfully',
		},
	]);
});

test.each(MODES)("n8n's own words never replace the node's (%s)", async (mode) => {
	const trap = 'EPERM-preexistente';
	simulator().fault = () => ({
		reply: json(400, {
			code: 400,
			error: 'reacceso',
			msg: 'Registro preexistente, sin acceso: EACCES',
		}),
	});
	const { error, items } = await removeRecords([{ id: trap }], { mode });
	const what = `Customer ID ${trap} was not removed from campaign 1001: Wolkvox refused the request`;
	const said = 'Wolkvox answered: code 400, reacceso, "Registro preexistente, sin acceso: EACCES".';
	expect(error ? error.message : items[0].json.error).toBe(what);
	expect(error ? error.description : items[0].json.message).toContain(said);
	expect(error?.messages ?? []).toEqual([]);
});

test.each(MODES)('the token is nowhere in the run data (%s)', async (mode) => {
	const echo = {
		code: 403,
		error: `token=${TOKEN}`,
		msg: `TOKEN ${TOKEN} REFUSED`,
		[TOKEN]: TOKEN,
	};
	const faults: Array<Fault | undefined> = [
		...Object.values(rows).map(({ fault }) => fault),
		{ reply: json(403, echo) },
		{ reply: json(202, { ...echo, code: 202 }) },
		{ reply: { ...json(403, echo), statusCode: 302, headers: { Location: `/?t=${TOKEN}` } } },
		{ reply: { statusCode: 500, body: `<html>${TOKEN}</html>` } },
		{ reply: { statusCode: 200, body: `token ${TOKEN}` } },
		{ reply: 'hang' },
	];
	for (const fault of faults) {
		simulator().fault = () => fault;
		const { run } = await removeRecords(customers(2), {
			mode,
			parameters: { options: { timeout: 0.2, maxRetries: 0 } },
		});
		const seen = new Set<unknown>();
		const everything = JSON.stringify(run, (_, value) => {
			if (typeof value !== 'object' || value === null) return value;
			if (seen.has(value)) return undefined;
			seen.add(value);
			// Errors keep much in fields that JSON leaves out.
			return value instanceof Error
				? Object.fromEntries(
						Object.getOwnPropertyNames(value).map((key) => [key, value[key as never]]),
					)
				: value;
		});
		expect(everything).toContain('1020304050');
		expect(everything).not.toContain(TOKEN);
	}
});
