/**
 * The editor of a real n8n, in a real browser, as a new user meets the node.
 *
 * With SCREENSHOTS=1 the pictures of docs/images are taken anew.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { INode, IWorkflowBase } from 'n8n-workflow';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { exampleCredential, prepareExample } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';
import { N8n, owner, type Server } from './n8n.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const example = new URL('../examples/remove-records.workflow.json', import.meta.url);
const images = new URL('../docs/images/', import.meta.url);

// The browser has no account, and asks no one for updates.
const args = [
	...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
	...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;
let browser: Browser;
let page: Page;
/** What the browser's console called an error since the owner logged in. */
const consoleErrors: string[] = [];

before(async () => {
	assert.ok(existsSync(executablePath), `No Chromium in ${executablePath}; CHROMIUM can name it.`);
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator);
	server = await n8n.start();
	await server.setUpOwner();

	selectors.setTestIdAttribute('data-test-id');
	browser = await chromium.launch({ executablePath, args });
	page = await browser.newPage({
		viewport: { width: 1280, height: 800 },
		deviceScaleFactor: 1,
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	page.setDefaultTimeout(20_000);
});
after(async () => {
	await browser?.close();
	await n8n?.remove();
	await simulator?.stop();
});

/** Gives the simulator the campaigns and the records that the tests begin with. */
function reset(): void {
	simulator.reset();
	prepareExample(simulator);
	simulator.addCampaign({ id: '1002', name: 'Renewals', status: 'Stopped', records: ['1', '2'] });
	simulator.addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
}

function calls(): string[] {
	return simulator.calls.map(({ method, url }) => `${method} ${new URL(url).searchParams}`);
}

async function screenshot(name: string): Promise<void> {
	if (!process.env.SCREENSHOTS) return;
	// The picture is of what stays: no message that goes away by itself, nothing under the mouse.
	for (const close of await page.locator('.el-notification__closeBtn').all()) await close.click();
	await page.locator('.el-notification').first().waitFor({ state: 'detached' });
	await page.mouse.move(640, 12);
	const path = fileURLToPath(new URL(`${name}.png`, images));
	await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

/**
 * Makes a workflow of the example, and opens it. It is a new one each time, because n8n lets a
 * second window only read a workflow for a while.
 */
async function openWorkflow(change: (node: INode, workflow: IWorkflowBase) => void): Promise<void> {
	const { id: _, ...workflow } = JSON.parse(readFileSync(example, 'utf8')) as IWorkflowBase;
	const node = workflow.nodes.find(({ name }) => name === 'Wolkvox Campaign')!;
	// That of the example is not here.
	delete node.credentials;
	change(node, workflow as IWorkflowBase);
	const { id } = await server.request<{ id: string }>('POST', 'workflows', workflow);
	await page.goto(`${server.url}/workflow/${id}`);
}

function canvasNode(): Locator {
	return page.getByTestId('canvas-node').filter({ hasText: 'Wolkvox Campaign' });
}

async function closeNode(): Promise<void> {
	await page.getByTestId('ndv-close-button').click();
	await page.getByTestId('ndv').waitFor({ state: 'hidden' });
}

async function execute(): Promise<void> {
	await page.getByTestId('execute-workflow-button').click();
	await page.getByText('Workflow executed successfully').waitFor();
}

/** Waits until an element can be seen and has a text, and fails with what it has in its place. */
async function hasText(element: Locator, expected: RegExp | string): Promise<void> {
	await element.first().waitFor();
	await becomes(async () => (await element.allInnerTexts()).join('\n'), expected);
}

/** Waits until a field has a value, and fails with what it has in its place. */
async function hasValue(field: Locator, expected: string): Promise<void> {
	await becomes(async () => await field.inputValue(), expected);
}

async function becomes(read: () => Promise<string>, expected: RegExp | string): Promise<void> {
	const latest = Date.now() + 15_000;
	for (;;) {
		const text = (await read()).replace(/\s+/g, ' ').trim();
		if (typeof expected === 'string' ? text.includes(expected) : expected.test(text)) return;
		if (Date.now() > latest) assert.fail(`"${text}" is not ${expected}`);
		await page.waitForTimeout(100);
	}
}

/** Waits until the node has the one credential of its type, which n8n chooses by itself. */
async function hasCredential(): Promise<void> {
	const field = page.getByTestId('node-credentials-select').locator('input');
	await hasValue(field, 'Wolkvox account');
}

describe('a new user', { timeout: 240_000 }, () => {
	before(reset);

	test('logs in', async () => {
		await page.goto(server.url);
		await page.getByLabel('Email').fill(owner.email);
		await page.getByLabel('Password').fill(owner.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByText('Set up later in Settings').click();

		// From here on: before it n8n asks itself whether someone is logged in, and is told no.
		page.on('pageerror', ({ message }) => consoleErrors.push(message));
		page.on('console', (message) => {
			if (message.type() !== 'error') return;
			consoleErrors.push(`${message.text()} (${message.location().url})`);
		});
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

	test('opens the node, and reads what a removal means', async () => {
		await openWorkflow((node, workflow) => {
			node.parameters = {};
			node.onError = 'continueRegularOutput';
			workflow.connections['Wolkvox Campaign'].main.pop();
			workflow.nodes = workflow.nodes.filter(({ name }) => name !== 'Not Removed');
		});
		await canvasNode().dblclick();
		await hasText(page.getByTestId('node-parameters'), 'Removal cannot be undone.');
		await hasCredential();
	});

	test('chooses the campaign from a list, which costs one call whatever is typed', async () => {
		const before = calls().length;
		const entries = page.getByTestId('rlc-item');
		await page.getByTestId('rlc-input').click();
		await hasText(entries, /^Collections \(1001\) Renewals \(1002\)$/);
		await screenshot('campaign-list');

		await page.keyboard.type('renew', { delay: 150 });
		await hasText(entries, /^Renewals \(1002\)$/);
		for (let letter = 0; letter < 5; letter++) await page.keyboard.press('Backspace');
		await hasText(entries, /^Collections \(1001\) Renewals \(1002\)$/);
		assert.deepEqual(calls().slice(before), ['GET api=campaigns']);

		await entries.filter({ hasText: 'Collections' }).click();
		await hasValue(page.getByTestId('rlc-input'), 'Collections (1001)');
	});

	test('maps the customer ID by an expression', async () => {
		await page.getByTestId('execute-previous-node').click();
		await hasText(page.getByTestId('ndv-input-panel'), 'Ana Ejemplo');
		await page.getByTestId('parameter-input-customerId').hover();
		await page
			.getByTestId('customerId-parameter-input-options-container')
			.getByTestId('radio-button-expression')
			.click();
		// The editor adds the blanks inside of the brackets, and closes them.
		await page.keyboard.type('{{$json.customer_id');
		await page.getByTestId('tab-params').click();
		await hasText(page.getByTestId('parameter-expression-preview-customerId'), '1020304050');
		await screenshot('node');
	});

	test('runs the workflow, and reads what became of the records', async () => {
		await closeNode();
		await execute();
		await canvasNode().dblclick();
		const output = page.getByTestId('output-panel');
		await hasText(output.getByTestId('node-hint'), '5 of 12 records were not removed.');
		await hasText(output, /12 items removed campaign_id customer_id .* true 1001 1020304050 202 /);
		assert.equal(simulator.mostAtOnce, 1);
		await screenshot('output');
		await closeNode();
	});

	test('has the failing items in a branch of their own', async () => {
		reset();
		await openWorkflow((node) => {
			node.parameters.campaignId = {
				...{ __rl: true, mode: 'list', value: '1001' },
				cachedResultName: 'Collections (1001)',
			};
		});
		// n8n chooses the credential when the node is opened.
		await canvasNode().dblclick();
		await hasCredential();
		await closeNode();
		await execute();
		await canvasNode().dblclick();
		const output = page.getByTestId('output-panel');
		await hasText(output, /Success Branch \(7 items\) Error Branch \(5 items\)/);
		await hasText(output, /true 1001 1020304050 202 /);
		await output.getByText('Error Branch').click();
		await hasText(output, 'Elena Vacia');
		await hasText(output, 'Nothing was sent for campaign 1001: the Customer ID is empty');
		await hasText(output, 'Customer ID 9999999999 was not removed from campaign 1001');
		await screenshot('error-branch');
		await closeNode();
	});

	test('sees the campaign below the node', async () => {
		await hasText(canvasNode(), /Remove Record: 1001$/);
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

	test('sees no trouble in the console of the browser', () => {
		assert.deepEqual(consoleErrors, []);
	});

	test('reads in the list of campaigns why a token is refused', async () => {
		const data = { ...exampleCredential.data, token: 'another' };
		const credential = { name: 'Refused', type: 'wolkvoxApi', data };
		const { id } = await server.request<{ id: string }>('POST', 'credentials', credential);
		await openWorkflow((node) => {
			node.parameters = {};
			node.credentials = { wolkvoxApi: { id, name: 'Refused' } };
		});
		await canvasNode().dblclick();
		await page.getByTestId('rlc-input').click();
		const message = page.getByTestId('rlc-error-container');
		await hasText(message, /^Could not load list Wolkvox did not accept the token Make a new one /);
		await hasText(message, '"PLEASE VALIDATE TOKEN"');
	});
});
