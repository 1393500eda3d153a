/** The lists of the editor beside the campaigns of a type: activity codes, and other campaigns. */

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { openCampaignList, openList, type ListMethod } from './support/editor';
import { editorFaults } from './support/editorFaults';
import { inHaste } from './support/haste';
import { json } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/** Each test has a token of its own, because a list is kept for a minute. */
let credential: ICredentialDataDecryptedObject;
let count = 0;

beforeEach(() => {
	credential = { server: '0023', token: `made-up-codes-${count++}` };
	simulator().addToken(String(credential.token));
});

const codes = async (filter?: string) => await openList('searchActivityCodes', credential, filter);
const idsOf = (entries: Array<{ value: unknown }>) => entries.map(({ value }) => value);

/** Has Wolkvox answer with these codes as they are. */
function answerWith(...data: unknown[]) {
	simulator().fault = () => ({ reply: json(200, { code: '200', error: null, msg: '', data }) });
}

const waitAMinute = async () => {
	const { sleep } = jest.requireMock<typeof import('n8n-workflow')>('n8n-workflow');
	await sleep(60_001);
};

describe('the list of activity codes', () => {
	test('is asked for with one GET, and has ID and text of each code', async () => {
		simulator().addCode({ cod_act: '12', description_cod_act: 'Paid by web' });
		simulator().addCode({ cod_act: '7', description_cod_act: 'Moved away' });
		expect(await codes()).toEqual([
			{ name: '7 - Moved away', value: '7' },
			{ name: '12 - Paid by web', value: '12' },
		]);
		expect(simulator().calls.map(({ method, url, body }) => [method, url, body])).toEqual([
			['GET', 'https://wv0023.wolkvox.com/api/v2/information.php?api=activity_codes', ''],
		]);
	});

	test('has the first group only, and none that is not for calls', async () => {
		answerWith(
			{ cod_act: '1', type_code: 'cod_act1', voice: 'yes' },
			{ cod_act: '2', type_code: 'cod_act2', voice: 'yes' },
			{ cod_act: '3', type_code: 'cod_act1', voice: 'no' },
			{ cod_act: '4', type_code: 'COD_ACT1 ', voice: ' NO ' },
			{ cod_act: '5', type_code: ' COD_ACT1', voice: 'YES' },
			// Of one that says neither nothing is known.
			{ cod_act: '6' },
			{ cod_act: '7', type_code: null, voice: '' },
			{ cod_act: '8', type_code: 'cod_act3' },
		);
		expect(idsOf(await codes())).toEqual(['1', '5', '6', '7']);
	});

	test("takes both spellings of Wolkvox's page, numbers and texts", async () => {
		answerWith(
			{ cod_act: '1', description_cod_act: 'A' },
			{ code_act: '2', description_cod_act: 'B' },
			{ cod_act: '', code_act: 3, description_cod_act: 'C' },
			{ cod_act: 4, code_act: '9', description_cod_act: ' D ' },
			{ cod_act: ' PAGO-WEB ' },
		);
		expect(await codes()).toEqual([
			{ name: 'PAGO-WEB', value: 'PAGO-WEB' },
			{ name: '1 - A', value: '1' },
			{ name: '2 - B', value: '2' },
			{ name: '3 - C', value: '3' },
			{ name: '4 - D', value: '4' },
		]);
	});

	test('leaves out what has no ID', async () => {
		answerWith(null, 'x', {}, [], { cod_act: ' ' }, { description_cod_act: 'A' }, { cod_act: '1' });
		expect(idsOf(await codes())).toEqual(['1']);
	});

	test('is sorted by text, with numbers as numbers, then by ID', async () => {
		const texts = ['Llamar 10', 'llamar 9', 'Éxito', 'exito', 'Zona', 'Ámbar'];
		for (const [index, description_cod_act] of texts.entries()) {
			simulator().addCode({ cod_act: String(100 - index), description_cod_act });
		}
		simulator().addCode({ cod_act: '9', description_cod_act: 'Zona' });
		expect((await codes()).map(({ name }) => name)).toEqual([
			'95 - Ámbar',
			'97 - exito',
			'98 - Éxito',
			'99 - llamar 9',
			'100 - Llamar 10',
			'9 - Zona',
			'96 - Zona',
		]);
	});

	test.each([
		['promesa', ['12']],
		['PROMESA DE PAGO', ['12']],
		['telefono', ['20']],
		['TELÉFONO', ['20']],
		['tele\u0301fono', ['20']],
		[' 2 ', ['12', '20']],
		['20 - Teléfono errado', ['20']],
		['', ['12', '20']],
		['none of them', []],
	])('finds by text or ID, in any case, with accents or without: "%s"', async (filter, ids) => {
		simulator().addCode({ cod_act: '12', description_cod_act: 'Promesa de pago' });
		simulator().addCode({ cod_act: '20', description_cod_act: 'Teléfono errado' });
		expect(idsOf(await codes(filter))).toEqual(ids);
	});

	test('says when there is no code, and asks again', async () => {
		const none = {
			message: 'Wolkvox has no activity codes of this group for this token',
			description: REASONS.noActivityCodes.hint,
		};
		await expect(codes()).rejects.toMatchObject(none);
		simulator().fault = () => ({ reply: json(404, { code: 404, error: 'NOT FOUND', msg: 'NO' }) });
		await expect(codes()).rejects.toMatchObject(none);
		simulator().fault = () => undefined;
		simulator().addCode({ cod_act: '1' });
		expect(idsOf(await codes())).toEqual(['1']);
	});

	test('says when there are codes of the second group only', async () => {
		simulator().addCode({ cod_act: '1', type_code: 'cod_act2' });
		simulator().addCode({ cod_act: '2', voice: 'no' });
		await expect(codes()).rejects.toThrow(
			'Wolkvox has no activity codes of this group for this token',
		);
	});

	test('costs one call a minute, however much is typed', async () => {
		simulator().addCode({ cod_act: '1' });
		await Promise.all([codes(), codes('c')]);
		await codes('co');
		expect(simulator().calls).toHaveLength(1);
		await waitAMinute();
		simulator().addCode({ cod_act: '2' });
		expect(idsOf(await codes())).toEqual(['1', '2']);
		expect(simulator().calls).toHaveLength(2);
	});

	test('is that of its own token', async () => {
		simulator().addCode({ cod_act: '1' });
		await codes();
		const other = { ...credential, token: `${String(credential.token)}-other` };
		await expect(openList('searchActivityCodes', other)).rejects.toThrow(
			'Wolkvox did not accept the token',
		);
		expect(simulator().calls).toHaveLength(2);
	});

	test.each(editorFaults)("says $name in the node's words, and asks again", async (fault) => {
		simulator().fault = () => fault;
		const { what, hint } = REASONS[fault.reason];
		await expect(codes()).rejects.toMatchObject({
			message: what[0].toUpperCase() + what.slice(1),
			description: expect.stringContaining(hint),
		});
		simulator().fault = () => undefined;
		simulator().addCode({ cod_act: '1' });
		expect(idsOf(await codes())).toEqual(['1']);
	});

	test('gives up after 30 seconds', async () => {
		simulator().fault = () => ({ reply: 'hang' });
		const { result, seconds } = await inHaste(
			async () => await codes().catch((error: Error) => error.message),
		);
		expect(result).toBe('No answer came in time');
		expect(seconds).toEqual([30]);
	});

	test('says that the server is none of Wolkvox without a call', async () => {
		credential = { ...credential, server: 'evil.com/#' };
		await expect(codes()).rejects.toThrow('The Server in the credential is not a Wolkvox server');
		expect(simulator().calls).toEqual([]);
	});
});

