/** The list of campaigns, which the editor shows for the field Campaign. */

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';
import { openCampaignList, openPages } from './support/editor';
import { editorFaults } from './support/editorFaults';
import { inHaste } from './support/haste';
import { TOKEN } from './support/node';
import { json } from './support/simulator';
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

test('the list has the campaigns of the chosen type, sorted by name', async () => {
	addCampaigns();
	expect(await openCampaignList(credential)).toEqual([
		{ name: '1001 - Collections (predictive, stopped)', value: '1001' },
		{ name: '1002 - renewals (predictive)', value: '1002' },
	]);
	expect(await openCampaignList(credential, 'preview')).toEqual([
		{ name: '2001 - Surveys (preview)', value: '2001' },
	]);
});

// The editor sends null for an expression that it can't evaluate yet.
test.each([null, '={{ $json.type }}', '', 'both'])(
	'the list has both types, with the type in the text, when an expression leaves it open (%p)',
	async (campaignType) => {
		addCampaigns();
		const campaigns = await openCampaignList(credential, campaignType);
		expect(campaigns.map(({ name }) => name)).toEqual([
			'1001 - Collections (predictive, stopped)',
			'1002 - renewals (predictive)',
			'2001 - Surveys (preview)',
		]);
	},
);

test('the list has one type when an expression gives it, in the spellings that the node takes', async () => {
	addCampaigns();
	const campaigns = await openCampaignList(credential, ' Preview');
	expect(campaigns.map(({ name }) => name)).toEqual(['2001 - Surveys (preview)']);
});

test('the list is filtered by name or ID', async () => {
	addCampaigns();
	const values = async (filter: string) =>
		(await openCampaignList(credential, 'predictive', filter)).map(({ value }) => value);
	expect(await values('COLL')).toEqual(['1001']);
	expect(await values(' 1002')).toEqual(['1002']);
	expect(await values('100')).toEqual(['1001', '1002']);
	expect(await values('none of them')).toEqual([]);
});

test('a long list comes in pages of 50, in order, and with one call', async () => {
	for (let id = 1250; id > 1000; id--) simulator().addCampaign({ id: `${id}`, name: `N${id}` });
	const pages = await openPages('searchCampaigns', credential);
	expect(pages.map(({ length }) => length)).toEqual([50, 50, 50, 50, 50]);
	expect(pages.flat().map(({ value }) => Number(value))).toEqual(
		Array.from({ length: 250 }, (_, index) => 1001 + index),
	);
	const found = await openPages('searchCampaigns', credential, 'n11');
	expect(found.map(({ length }) => length)).toEqual([50, 50]);
	expect(simulator().calls).toHaveLength(1);
});

test('the list costs one call, however much is typed, and the next after a minute', async () => {
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
])('the list is taken with the code %s of some published examples', async (_, reply) => {
	simulator().fault = () => ({ reply });
	expect(await openCampaignList(credential)).toEqual([{ name: '7 - A (predictive)', value: '7' }]);
});

test.each(editorFaults)(
	"the list says $name in the node's words, and asks again",
	async (fault) => {
		simulator().fault = () => fault;
		const { what, hint } = REASONS[fault.reason];
		await expect(openCampaignList(credential)).rejects.toMatchObject({
			message: what[0].toUpperCase() + what.slice(1),
			description: expect.stringContaining(hint),
		});
		simulator().fault = () => undefined;
		addCampaigns();
		expect(await openCampaignList(credential)).toHaveLength(2);
	},
);

test('the list says when there are no campaigns, or none of the type', async () => {
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

test('the list says that the server is none of Wolkvox without a call', async () => {
	await expect(openCampaignList({ ...credential, server: 'evil.com/#' })).rejects.toThrow(
		'The Server in the credential is not a Wolkvox server',
	);
	expect(simulator().calls).toEqual([]);
});

test('the list gives up after 30 seconds', async () => {
	simulator().fault = () => ({ reply: 'hang' });
	const { result, seconds } = await inHaste(
		async () => await openCampaignList(credential).catch((error: Error) => error.message),
	);
	expect(result).toBe('No answer came in time');
	expect(seconds).toEqual([30]);
});
