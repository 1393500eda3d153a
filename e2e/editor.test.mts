/**
 * The editor of a real n8n, in a real browser, as a new user meets the node.
 *
 * With SCREENSHOTS=1 the pictures of docs/images are taken anew.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { IWorkflowBase } from 'n8n-workflow';
import { removeRecord } from '../nodes/WolkvoxCampaign/actions/record/removeRecord.operation';
import { REASONS, type Reason } from '../nodes/WolkvoxCampaign/failures/reasons';
import { exampleCredential, fillIn, prepareExample, readExample } from '../test/support/example';
import { refusals, WolkvoxSimulator } from '../test/support/simulator';
import {
	canvasNode,
	choose,
	closeBrowser,
	closeNode,
	consoleErrors,
	hasText,
	hasValue,
	itemsShown,
	large,
	logIn,
	openBrowser,
	openNode,
	output,
	page,
	screenshot,
	small,
} from './browser.mjs';
import { N8n, type Server } from './n8n.mjs';

/** The customers whose records are removed. */
const removed = [
	...['EXAMPLE-01', 'EXAMPLE-02', 'EXAMPLE-03', 'EXAMPLE-04', 'EXAMPLE-05,EXAMPLE-06'],
	...['EXAMPLE-10', 'EXAMPLE-11'],
];

/** The other customers, with what the editor shows of them. */
const notRemoved: Array<{ customerId: string; name: string; error: string; reason: Reason }> = [
	{
		customerId: 'empty',
		name: 'Elena Vacia',
		error: 'Not sent: the Customer ID is empty (campaign 1001)',
		reason: 'customerIdEmpty',
	},
	{
		customerId: 'EXAMPLE-07',
		name: 'Hugo Ausente',
		error:
			'Customer ID EXAMPLE-07 was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already',
		reason: 'notFound',
	},
	{
		customerId: '1.02E+09',
		name: 'Ines Numero',
		error: 'Not sent: the Customer ID was damaged before it reached this node (campaign 1001)',
		reason: 'customerIdDamaged',
	},
	{
		customerId: 'EXAMPLE-08',
		name: 'Juan Pagina',
		error:
			'Customer ID EXAMPLE-08 may or may not have been removed from campaign 1001: the answer was a web page (HTML) and not an answer of the Wolkvox API',
		reason: 'webPage',
	},
	{
		customerId: 'EXAMPLE-09',
		name: 'Karen Corte',
		error:
			'Customer ID EXAMPLE-09 may already have been removed from campaign 1001 by an earlier attempt: Wolkvox found no such record or campaign; it may be gone already',
		reason: 'notFound',
	},
];

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator);
	server = await n8n.start();
	await server.setUpOwner();

	await openBrowser();
});
after(async () => {
	await closeBrowser();
	await n8n?.remove();
	await simulator?.stop();
});

/** Gives the simulator the campaigns and the records that the tests begin with. */
function reset(): void {
	simulator.reset();
	prepareExample(simulator);
	simulator.addCampaign({ id: '1002', name: 'Renewals', records: ['EXAMPLE-01'] });
	simulator.addCampaign({ id: '1003', name: 'Árbol de Pagos', status: 'Stopped' });
	simulator.addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
}

function calls(): string[] {
	return simulator.calls.map(({ method, url }) => `${method} ${new URL(url).searchParams}`);
}

/**
 * Makes a workflow of the example, and opens it. It is a new one each time, because n8n lets a
 * second window only read a workflow for a while.
 */
async function openWorkflow(change: (workflow: IWorkflowBase) => void): Promise<void> {
	const { id: _, ...workflow } = fillIn(readExample<IWorkflowBase>('remove-records'));
	change(workflow as IWorkflowBase);
	const { id } = await server.request<{ id: string }>('POST', 'workflows', workflow);
	await page.goto(`${server.url}/workflow/${id}`);
}

/** Chooses what happens with an item whose record was not removed. */
async function chooseOnError(entry: string): Promise<void> {
	await page.getByTestId('tab-settings').click();
	const field = page.getByTestId('parameter-input-onError');
	await choose(field, entry);
	await hasValue(field.locator('input'), entry);
	await page.getByTestId('tab-params').click();
}

/**
 * Makes Campaign Type an expression.
 *
 * @param expression without the brackets behind it, which the editor adds
 * @param value what the editor says that it gives
 */
async function giveType(expression: string, value: string): Promise<void> {
	const field = page.getByTestId('parameter-input-campaignType');
	const preview = page.getByTestId('parameter-expression-preview-campaignType');
	await field.hover();
	await page
		.getByTestId('campaignType-parameter-input-options-container')
		.getByTestId('radio-button-expression')
		.click();
	await field.locator('.cm-content').click();
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type(expression);
	await page.getByTestId('tab-params').click();
	// The editor takes over what is typed a moment later; a list that is opened before stays empty.
	await hasText(preview, value);
	await closeNode();
	await openNode();
	await hasText(preview, value);
}

