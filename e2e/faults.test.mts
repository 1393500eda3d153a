/**
 * What goes wrong while someone sets up the node: the list of campaigns and the test of the
 * credential, in a real n8n, asked through its REST interface as the editor asks.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { INodeCredentialTestResult, INodeListSearchItems } from 'n8n-workflow';
import { REASONS, type Reason } from '../nodes/WolkvoxCampaign/failures/reasons';
import { editorFaults } from '../test/support/editorFaults';
import { exampleCredential } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';
import { N8n, type Server } from './n8n.mjs';

const { token } = exampleCredential.data;

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;
let tokens = 0;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator);
	server = await n8n.start();
	await server.setUpOwner();
});
after(async () => {
	await n8n?.remove();
	await simulator?.stop();
});

/** Makes a credential with a token of its own, and gives its ID. */
async function newCredential(data: object = {}): Promise<string> {
	const one = `${token}${++tokens}`;
	simulator.addToken(one);
	const { id } = await server.request<{ id: string }>('POST', 'credentials', {
		name: `Account ${tokens}`,
		type: 'wolkvoxApi',
		data: { server: 'wv0023', token: one, ...data },
	});
	return id;
}

/** Opens the list of campaigns. */
async function openList(
	credentialId: string,
	{ campaignType = 'predictive' as string | null, filter = undefined as string | undefined } = {},
): Promise<{ status: number; text: string }> {
	const answer = await server.send(
		'POST',
		'rest/dynamic-node-parameters/resource-locator-results',
		{
			nodeTypeAndVersion: { name: 'n8n-nodes-wolkvox.wolkvoxCampaign', version: 1 },
			path: 'parameters.campaignId',
			methodName: 'searchCampaigns',
			credentials: { wolkvoxApi: { id: credentialId, name: 'Wolkvox account' } },
			currentNodeParameters: {
				operation: 'removeRecord',
				campaignType,
				campaignId: { __rl: true, mode: 'list', value: '' },
			},
			filter,
		},
	);
	assert.ok(!answer.text.includes(token), 'The editor was sent the token');
	return answer;
}

/** The entries of the list of campaigns. */
async function entries(...args: Parameters<typeof openList>): Promise<INodeListSearchItems[]> {
	const { status, text } = await openList(...args);
	assert.equal(status, 200, text);
	return JSON.parse(text).data.results;
}

/** Saves a credential, changes it in the form, and presses the button Test. */
async function testCredential(data: object): Promise<INodeCredentialTestResult> {
	const { name, data: good } = exampleCredential;
	const credential = { name, type: 'wolkvoxApi', data: good };
	// n8n tests a credential that it has, with what is in the form.
	const { id } = await server.request<{ id: string }>('POST', 'credentials', credential);
	return await server.request<INodeCredentialTestResult>('POST', 'credentials/test', {
		credentials: { ...credential, id, data: { ...good, ...data } },
	});
}

/** The node's own words, as they stand alone. */
function wordsOf(reason: Reason): { what: string; hint: string } {
	const { what, hint } = REASONS[reason];
	return { what: what[0].toUpperCase() + what.slice(1), hint };
}

/** Checks that the list of campaigns says a reason, in the node's words. */
function says(reason: Reason, { status, text }: { status: number; text: string }): void {
	const { what, hint } = wordsOf(reason);
	assert.ok(status >= 400, text);
	const { message, description } = JSON.parse(text);
	assert.equal(message, what);
	assert.ok(description.startsWith(hint), text);
}

