/** A real browser with the editor of a real n8n in it, and what a person does there. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { owner, type Server } from './n8n.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const images = new URL('../docs/images/', import.meta.url);

export const small = { width: 1280, height: 800 };
/** Has room for the texts of an output. */
export const large = { width: 1600, height: 900 };

// The browser has no account, and asks no one for updates.
const args = [
	...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
	...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

let browser: Browser | undefined;

/** The one page of the browser. */
export let page: Page;

/** What the browser's console called an error since the owner logged in. */
export const consoleErrors: string[] = [];

export async function openBrowser(): Promise<void> {
	assert.ok(existsSync(executablePath), `No Chromium in ${executablePath}; CHROMIUM can name it.`);
	selectors.setTestIdAttribute('data-test-id');
	browser = await chromium.launch({ executablePath, args });
	page = await browser.newPage({
		viewport: small,
		deviceScaleFactor: 1,
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	page.setDefaultTimeout(20_000);
	// n8n's nodes panel asks npm about a package when it shows its node.
	await page.route(/^https:\/\/(registry|api)\.npmjs\.org\//, async (route) => {
		await route.fulfill({ json: {} });
	});
}

export async function closeBrowser(): Promise<void> {
	await browser?.close();
}

export async function logIn(server: Server): Promise<void> {
	await page.goto(server.url);
	await page.getByLabel('Email').fill(owner.email);
	await page.getByLabel('Password').fill(owner.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByText('Set up later in Settings').click();

	// From here on: before it n8n asks itself whether someone is logged in, and is told no.
	page.on('pageerror', ({ message }) => consoleErrors.push(message));
	page.on('console', (message) => {
		if (message.type() !== 'error') return;
		const { url } = message.location();
		// n8n has no schema of some of its own nodes, such as Split Out, and asks for it all the same.
		if (url.startsWith(`${server.url}/schemas/n8n-nodes-base.`)) return;
		consoleErrors.push(`${message.text()} (${url})`);
	});
}

/** Takes a picture for the docs, where pictures are asked for. */
export async function screenshot(name: string): Promise<void> {
	if (!process.env.SCREENSHOTS) return;
	// The picture is of what stays: nothing under the mouse, and no message that goes away by itself.
	await page.mouse.move(640, 12);
	await page.screenshot({
		path: fileURLToPath(new URL(`${name}.png`, images)),
		animations: 'disabled',
		caret: 'hide',
		// The second is the empty box for tooltips that n8n's expression editor (CodeMirror) leaves in a
		// corner of the page.
		style: '.el-notification, [class~="ͼ1"]:empty { display: none !important }',
	});
}

/** The node of ours, which n8n names after the action where a person picks one. */
export function canvasNode(): Locator {
	return page
		.getByTestId('canvas-node')
		.filter({ hasText: /Wolkvox Campaign|Remove a record/, hasNot: page.getByTestId('sticky') });
}

export function output(): Locator {
	return page.getByTestId('output-panel');
}

export async function openNode(): Promise<void> {
	await canvasNode().dblclick();
	await page.getByTestId('node-parameters').waitFor();
}

export async function closeNode(): Promise<void> {
	await page.getByTestId('ndv-close-button').click();
	await page.getByTestId('ndv').waitFor({ state: 'hidden' });
}

/** Chooses an entry of a list that opens below a field, where labels of the form may have its text. */
export async function choose(field: Locator, entry: string): Promise<void> {
	await field.click();
	const entries = page.locator('.el-select-dropdown__item').filter({ visible: true });
	await entries.filter({ has: page.getByText(entry, { exact: true }) }).click();
}

/** The items in the table of the output, by column. The table comes a moment after what is around it. */
export async function itemsShown(): Promise<Array<Record<string, string>>> {
	await output().locator('tbody tr').first().waitFor();
	const rows = await output().locator('tr').allInnerTexts();
	const [columns, ...items] = rows.map((row) => row.split('\t').map((cell) => cell.trim()));
	return items.map((cells) =>
		Object.fromEntries(columns.map((column, index) => [column, cells[index]])),
	);
}

/** Waits until an element can be seen and has a text, and fails with what it has in its place. */
export async function hasText(element: Locator, expected: RegExp | string): Promise<void> {
	await element.first().waitFor();
	await becomes(async () => (await element.allInnerTexts()).join('\n'), expected);
}

/** Waits until a field has a value, and fails with what it has in its place. */
export async function hasValue(field: Locator, expected: RegExp | string): Promise<void> {
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