describe('the lists of campaigns', () => {
	const CAMPAIGN_LISTS: ListMethod[] = [
		'searchCampaigns',
		'searchPredictiveCampaigns',
		'searchAllCampaigns',
	];
	function addCampaigns() {
		simulator().addCampaign({ id: '1001', name: 'Collections' });
		simulator().addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
	}

	test.each<[ListMethod, string, string[]]>([
		['searchCampaigns', 'predictive', ['1001']],
		['searchCampaigns', 'preview', ['2001']],
		['searchPredictiveCampaigns', 'predictive', ['1001']],
		// The form of Mark as Do Not Call has no Campaign Type: one that is left from before says nothing.
		['searchPredictiveCampaigns', 'preview', ['1001']],
		['searchAllCampaigns', 'predictive', ['1001', '2001']],
		['searchAllCampaigns', 'preview', ['1001', '2001']],
	])('%s with the type %s has %p', async (method, campaignType, ids) => {
		addCampaigns();
		expect(idsOf(await openList(method, credential, '', { campaignType }))).toEqual(ids);
	});

	test('are one call a minute in all, and the codes are another', async () => {
		addCampaigns();
		simulator().addCode({ cod_act: '1' });
		await Promise.all(CAMPAIGN_LISTS.map(async (method) => await openList(method, credential)));
		for (const method of CAMPAIGN_LISTS) await openList(method, credential, 'o');
		const asked = () => simulator().calls.map(({ url }) => new URL(url).searchParams.get('api'));
		expect(asked()).toEqual(['campaigns']);
		await codes();
		await openCampaignList(credential, 'preview');
		await codes('1');
		expect(asked()).toEqual(['campaigns', 'activity_codes']);
		await waitAMinute();
		await openList('searchAllCampaigns', credential);
		await openList('searchPredictiveCampaigns', credential);
		expect(asked()).toEqual(['campaigns', 'activity_codes', 'campaigns']);
	});

	test('without a predictive campaign say so where only those can be chosen', async () => {
		simulator().addCampaign({ id: '2001', type: 'preview' });
		await expect(openList('searchPredictiveCampaigns', credential)).rejects.toMatchObject({
			message: 'Wolkvox has no predictive campaigns for this token',
			description: REASONS.noPredictiveCampaigns.hint,
		});
		expect(idsOf(await openList('searchAllCampaigns', credential))).toEqual(['2001']);
	});

	test.each(CAMPAIGN_LISTS)('say when there are none: %s', async (method) => {
		await expect(openList(method, credential)).rejects.toMatchObject({
			message: 'Wolkvox has no campaigns for this token',
			description: REASONS.noCampaigns.hint,
		});
	});

	test.each(
		CAMPAIGN_LISTS.flatMap((method) => editorFaults.map((fault) => ({ method, ...fault }))),
	)("say $name in the node's words: $method", async ({ method, reason, reply }) => {
		simulator().fault = () => ({ reply });
		const { what } = REASONS[reason];
		await expect(openList(method, credential)).rejects.toMatchObject({
			message: what[0].toUpperCase() + what.slice(1),
		});
	});
});
