/**
 * Measures the node side by side with the other ways to remove records, in a real n8n against the
 * simulator, and writes docs/benchmarks.md, docs/benchmarks.json and the chart.
 *
 * npm run bench                                        all that removes
 * npm run bench -- --peers node1,loop --loads 3000@0   a part, which is printed only
 * npm run bench -- --rounds 1                          fewer rounds than five, or than three of what is slow
 * npm run bench -- --profile FOLDER --peers node100 --loads 10000@0
 *                                                      profiles of n8n's CPU and memory for each
 * npm run bench -- --adding                            the part on adding, into the page
 * npm run bench -- --draw                              page and chart from docs/benchmarks.json
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { nodeFolder } from '../e2e/install.mjs';
import { root, run } from '../scripts/pack.mjs';
import { draw } from './chart.mjs';
import { fill, sections } from './page.mjs';
import type { Peer } from './peers.mjs';
import { allocations, shares } from './profile.mjs';
import { parseLoad, samplesOf, short, type Results } from './results.mjs';
import { Runner } from './runner.mjs';

/** What is measured, load by load: the whole is to take 40 minutes, and some ways are slow. */
const REMOVING: Record<string, string[]> = {
	'1000@0': ['node1', 'node100'],
	'3000@0': ['node1', 'node100', 'helper', 'expression', 'axios'],
	'10000@0': ['node1', 'node100', 'loop', 'expression'],
	'60000@0': ['node100'],
	'3000@20': ['node1', 'node100', 'http', 'loop'],
};
const ADDING: Record<string, string[]> = {
	'10000@0': ['add100', 'add1000', 'addList', 'addLoop'],
	'2000@0!': ['add100', 'add1000', 'addListRetry', 'addLoopRetry'],
};

/** What takes minutes, and is measured in three rounds for that. */
const SLOW: Record<string, string[]> = {
	'10000@0': ['node1', 'loop', 'addLoop'],
	'3000@20': ['node1', 'http', 'loop'],
};
const ROUNDS_OF_SLOW = 3;

/** What another workflow has to go on beside, once in each round, after the load of as many records. */
const BESIDE = '60000@20';
const BEFORE_IT = '60000@0';

/** How many records a load has for which each run gets a new n8n, because it is about memory. */
const ALONE = 10_000;

const docs = join(root, 'docs');

const { values } = parseArgs({
	options: {
		rounds: { type: 'string' },
		loads: { type: 'string' },
		peers: { type: 'string' },
		profile: { type: 'string' },
		adding: { type: 'boolean' },
		draw: { type: 'boolean' },
	},
});

/** What is on the page. */
const known = (): Results => JSON.parse(readFileSync(join(docs, 'benchmarks.json'), 'utf8'));

if (values.draw) {
	await write(known());
} else {
	const runner = await Runner.start();
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.once(signal, () => void runner.stop().finally(() => process.exit(1)));
	}
	try {
		const plan = values.adding ? ADDING : REMOVING;
		const chosen = values.peers?.split(',') ?? Object.values(plan).flat();
		const peers = runner.peers.filter(({ id }) => chosen.includes(id));
		const loads = values.loads?.split(',') ?? Object.keys(plan);
		if (values.profile) await profile(runner, peers, loads, values.profile);
		else await compare(runner, peers, loads, plan);
	} finally {
		await runner.stop();
	}
}

