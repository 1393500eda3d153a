/** What the node does in the editor: the list of campaigns, the test of the credential, the hint. */

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { customers, removeRecords, TOKEN } from './support/node';
import { openCampaignList, testCredential } from './support/editor';
import { editorFaults } from './support/editorFaults';
import { json, refusals, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

/** Each test has a token of its own, because the list of campaigns is kept for a minute. */
let credential: ICredentialDataDecryptedObject;
let count = 0;

beforeEach(() => {
	credential = { server: ' WV0023 ', token: `${TOKEN}${count++}` };
	simulator().addToken(String(credential.token));
});

function addCampaigns() {
	simulator().addCampaign({ id: '1002', name: 'renewals', records: ['1', '2'] });
	simulator().addCampaign({ id: '1001', name: 'Collections', status: 'Stopped' });
	simulator().addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
}

describe('the list of campaigns', () => {
	test('has the campaigns of the chosen type, sorted by name', async () => {
		addCampaigns();
		expect(await openCampaignList(credential)).toEqual([
			{ name: 'Collections (1001)', value: '1001', description: 'Stopped, 0 records' },
			{ name: 'renewals (1002)', value: '1002', description: 'Started, 2 records' },
		]);
		expect(await openCampaignList(credential, 'preview')).toEqual([
			{ name: 'Surveys (2001)', value: '2001', description: 'Started, 0 records' },
		]);
	});

	// The editor sends null for an expression that it can't evaluate yet.
	test.each([null, '={{ $json.type }}', '', 'both'])(
		'has both types, with the type in the text, when an expression leaves it open (%p)',
		async (campaignType) => {
			addCampaigns();
			const campaigns = await openCampaignList(credential, campaignType);
			expect(campaigns.map(({ name }) => name)).toEqual([
				'Collections (1001, predictive)',
				'renewals (1002, predictive)',
				'Surveys (2001, preview)',
			]);
		},
	);

	test('has one type when an expression gives it, in the spellings that the node takes', async () => {
		addCampaigns();
		const campaigns = await openCampaignList(credential, ' Preview');
		expect(campaigns.map(({ name }) => name)).toEqual(['Surveys (2001)']);
	});

	test('is filtered by name or ID', async () => {
		addCampaigns();
		const values = async (filter: string) =>
			(await openCampaignList(credential, 'predictive', filter)).map(({ value }) => value);
		expect(await values('COLL')).toEqual(['1001']);
		expect(await values(' 1002')).toEqual(['1002']);
		expect(await values('100')).toEqual(['1001', '1002']);
		expect(await values('none of them')).toEqual([]);
	});

	test('costs one call, however much is typed, and the next after a minute', async () => {
		addCampaigns();
		await Promise.all([openCampaignList(credential), openCampaignList(credential)]);
		await openCampaignList(credential, 'preview', 's');
		await openCampaignList({ ...credential, server: '0023' }, 'predictive', 'co');
		expect(simulator().calls).toHaveLength(1);
		const { sleep } = jest.requireMock<typeof import('n8n-workflow')>('n8n-workflow');
		await sleep(60_001);
		await openCampaignList(credential);
		expect(simulator().calls).toHaveLength(2);
		// Another token has another list.
		await expect(openCampaignList({ ...credential, token: 'x'.repeat(60) })).rejects.toThrow();
	});

	test.each([
		[
			'""',
			json(200, {
				code: '',
				error: null,
				msg: '',
				data: [{ campaign_id: 7, campaign_name: 'A', type_campaign: 'Predictive' }],
			}),
		],
		[
			'"0"',
			json(200, {
				code: '0',
				data: [
					{ campaign_id: '7', campaign_name: 'A', type_campaign: 'predictive' },
					null,
					{ campaign_id: '' },
				],
			}),
		],
	])('is taken with the code %s of some published examples', async (_, reply) => {
		simulator().fault = () => ({ reply });
		expect(await openCampaignList(credential)).toEqual([
			{ name: 'A (7)', value: '7', description: '' },
		]);
	});

	test.each(editorFaults)("says $name in the node's words, and asks again", async (fault) => {
		simulator().fault = () => fault;
		const { what, hint } = REASONS[fault.reason];
		await expect(openCampaignList(credential)).rejects.toMatchObject({
			message: what[0].toUpperCase() + what.slice(1),
			description: expect.stringContaining(hint),
		});
		simulator().fault = () => undefined;
		addCampaigns();
		expect(await openCampaignList(credential)).toHaveLength(2);
	});

	test('says when there are none, or none of the type', async () => {
		await expect(openCampaignList(credential, null)).rejects.toMatchObject({
			message: 'Wolkvox has no campaigns for this token',
			description: REASONS.noCampaigns.hint,
		});
		// The empty list is kept, as every list is.
		credential = { ...credential, token: `${TOKEN}another` };
		simulator().addToken(String(credential.token));
		simulator().addCampaign({ id: '2001', type: 'preview' });
		await expect(openCampaignList(credential)).rejects.toMatchObject({
			message: 'Wolkvox has no campaigns of this Campaign Type for this token',
			description: REASONS.noCampaignsOfType.hint,
		});
	});

	test('says that the server is none without a call', async () => {
		await expect(openCampaignList({ ...credential, server: 'evil.com/#' })).rejects.toThrow(
			'The Server in the credential is not a Wolkvox server',
		);
		expect(simulator().calls).toEqual([]);
	});
});

describe('the test of the credential', () => {
	test('works, and asks only about the token', async () => {
		expect(await testCredential(credential)).toEqual({
			status: 'OK',
			message: 'Wolkvox accepted the token',
		});
		expect(simulator().calls).toHaveLength(1);
		expect(simulator().calls[0]).toMatchObject({
			method: 'GET',
			url: 'https://wv0023.wolkvox.com/api/v2/information.php?api=token_info',
			token: credential.token,
		});
	});

	test.each(editorFaults)('says $name', async (fault) => {
		simulator().fault = () => fault;
		const { status, message } = await testCredential(credential);
		const { what, hint } = REASONS[fault.reason];
		expect(status).toBe('Error');
		expect(message).toContain(`${what[0].toUpperCase()}${what.slice(1)}. ${hint}`);
		expect(message).not.toContain(credential.token);
		expect(simulator().calls.map(({ host }) => host)).toEqual(['wv0023.wolkvox.com']);
	});

	test.each([
		[{ server: 'evil.com' }, 'The Server in the credential is not a Wolkvox server.'],
		[{ token: '' }, 'The Token in the credential is empty.'],
		[{ token: 'two\nlines' }, 'The Token in the credential holds a character that no token has.'],
	])('refuses %p without a call', async (fields, message) => {
		const result = await testCredential({ ...credential, ...fields });
		expect(result).toEqual({ status: 'Error', message: expect.stringContaining(message) });
		expect(simulator().calls).toEqual([]);
	});
});

describe('the hint beside the output', () => {
	const items = customers(5);

	async function hintsOf(faults: Record<number, Fault>) {
		simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
		simulator().fault = ({ body }) =>
			Object.entries(faults).find(([index]) => body.includes(items[Number(index)].id))?.[1];
		const { run } = await removeRecords(items, { parameters: { options: { maxRetries: 0 } } });
		return run.data.resultData.runData['Wolkvox Campaign'][0].hints;
	}

	test('is not there when all were removed', async () => {
		expect(await hintsOf({})).toEqual([]);
	});

	test('says how many were not removed, and the most frequent reason', async () => {
		const missing = { reply: json(404, { code: 404 }) };
		expect(await hintsOf({ 0: { reply: 'reset' }, 2: missing, 3: missing })).toEqual([
			{
				message:
					'3 of 5 records were not removed. 1 record may have been removed all the same. Most frequent reason: Wolkvox did not find what the request names. 2 records removed with 5 calls.',
				type: 'warning',
				location: 'outputPane',
			},
		]);
	});

	test('says how many were not sent when the quota ran out', async () => {
		expect(await hintsOf({ 1: { reply: refusals.quotaSpent } })).toMatchObject([
			{
				message:
					'4 of 5 records were not removed. 3 records were not sent. Reason: the quota of calls for today is spent. 1 record removed with 2 calls.',
			},
		]);
	});
});