describe('the list of campaigns', () => {
	test('costs one call, whatever is typed, and tells the types apart', async () => {
		simulator.reset();
		simulator.addCampaign({ id: '1002', name: 'Renewals', records: ['1', '2'] });
		simulator.addCampaign({ id: '1001', name: 'Collections', status: 'Stopped' });
		simulator.addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
		const id = await newCredential();
		assert.deepEqual(await entries(id), [
			{ name: '1001 - Collections (predictive, stopped)', value: '1001' },
			{ name: '1002 - Renewals (predictive)', value: '1002' },
		]);
		const named = async (options: Parameters<typeof openList>[1]) =>
			(await entries(id, options)).map(({ name }) => name);
		assert.deepEqual(await named({ filter: 'RENEW' }), ['1002 - Renewals (predictive)']);
		assert.deepEqual(await named({ filter: ' 1001 ' }), [
			'1001 - Collections (predictive, stopped)',
		]);
		assert.deepEqual(await named({ filter: 'stopped' }), [
			'1001 - Collections (predictive, stopped)',
		]);
		assert.deepEqual(await named({ filter: 'no such campaign' }), []);
		assert.deepEqual(await named({ campaignType: 'preview' }), ['2001 - Surveys (preview)']);
		for (const campaignType of [null, '={{ $json.type }}']) {
			assert.deepEqual(await named({ campaignType }), [
				'1001 - Collections (predictive, stopped)',
				'1002 - Renewals (predictive)',
				'2001 - Surveys (preview)',
			]);
		}
		assert.deepEqual(
			simulator.calls.map(({ method, url }) => [method, url]),
			[['GET', 'https://wv0023.wolkvox.com/api/v2/information.php?api=campaigns']],
		);
	});

	for (const { name, reason, reply } of editorFaults) {
		test(`says ${name}, and asks again at the next opening`, async () => {
			simulator.reset();
			simulator.addCampaign({ id: '1001' });
			const id = await newCredential();
			simulator.fault = () => ({ reply });
			says(reason, await openList(id));
			simulator.fault = () => undefined;
			assert.equal((await entries(id)).length, 1);
			assert.equal(simulator.calls.length, 2);
		});
	}

	test('says that there are no campaigns, or none of the type', async () => {
		simulator.reset();
		says('noCampaigns', await openList(await newCredential(), { campaignType: null }));
		simulator.addCampaign({ id: '2001', type: 'preview' });
		says('noCampaignsOfType', await openList(await newCredential()));
	});

	test('says what is wrong with the credential, without a call', async () => {
		simulator.reset();
		says('serverInvalid', await openList(await newCredential({ server: 'elsewhere.example' })));
		says('tokenInvalid', await openList(await newCredential({ token: 'two\nlines' })));
		assert.deepEqual(simulator.calls, []);
	});
});

describe('the test of the credential', () => {
	for (const spelling of [
		'0023',
		' wv0023 ',
		'WV0023.wolkvox.com',
		'https://wv0023.wolkvox.com/',
	]) {
		test(`works with the server "${spelling}"`, async () => {
			simulator.reset();
			simulator.addToken(token);
			assert.deepEqual(await testCredential({ server: spelling }), {
				status: 'OK',
				message: 'Wolkvox accepted the token',
			});
			assert.deepEqual(
				simulator.calls.map(({ method, url }) => [method, url]),
				[['GET', 'https://wv0023.wolkvox.com/api/v2/information.php?api=token_info']],
			);
		});
	}

	for (const { name, reason, reply } of editorFaults) {
		test(`says ${name}`, async () => {
			simulator.reset();
			simulator.addToken(token);
			simulator.fault = () => ({ reply });
			await saysTheTest(reason, {});
			// A redirect is not followed, nothing is sent twice.
			assert.equal(simulator.calls.length, 1);
		});
	}

	const unusable: Array<[Reason, object]> = [
		['serverInvalid', { server: 'elsewhere.example' }],
		['serverInvalid', { server: '' }],
		['tokenEmpty', { token: ' ' }],
		['tokenInvalid', { token: 'two\nlines' }],
	];
	for (const [reason, data] of unusable) {
		test(`refuses ${JSON.stringify(data)} without a call`, async () => {
			simulator.reset();
			await saysTheTest(reason, data);
			assert.deepEqual(simulator.calls, []);
		});
	}

	async function saysTheTest(reason: Reason, data: object): Promise<void> {
		const { what, hint } = wordsOf(reason);
		const { status, message } = await testCredential(data);
		assert.equal(status, 'Error');
		assert.ok(message.startsWith(`${what}. ${hint}`), message);
		assert.ok(!message.includes(token.slice(0, 24)), message);
	}
});

// Comes last: it needs an n8n that can't find what it looks for.
test('a proxy that is not there is told apart by both', async () => {
	const lost = await N8n.create({ proxyUrl: 'http://no-such-host.invalid:1' });
	try {
		server = await lost.start();
		await server.setUpOwner();
		const { what, hint } = wordsOf('proxyNotReached');
		const { status, message } = await testCredential({});
		assert.equal(status, 'Error');
		assert.ok(message.startsWith(`${what}. ${hint}`), message);
		says('proxyNotReached', await openList(await newCredential()));
	} finally {
		await lost.remove();
	}
});
