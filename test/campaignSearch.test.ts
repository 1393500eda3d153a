/** The entries of the list of campaigns: what they say, their order, and how they are found. */

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { openCampaignList } from './support/editor';
import { json } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

/** Each test has a token of its own, because the list of campaigns is kept for a minute. */
let credential: ICredentialDataDecryptedObject;
let count = 0;

beforeEach(() => {
	credential = { server: '0023', token: `made-up-search-${count++}` };
	simulator().addToken(String(credential.token));
});

async function namesOf(campaignType: string | null = 'predictive', filter?: string) {
	return (await openCampaignList(credential, campaignType, filter)).map(({ name }) => name);
}

describe('an entry', () => {
	test('is its text and its ID, and nothing that n8n would not show', async () => {
		simulator().addCampaign({ id: '1001', name: 'Collections', status: 'Stopped' });
		simulator().addCampaign({ id: '1002', name: 'Renewals' });
		expect(await openCampaignList(credential)).toEqual([
			{ name: '1001 - Collections (predictive, stopped)', value: '1001' },
			{ name: '1002 - Renewals (predictive)', value: '1002' },
		]);
	});

	test.each([
		[{ campaign_id: 7, type_campaign: 'Predictive', status: 'STOPPED' }, '7 (predictive, stopped)'],
		[{ campaign_id: '7', campaign_name: ' A ' }, '7 - A'],
	])('can do without what Wolkvox leaves out (%p)', async (campaign, name) => {
		simulator().fault = () => ({ reply: json(200, { code: '200', data: [campaign] }) });
		expect(await namesOf(null)).toEqual([name]);
	});
});

describe('the order', () => {
	test('is that of the names, with numbers as numbers, whatever their case and accents', async () => {
		const names = ['Wave 10', 'wave 2', 'Zeta', 'ARBOL', 'Beta', 'árbol', 'Wave 9'];
		for (const [index, name] of names.entries()) {
			simulator().addCampaign({ id: String(900 - index), name });
		}
		expect((await namesOf()).map((name) => name.replace(/^\d+ - | \(.*$/g, ''))).toEqual([
			// Alike but for case and accents: by ID.
			...['árbol', 'ARBOL', 'Beta', 'wave 2', 'Wave 9', 'Wave 10', 'Zeta'],
		]);
	});

	test('is that of the IDs as numbers where names are alike', async () => {
		for (const id of ['1001', '999', '10000']) simulator().addCampaign({ id, name: 'Same' });
		const values = (await openCampaignList(credential)).map(({ value }) => value);
		expect(values).toEqual(['999', '1001', '10000']);
	});
});

describe('a search', () => {
	beforeEach(() => {
		simulator().addCampaign({ id: '1001', name: 'Árbol Campaña', status: 'Stopped' });
		simulator().addCampaign({ id: '1002', name: 'Renewals' });
		simulator().addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
	});

	test.each([
		// Name, with accents and without, composed and not, in any case.
		['arbol', ['1001']],
		['ÁRBOL', ['1001']],
		['a\u0301rbol', ['1001']],
		['campana', ['1001']],
		['campaña', ['1001']],
		[' renew ', ['1002']],
		// ID.
		['100', ['1001', '1002']],
		// Type, and status even where it is not shown.
		['preview', ['2001']],
		['Predictive', ['1001', '1002']],
		['stopped', ['1001']],
		['STOP', ['1001']],
		['started', ['1002', '2001']],
		// An entry's text as it is shown.
		['1002 - Renewals (predictive)', ['1002']],
		['none of them', []],
	])('for "%s" finds %p', async (filter, ids) => {
		const found = await openCampaignList(credential, null, filter);
		expect(found.map(({ value }) => value)).toEqual(ids);
	});
});

describe('a list of nothing', () => {
	test.each(['predictive', null])(
		'says that there are no campaigns at all, with the type %p',
		async (campaignType) => {
			await expect(openCampaignList(credential, campaignType)).rejects.toMatchObject({
				message: 'Wolkvox has no campaigns for this token',
				description: REASONS.noCampaigns.hint,
			});
		},
	);

	test.each([404, 200])('can come as the code 404 in an HTTP %i', async (status) => {
		const reply = json(status, { code: 404, error: 'NOT FOUND', msg: 'NO RECORDS' });
		simulator().fault = () => ({ reply });
		await expect(openCampaignList(credential)).rejects.toMatchObject({
			message: 'Wolkvox has no campaigns for this token',
			description: expect.stringMatching(/^Make one in wolkvox Manager, /),
		});
		// It is not kept: someone makes a campaign and opens the list again.
		simulator().fault = () => undefined;
		simulator().addCampaign({ id: '1001' });
		expect(await openCampaignList(credential)).toHaveLength(1);
	});

	test('is not what a web page with an HTTP 404 says', async () => {
		const reply = { statusCode: 404, body: '<html><head><title>Not Found</title></head></html>' };
		simulator().fault = () => ({ reply });
		await expect(openCampaignList(credential)).rejects.toMatchObject({
			message: 'The answer was a web page (HTML) and not an answer of the Wolkvox API',
			description: expect.stringContaining('Check the Server in the credential.'),
		});
	});
});
