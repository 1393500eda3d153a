/**
 * Whether a run of 20,000 items stays as fast and as small, item for item, as one of 1,000: runs
 * both in n8n's own engine against the simulator and prints time and memory. Takes some ten minutes.
 * Ends with 1 when memory grows; time is only reported, because other programs change it.
 *
 * node --expose-gc e2e/soak.mts (through tsx and test/support/trust.js; see "soak" in package.json)
 */

import { equal } from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from 'd3-array';
import type { INodeExecutionData } from 'n8n-workflow';
import { customers, nodeWorkflow, REMOVE_RECORD, TOKEN } from '../test/support/node';
import { runWorkflow } from '../test/support/engine';
import { useProxy } from '../test/support/proxy';
import { WolkvoxSimulator } from '../test/support/simulator';

const SMALL = 1000;
const LARGE = 20_000;
const ROUNDS = 3;
const MEMORY_LIMIT = 10;
const TIME_LIMIT = 10;

// The simulator has a process of its own: its memory is not the node's.
if (process.send) await simulate();
else await measure();

async function simulate(): Promise<void> {
	const simulator = await WolkvoxSimulator.start();
	simulator.addToken(TOKEN, { quota: Infinity });
	simulator.addCampaign({ id: '1001' });
	simulator.whenMissing = 'accept';
	simulator.onAnswer = () => {
		simulator.calls.length = 0;
	};
	process.once('disconnect', () => void simulator.stop());
	process.send?.(simulator.proxyUrl);
}

async function measure(): Promise<void> {
	const child = fork(fileURLToPath(import.meta.url));
	const [proxyUrl] = await once(child, 'message');
	useProxy(proxyUrl);

	await run(SMALL); // n8n loads parts of itself at the first run, and code becomes fast in time.
	const small: Sample[] = [];
	const large: Sample[] = [];
	// In turns, so that a busy moment of the machine is in both.
	for (let round = 1; round <= ROUNDS; round++) {
		small.push(await sample(SMALL));
		large.push(await sample(LARGE));
		small.push(await sample(SMALL));
	}
	child.disconnect();

	const time = (samples: Sample[]) => median(samples, ({ perItem }) => perItem) ?? NaN;
	const growth = (time(large) / time(small) - 1) * 100;
	const base = median(small, ({ withoutItems }) => withoutItems) ?? NaN;
	const kept = Math.max(...large.map(({ withoutItems }) => withoutItems)) - base;

	console.log(`\nNode.js ${process.versions.node}`);
	console.log(
		`Time: ${time(small).toFixed(2)} ms an item of ${SMALL}, ${time(large).toFixed(2)} ms of ${LARGE}: ` +
			`${signed(growth)} % (at most +${TIME_LIMIT} %: ${verdict(growth <= TIME_LIMIT)})`,
	);
	console.log(
		`Memory after the run without the items that came out: ${base.toFixed(1)} MB, ` +
			`${signed(kept)} MB at most for ${LARGE} (at most +${MEMORY_LIMIT} MB: ${verdict(kept <= MEMORY_LIMIT)})`,
	);
	if (kept > MEMORY_LIMIT) process.exitCode = 1;
}

interface Sample {
	/** Milliseconds that the node took for an item. */
	perItem: number;
	/** Megabytes in use after the run, less what the items that came out take. */
	withoutItems: number;
}

async function sample(count: number): Promise<Sample> {
	const { items, took } = await run(count);
	const after = memory();
	// The items' own size is what a copy of them adds.
	const copy = structuredClone(items);
	const own = memory() - after;
	equal(copy.length, items.length); // Both are in use up to here.
	const perItem = took / count;
	console.log(
		`${String(count).padStart(6)} items: ${perItem.toFixed(2)} ms an item, ` +
			`${after.toFixed(1)} MB after the run, the items ${own.toFixed(1)} MB of it`,
	);
	return { perItem, withoutItems: after - own };
}

/** Runs the node alone: what stands behind it in a workflow has costs of its own. */
async function run(count: number): Promise<{ items: INodeExecutionData[]; took: number }> {
	const { nodes, connections, ...file } = nodeWorkflow({
		operation: 'removeRecord',
		items: customers(count),
		parameters: REMOVE_RECORD,
	});
	const { outputs, run: ended } = await runWorkflow(
		{ ...file, nodes: nodes.slice(0, 2), connections: { Items: connections.Items } },
		{ server: '0023', token: TOKEN },
	);
	const items = outputs('Wolkvox Campaign')[0] ?? [];
	if (items.filter(({ json }) => json.removed).length !== count) {
		throw new Error(`Not every record was removed: ${JSON.stringify(items.at(-1)?.json)}`);
	}
	return { items, took: ended.data.resultData.runData['Wolkvox Campaign'][0].executionTime };
}

/** Megabytes that are in use when everything that is not is collected. */
function memory(): number {
	if (!global.gc) throw new Error('Start it with --expose-gc');
	global.gc();
	return process.memoryUsage().heapUsed / 2 ** 20;
}

function signed(value: number): string {
	return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}

function verdict(met: boolean): string {
	return met ? 'met' : 'MISSED';
}
