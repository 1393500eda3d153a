/**
 * Every workflow of examples/ in the editor of a real n8n, by file and by paste, as people bring it in.
 *
 * With PICTURES=folder a picture of each is put there, to look at.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { INode } from 'n8n-workflow';
import { WolkvoxSimulator } from '../test/support/simulator';
import { closeBrowser, large, logIn, openBrowser, page } from './browser.mjs';
import { N8n, type Server } from './n8n.mjs';

const folder = new URL('../examples/', import.meta.url);
const examples = readdirSync(folder).filter((name) => name.endsWith('.json'));

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator);
	server = await n8n.start();
	await server.setUpOwner();
	await openBrowser();
	await logIn(server);
	await page.setViewportSize(large);
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
after(async () => {
	await closeBrowser();
	await n8n?.remove();
	await simulator?.stop();
});

/** How each way brings an example onto an empty canvas. */
const WAYS: Record<string, (example: string) => Promise<void>> = {
	'from a file': async (example) => {
		// What the entry "Import from file" of the menu opens.
		const input = page.getByTestId('workflow-import-input');
		await input.setInputFiles(fileURLToPath(new URL(example, folder)));
	},
	'by paste': async (example) => {
		const text = readFileSync(new URL(example, folder), 'utf8');
		await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
		await page.locator('.vue-flow__pane').click({ position: { x: 700, y: 500 } });
		await page.keyboard.press('Control+v');
	},
};

describe('an example comes with all its nodes and notes, by file and by paste', () => {
	for (const example of examples) {
		test(example, { timeout: 90_000 }, async () => {
			const file = readFileSync(new URL(example, folder), 'utf8');
			const { nodes } = JSON.parse(file) as { nodes: INode[] };
			const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
			// What n8n shows where there is no node yet: "Add first step".
			const emptyCanvas = page.locator('[data-id="n8n-nodes-internal.addNodes"]');
			const onCanvas = page.locator('.vue-flow__node');
			await page.goto(`${server.url}/workflow/new`);
			for (const [way, bringIn] of Object.entries(WAYS)) {
				await emptyCanvas.waitFor();
				await bringIn(example);
				await onCanvas.nth(nodes.length - 1).waitFor();
				assert.equal(await onCanvas.count(), nodes.length);
				assert.equal(await page.getByTestId('sticky').count(), notes.length);
				await page.getByText('Before it runs').first().waitFor();
				await takePicture(`${example} ${way}`);
				await page.keyboard.press('Control+a');
				await page.keyboard.press('Delete');
			}
		});
	}
});

async function takePicture(name: string): Promise<void> {
	if (!process.env.PICTURES) return;
	await page.getByTestId('zoom-to-fit').click();
	await page.waitForTimeout(1000);
	await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
}
