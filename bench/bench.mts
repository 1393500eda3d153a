/**
 * Measures the node side by side with the other ways to remove records, in a real n8n against the
 * simulator, and writes docs/benchmarks.md, docs/benchmarks.json and the chart.
 *
 * npm run bench                                        all that removes
 * npm run bench -- --rounds 1 --loads 300@0,300@20     a part, which is printed only
 * npm run bench -- --peers node1,loop --loads 3000@0   the same
 * npm run bench -- --profile FOLDER --peers node100 --loads 10000@0
 *                                                      a CPU profile of n8n for each
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
import { shares } from './profile.mjs';
import { parseLoad, samplesOf, short, type Results } from './results.mjs';
import { Runner } from './runner.mjs';

const LOADS = ['300@0', '3000@0', '10000@0', '300@20', '300@100', '3000@20'];

/** The one load of those that add. */
const ADDING = '10000@0';

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
		const peers = runner.peers.filter(
			({ id, adds }) =>
				values.peers?.split(',').includes(id) ?? (adds === true) === (values.adding === true),
		);
		const loads = values.loads?.split(',') ?? (values.adding ? [ADDING] : LOADS);
		if (values.profile) await profile(runner, peers, loads, values.profile);
		else await compare(runner, peers, loads);
	} finally {
		await runner.stop();
	}
}

async function compare(runner: Runner, peers: Peer[], loads: string[]): Promise<void> {
	const rounds = Number(values.rounds ?? 5);
	await warmUp(runner, peers);

	const results: Results = {
		date: new Date().toISOString().slice(0, 10),
		machine: machine(),
		peers: peers.map(({ id, name, adds }) => ({ id, name, adds })),
		loads,
		results: loads.flatMap((load) => peers.map(({ id }) => ({ peer: id, load, samples: [] }))),
	};
	// In rounds, so that a busy moment of the machine is in all peers, each of which begins in turn.
	for (let round = 0; round < rounds; round++) {
		for (const load of loads) {
			for (const peer of [...peers.slice(round), ...peers.slice(0, round)]) {
				if (peer.adds && load !== ADDING) continue;
				if (parseLoad(load).records >= ALONE) {
					await runner.restart();
					await warmUp(runner, peers);
				}
				const sample = await runner.run(peer, parseLoad(load));
				samplesOf(results, peer.id, load).push(sample);
				console.log(
					`Round ${round + 1} of ${rounds}, ${load}, ${peer.name}: ${short(sample.seconds)} s, ${sample.removed} ${peer.adds ? 'added' : 'removed'}`,
				);
			}
		}
	}

	console.log(`\n${await formatted(sections(results), 'page.md')}`);
	if (values.loads ?? values.peers ?? (values.adding ? undefined : values.rounds)) return;
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
	// The date and the loads are those of what removes.
	return values.adding
		? { ...rest, peers: [...peers, ...results.peers], results: [...others, ...results.results] }
		: { ...results, peers: [...results.peers, ...peers], results: [...results.results, ...others] };
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
			const file = join(folder, `${peer.id}-${load}.cpuprofile`);
			await runner.profile(file, async () => await runner.run(peer, parseLoad(load)));
			console.log(`\n${file}\nThe time of n8n's CPU by package, without its children:`);
			for (const [name, share] of shares(file).slice(0, 20)) {
				console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`);
			}
		}
	}
}

/** n8n loads parts of itself at the first run of a node, and code becomes fast in time. */
async function warmUp(runner: Runner, peers: Peer[]): Promise<void> {
	for (const peer of peers) await runner.run(peer, { records: 300, delay: 0 });
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