describe('a new user', { timeout: 480_000 }, () => {
	before(reset);

	test('logs in', async () => {
		await logIn(server);
	});

	test('makes a credential, which n8n tests with one call', async () => {
		await page.goto(`${server.url}/home/credentials/create`);
		// What is typed before the list is there does not filter it.
		await page.getByText('Action Network API').filter({ visible: true }).waitFor();
		await page.getByPlaceholder('Search for app...').pressSequentially('wolk');
		await page.getByText('Wolkvox API', { exact: true }).filter({ visible: true }).click();
		await page.getByTestId('new-credential-type-button').click();

		const { server: code, token } = exampleCredential.data;
		await page.getByTestId('parameter-input-server').locator('input').fill(code);
		await page.getByTestId('parameter-input-token').locator('input').fill(token);
		await page.getByTestId('credential-save-button').click();
		await hasText(
			page.getByTestId('credentials-config-container-test-success'),
			'Connection tested successfully',
		);
		assert.deepEqual(calls(), ['GET api=token_info']);
		await screenshot('credential');
	});

	test('finds the node by what they may look for', async () => {
		// n8n's own nodes, up to the one that has an item for each customer.
		await openWorkflow((workflow) => {
			const own = ['Start', 'Customers', 'One Item per Customer'];
			workflow.nodes = workflow.nodes.filter(({ name }) => own.includes(name));
			delete workflow.connections['One Item per Customer'];
			delete workflow.connections['Wolkvox Campaign'];
		});
		await page.getByTestId('canvas-handle-plus').click();
		const panel = page.getByTestId('node-creator');
		const field = panel.getByTestId('node-creator-search-bar');
		for (const search of [
			...['wolkvox', 'campaign', 'remove record', 'delete record', 'call center', 'dialer'],
			...['contact centre', 'dialler', 'predictive', 'preview', 'do not call', 'DNC', 'opt out'],
			...['marcador', 'discador', 'campaña', 'registro'],
		]) {
			// Otherwise what the search before has found would do.
			await field.fill('');
			await hasText(panel, /^What happens next\? AI /);
			await field.fill(search);
			await hasText(
				panel,
				/^What happens next\? .*\bWolkvox Campaign Find, add, codify and remove /,
			);
		}
	});

	test('adds the node, and reads what a removal means', async () => {
		const panel = page.getByTestId('node-creator');
		await panel.getByText('Wolkvox Campaign', { exact: true }).click();
		await panel
			.getByText('Remove a record from a campaign, which cannot be undone', { exact: true })
			.click();
		await hasText(
			page.getByTestId('node-parameters'),
			'Removal cannot be undone. It also deletes the contact attempts of the record from the reports, unless its result is ANSWER.',
		);
		await hasText(
			page.getByTestId('node-parameters'),
			'Exactly as uploaded, leading zeros included, as text',
		);
		await hasValue(page.getByTestId('parameter-input-operation').locator('input'), 'Remove Record');
		// There is one of its type, so n8n chooses it.
		const credential = page.getByTestId('node-credentials-select').locator('input');
		await hasValue(credential, 'Wolkvox account');
	});

	test('chooses the campaign from a list, which costs one call whatever is typed', async () => {
		const before = calls().length;
		const entries = page.getByTestId('rlc-item');
		await page.getByTestId('rlc-input').click();
		const all =
			/^1003 - Árbol de Pagos \(predictive, stopped\) 1001 - Collections \(predictive\) 1002 - Renewals \(predictive\)$/;
		await hasText(entries, all);
		await screenshot('campaign-list');

		for (const [search, found] of [
			['renew', /^1002 - Renewals \(predictive\)$/],
			['stopped', /^1003 - Árbol de Pagos \(predictive, stopped\)$/],
			['arbol', /^1003 - Árbol de Pagos \(predictive, stopped\)$/],
		] as const) {
			await page.keyboard.type(search, { delay: 150 });
			await hasText(entries, found);
			for (const _ of search) await page.keyboard.press('Backspace');
			await hasText(entries, all);
		}
		assert.deepEqual(calls().slice(before), ['GET api=campaigns']);

		await entries.filter({ hasText: 'Collections' }).click();
		await hasValue(page.getByTestId('rlc-input'), '1001 - Collections (predictive)');
	});

	test('drags the customer ID from the input into its field', async () => {
		const input = page.getByTestId('ndv-input-panel');
		await page.getByTestId('execute-previous-node').click();
		// The new node is connected to the one whose plus was pressed.
		await hasText(input, /One Item per Customer 12 items customer_id EXAMPLE-01 name Ana Ejemplo /);
		const field = page.getByTestId('parameter-input-customerId');
		await input.getByText('customer_id', { exact: true }).dragTo(field, { steps: 10 });
		await hasText(field, '{{ $json.customer_id }}');
		await page.getByTestId('tab-params').click();
		await hasText(page.getByTestId('parameter-expression-preview-customerId'), /^EXAMPLE-01$/);
		await screenshot('node');
	});

	test('chooses the other type, which empties the campaign', async () => {
		const type = page.getByTestId('parameter-input-campaignType');
		const campaign = page.getByTestId('rlc-input');
		for (const [other, entry] of [
			['Preview', '2001 - Surveys (preview)'],
			['Predictive', '1001 - Collections (predictive)'],
		]) {
			await choose(type, other);
			await hasValue(campaign, /^$/);
			await campaign.click();
			await page.getByTestId('rlc-item').filter({ hasText: entry }).click();
			await hasValue(campaign, entry);
		}
	});

	test('lets the run continue, and reads what became of the records', async () => {
		await chooseOnError('Continue');
		// The output grows at the cost of the input.
		await page.setViewportSize(large);
		await page.getByTestId('panel-drag-button').dragTo(page.getByTestId('ndv-input-panel'), {
			steps: 10,
			targetPosition: { x: 130, y: 20 },
		});
		await page.getByTestId('node-execute-button').click();
		await hasText(output(), '12 items removed campaign_id customer_id');
		await hasText(
			output().getByTestId('node-hint'),
			/^12 items: 7 removed \(8 records\), 3 not removed, 2 uncertain: check them\. 12 calls\. Most frequent reason: Wolkvox found no such record or campaign; it may be gone already\.$/,
		);
		const items = await itemsShown();
		assert.deepEqual(
			items.filter((item) => item.removed === 'true').map((item) => item.customer_id),
			removed,
		);
		assert.deepEqual(
			items.filter((item) => item.removed !== 'true').map((item) => item.error),
			notRemoved.map(({ error }) => error),
		);
		assert.equal(simulator.mostAtOnce, 1);
		await screenshot('output');
	});

	test('gets the failing items in a branch of their own', async () => {
		await chooseOnError('Continue (using error output)');
		await closeNode();
		reset();
		await page.getByTestId('execute-workflow-button').click();
		await page.getByText('Workflow executed successfully').waitFor();
		await openNode();
		await hasText(output(), /Success Branch \(7 items\) Error Branch \(5 items\)/);
		// The table comes a moment after the tabs above it.
		await hasText(output(), 'EXAMPLE-11');
		assert.deepEqual(
			(await itemsShown()).map((item) => [item.removed, item.campaign_id, item.customer_id]),
			removed.map((customerId) => ['true', '1001', customerId]),
		);

		await output().getByText('Error Branch').click();
		await hasText(output(), 'Elena Vacia');
		const items = await itemsShown();
		assert.deepEqual(
			items.map(({ customer_id: customerId, name, error }) => ({ customerId, name, error })),
			notRemoved.map(({ customerId, name, error }) => ({ customerId, name, error })),
		);
		for (const [index, { reason }] of notRemoved.entries()) {
			const { message } = items[index];
			assert.ok(
				message.startsWith(removeRecord.words.hints?.[reason] ?? REASONS[reason].hint),
				message,
			);
		}
		await screenshot('error-branch');
		await closeNode();
	});

	test('sees the two outputs and the campaign on the canvas', async () => {
		await page.setViewportSize(small);
		await page.getByTestId('zoom-to-fit').click();
		await hasText(
			canvasNode(),
			/^Success 7 items Error 5 items Remove a record from a campaign, which cannot be undone Remove Record: 1001$/,
		);
	});

	test('has an icon that can be seen on a dark ground', async () => {
		await page.emulateMedia({ colorScheme: 'dark' });
		const icon = canvasNode().locator('img');
		await page.waitForFunction(
			(element) => (element as HTMLImageElement).src.endsWith('wolkvox.dark.svg'),
			await icon.elementHandle(),
		);
		assert.ok(await icon.evaluate((element: HTMLImageElement) => element.naturalWidth > 0));
		await screenshot('node-dark');
		await page.emulateMedia({ colorScheme: 'light' });
	});

	test('gives the campaign by an ID with blanks around it', async () => {
		reset();
		await openNode();
		await choose(page.getByTestId('rlc-mode-selector'), 'By ID');
		const field = page.getByTestId('rlc-input');
		const issues = page.getByTestId('parameter-issues');
		await field.fill('1002b');
		await issues.hover();
		const message = page.getByText('A campaign ID has digits only, such as 1001');
		await message.filter({ visible: true }).waitFor();
		await field.fill(' 1002 ');
		assert.equal(await field.inputValue(), ' 1002 ');
		// The editor takes over what is typed a moment later.
		await hasText(canvasNode(), /Remove Record: 1002$/);
		await issues.waitFor({ state: 'hidden' });
		await page.getByTestId('node-execute-button').click();
		await hasText(output(), /Success Branch \(1 item\) Error Branch \(11 items\)/);
		const [item] = await itemsShown();
		assert.equal(item.campaign_id, '1002');
		assert.equal(item.customer_id, 'EXAMPLE-01');
		assert.deepEqual(
			[...new Set(calls())],
			['DELETE api=remove_record&type_campaign=predictive&campaign_id=1002'],
		);
	});

	test('sees campaigns of both types while an expression leaves the type open', async () => {
		await choose(page.getByTestId('rlc-mode-selector'), 'From list');
		const both =
			/^1003 - Árbol de Pagos \(predictive, stopped\) 1001 - Collections \(predictive\) 1002 - Renewals \(predictive\) 2001 - Surveys \(preview\)$/;
		const expressions: Array<[expression: string, value: string, list: RegExp]> = [
			// The editor sends nothing for a value that is not there.
			['{{ $json.none', 'undefined', both],
			['{{ "Preview"', 'Preview', /^2001 - Surveys \(preview\)$/],
		];
		for (const [expression, value, list] of expressions) {
			await giveType(expression, value);
			await page.getByTestId('rlc-input').click();
			await hasText(page.getByTestId('rlc-item'), list);
			await page.getByTestId('tab-params').click();
			await page.getByTestId('rlc-item').first().waitFor({ state: 'hidden' });
		}
		await giveType('{{ $("No Such Node").item.json.type', '[ERROR: ');
		await page.getByTestId('rlc-input').click();
		await hasText(page.getByTestId('rlc-error-container'), /^Could not load list Referenced node /);
		await closeNode();
	});

	test("sees the type of the chosen campaign where n8n can't empty the field", async () => {
		await openWorkflow(({ nodes }) => {
			const node = nodes.find(({ name }) => name === 'Wolkvox Campaign')!;
			node.parameters.campaignId = { __rl: true, mode: 'list', value: '' };
		});
		await openNode();
		// There is no input data to work out the Customer ID with.
		await hasText(page.getByTestId('parameter-input-customerId'), '{{ $json.customer_id }}');
		const campaign = page.getByTestId('rlc-input');
		await campaign.click();
		await page.getByTestId('rlc-item').filter({ hasText: 'Collections' }).click();
		await choose(page.getByTestId('parameter-input-campaignType'), 'Preview');
		// As long as it takes n8n to empty the field where it can.
		await page.waitForTimeout(2000);
		await hasValue(campaign, '1001 - Collections (predictive)');
		await closeNode();
	});

	test('reads why there is no list while the type waits for the input', async () => {
		// The field depends on the type, so n8n asks for no list while it can't work the type out.
		for (const [expression, name] of [
			['={{ $json.type }}', 'Wolkvox Campaign'],
			['={{ $("Customers").item.json.type }}', 'Customers'],
		]) {
			await openWorkflow(({ nodes }) => {
				const node = nodes.find(({ name }) => name === 'Wolkvox Campaign')!;
				node.parameters.campaignType = expression;
				node.parameters.campaignId = { __rl: true, mode: 'list', value: '' };
			});
			await openNode();
			await page.getByTestId('rlc-input').click();
			await hasText(
				page.getByTestId('rlc-error-container'),
				`Could not load list Node '${name}' hasn't been executed`,
			);
			await closeNode();
		}
	});

	test('sees no trouble in the console of the browser', () => {
		assert.deepEqual(consoleErrors, []);
	});

	test('reads in the list of campaigns why a token is refused', async () => {
		const data = { ...exampleCredential.data, token: 'another' };
		const credential = { name: 'Refused', type: 'wolkvoxApi', data };
		const { id } = await server.request<{ id: string }>('POST', 'credentials', credential);
		await openWorkflow(({ nodes }) => {
			const node = nodes.find(({ name }) => name === 'Wolkvox Campaign')!;
			node.parameters = {};
			node.credentials = { wolkvoxApi: { id, name: 'Refused' } };
		});
		await openNode();
		await page.getByTestId('rlc-input').click();
		const message = page.getByTestId('rlc-error-container');
		await hasText(
			message,
			/^Could not load list 403 - Wolkvox did not accept the token Check that Server belongs to this .* Check your credential$/,
		);
		await hasText(message, '"PLEASE VALIDATE TOKEN"');

		// The link to the credential is not for what is no fault of the token.
		await closeNode();
		simulator.fault = () => ({ reply: refusals.quotaSpent });
		await openNode();
		await page.getByTestId('rlc-input').click();
		await hasText(
			message,
			/^Could not load list the quota of calls for today is spent Try again tomorrow\. .*"TOKEN LIMIT EXCEEDED"\.$/i,
		);
	});
});
