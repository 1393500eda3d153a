/**
 * Measures how long the list of 2,000 campaigns takes to open in the editor of a real n8n, beside the
 * list of as many Data Tables of n8n's own, and what typing in it costs.
 *
 * npm run bench:editor
 */

import { median, quantile } from 'd3-array';
import { closeBrowser, logIn, openBrowser, page } from '../e2e/browser.mjs';
import { N8n } from '../e2e/n8n.mjs';
import { nodeOf } from '../e2e/workflow.mjs';
import { exampleCredential } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';

const ENTRIES = 2000;
const ROUNDS = 15;

/** For the browser: times the next key, to the frame behind the one that shows it. */
const WATCH = `
	shown = new Promise((resolve) => {
		const pressed = () => {
			const start = performance.now();
			requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
		};
		document.addEventListener('keydown', pressed, { once: true, capture: true });
	});
	0`;

/** For the browser, which notes the times of 250 requests at most: forgets those of the page itself. */
const START = 'performance.clearResourceTimings(), performance.now()';
const LOADED = `
	performance.getEntriesByType('resource')
		.find(({ name }) => name.includes('resource-locator-results')).duration`;

const simulator = await WolkvoxSimulator.start();
const n8n = await N8n.create(simulator);
try {
	await n8n.importCredential(exampleCredential);
	const server = await n8n.start();
	await server.setUpOwner();
	simulator.addToken(exampleCredential.data.token, { quota: Infinity });
	for (let index = 0; index < ENTRIES; index++) {
		simulator.addCampaign({ id: String(10_000 + index), name: `Campaign ${index}` });
	}
	const { id: project } = await server.request<{ id: string }>('GET', 'projects/personal');
	for (let index = 0; index < ENTRIES; index++) {
		const columns = [{ name: 'text', type: 'string' }];
		await server.request('POST', `projects/${project}/data-tables`, {
			name: `Table ${index}`,
			columns,
		});
	}
	await openBrowser();
	await logIn(server);
	const { id, name } = exampleCredential;
	const nodes = {
		campaigns: {
			...nodeOf('Node', 'n8n-nodes-wolkvox.wolkvoxCampaign', 1),
			credentials: { wolkvoxApi: { id, name } },
		},
		tables: nodeOf('Node', 'n8n-nodes-base.dataTable', 1.1),
	};

	const opening = { campaigns: [] as number[], tables: [] as number[] };
	/** How long the request for its first page takes. */
	const loading = { campaigns: [] as number[], tables: [] as number[] };
	const typing: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const lists = ['campaigns', 'tables'] as const;
		for (const list of round % 2 ? [...lists].reverse() : lists) {
			const workflow = await server.addWorkflow({
				name: list,
				nodes: [nodes[list]],
				connections: {},
			});
			await page.goto(`${server.url}/workflow/${workflow}`);
			await page.getByTestId('canvas-node').dblclick();
			await page.getByTestId('node-parameters').waitFor();
			const start = await page.evaluate<number>(START);
			await page.getByTestId('rlc-input').first().click();
			await page.getByTestId('rlc-item').first().waitFor();
			opening[list].push((await page.evaluate(() => performance.now())) - start);
			loading[list].push(await page.evaluate<number>(LOADED));
			if (list === 'tables') continue;
			for (const key of 'campaign 1') typing.push(await keyDelay(key));
		}
	}
	console.log({
		'campaigns, ms': median(opening.campaigns),
		'Data Tables, ms': median(opening.tables),
		ratio: (median(opening.campaigns) ?? NaN) / (median(opening.tables) ?? NaN),
		'of which the request, ms': [median(loading.campaigns), median(loading.tables)],
		'a key, ms': median(typing),
		'95 of 100 keys within, ms': quantile(typing, 0.95),
		calls: simulator.calls.length,
	});
} finally {
	await closeBrowser();
	await n8n.remove();
	await simulator.stop();
}

/** How long the browser takes to show a key that is pressed in the field of the list, in milliseconds. */
async function keyDelay(key: string): Promise<number> {
	await page.evaluate(WATCH);
	await page.keyboard.press(key === ' ' ? 'Space' : key);
	return await page.evaluate<number>('shown');
}