async function compare(
	runner: Runner,
	peers: Peer[],
	loads: string[],
	plan: Record<string, string[]>,
): Promise<void> {
	const rounds = Number(values.rounds ?? 5);
	await warmUp(runner, peers);

	const results: Results = {
		date: new Date().toISOString().slice(0, 10),
		machine: machine(),
		peers: peers.map(({ id, name, adds }) => ({ id, name, adds })),
		loads,
		results: loads.flatMap((load) => peers.map(({ id }) => ({ peer: id, load, samples: [] }))),
		beside: [],
	};
	/** The peers of a load; all where it is not in the plan. */
	const inPlan = (load: string, peer: Peer) =>
		values.peers !== undefined || !plan[load] || plan[load].includes(peer.id);
	// In rounds, so that a busy moment of the machine is in all peers, each of which begins in turn.
	for (let round = 0; round < rounds; round++) {
		for (const load of loads) {
			for (const peer of [...peers.slice(round), ...peers.slice(0, round)]) {
				if (!inPlan(load, peer)) continue;
				if (round >= ROUNDS_OF_SLOW && SLOW[load]?.includes(peer.id)) continue;
				if (parseLoad(load).records >= ALONE) {
					await runner.restart();
					await warmUp(runner, peers);
				}
				const sample = await runner.run(peer, parseLoad(load));
				samplesOf(results, peer.id, load).push(sample);
				if (load === BEFORE_IT) {
					results.beside.push(await runner.runBeside(peer, parseLoad(BESIDE)));
				}
				console.log(
					`Round ${round + 1} of ${rounds}, ${load}, ${peer.name}: ${short(sample.seconds)} s, ${sample.removed} ${peer.adds ? 'added' : 'removed'}`,
				);
			}
		}
	}

	console.log(`\n${await formatted(sections(results), 'page.md')}`);
	if (values.loads ?? values.peers) return;
	const file = join(docs, 'benchmarks.json');
	const whole = withRest(results, known());
	writeFileSync(file, await formatted(JSON.stringify(whole), file));
	await write(whole);
}

/** Results with those that are on the page of peers that were not measured now. */
function withRest(results: Results, rest: Results): Results {
	const isOther = (id: string) => !results.peers.some((peer) => peer.id === id);
	const peers = rest.peers.filter(({ id }) => isOther(id));
	const others = rest.results.filter(({ peer }) => isOther(peer));
	// The date is that of what removes.
	const [first, second] = values.adding
		? [{ ...rest, peers, results: others }, results]
		: [results, { ...rest, peers, results: others }];
	return {
		...first,
		peers: [...first.peers, ...second.peers],
		loads: [...new Set([...first.loads, ...second.loads])].filter((load) =>
			[...first.results, ...second.results].some((one) => one.load === load),
		),
		results: [...first.results, ...second.results],
	};
}

async function profile(
	runner: Runner,
	peers: Peer[],
	loads: string[],
	folder: string,
): Promise<void> {
	mkdirSync(folder, { recursive: true });
	await warmUp(runner, peers);
	for (const load of loads) {
		for (const peer of peers) {
			const file = join(folder, `${peer.id}-${load}`);
			await runner.profile(file, async () => await runner.run(peer, parseLoad(load)));
			const tables = {
				"The time of n8n's CPU": shares(`${file}.cpuprofile`),
				'What n8n allocated': allocations(`${file}.heapprofile`),
			};
			for (const [what, all] of Object.entries(tables)) {
				console.log(`\n${file}\n${what} by package, without its children:`);
				for (const [name, share] of all.slice(0, 20)) {
					console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`);
				}
			}
		}
	}
}

/** n8n loads parts of itself at the first run of a node, and code becomes fast in time. */
async function warmUp(runner: Runner, peers: Peer[]): Promise<void> {
	for (const peer of peers) await runner.run(peer, parseLoad('300@0'));
}

/** Writes the page and the chart. */
async function write(results: Results): Promise<void> {
	const page = join(docs, 'benchmarks.md');
	writeFileSync(page, await formatted(fill(readFileSync(page, 'utf8'), results), page));
	for (const theme of ['light', 'dark'] as const) {
		writeFileSync(join(docs, `images/benchmarks-${theme}.svg`), draw(results, theme));
	}
}

async function formatted(text: string, file: string): Promise<string> {
	return await format(text, { ...(await resolveConfig(join(root, file))), filepath: file });
}

function machine(): Record<string, string> {
	const versionOf = (name: string) =>
		JSON.parse(readFileSync(join(root, 'e2e/node_modules', name, 'package.json'), 'utf8')).version;
	return {
		CPU: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
		Memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
		System: `${type()} ${release()}`,
		n8n: `n8n ${versionOf('n8n')}`,
		'Node.js': `${run(join(nodeFolder, 'node'), ['--version'], root).trim()} for n8n, ${process.version} for the simulator`,
	};
}
