// @ts-check
/**
 * Makes this folder ready: n8n, and the Node.js that it needs, from package-lock.json. Does nothing
 * where an earlier run did it for the same lock file.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/** The folder of the Node.js that n8n 2.41 needs (24 or newer); the caller's may be older. */
export const nodeFolder = join(folder, 'node_modules/node/bin');

/** A download that stands still is begun again after a minute: npm waits for five. */
const PATIENCE = ['--fetch-timeout=60000', '--fetch-retries=5'];

/** n8n's command. */
export const n8nCommand = join(folder, 'node_modules/n8n/bin/n8n');

/**
 * Installs what package-lock.json says, unless it is there.
 *
 * @throws {Error} when a step fails; its output has been printed then
 */
export async function install() {
	await onceFor(folder, async () => {
		console.log('Installing n8n, some 3 GB, which takes some minutes the first time …');
		await npm(folder, 'ci');
		// Scripts run for these alone: one brings Node.js, the others have parts in C++ that n8n can't
		// start without (its database, and its sandbox for expressions).
		await npm(folder, 'rebuild', '--ignore-scripts=false', 'node');
		await npm(folder, 'rebuild', '--ignore-scripts=false', 'sqlite3', 'isolated-vm');
	});
}

/**
 * Does a piece of work once for each state of a folder's package-lock.json.
 *
 * @param {string} folder
 * @param {() => Promise<void>} work fills the folder's node_modules
 */
export async function onceFor(folder, work) {
	const stamp = join(folder, 'node_modules/.installed');
	const lock = readFileSync(join(folder, 'package-lock.json'));
	const state = `${process.platform}-${process.arch} ${createHash('sha256').update(lock).digest('hex')}\n`;
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
	rmSync(stamp, { force: true });
	await work();
	writeFileSync(stamp, state);
}

/**
 * Runs npm, and gives a sign of life while it is silent.
 *
 * @param {string} cwd
 * @param {string[]} args
 * @throws {Error} when npm fails; its output has been printed then
 */
export async function npm(cwd, ...args) {
	const child = spawn(
		'npm',
		[...args, '--loglevel=error', '--no-audit', '--no-fund', ...PATIENCE],
		{
			cwd,
			// The parts in C++ are built for the Node.js that comes first.
			env: { ...process.env, PATH: `${nodeFolder}${delimiter}${process.env.PATH ?? ''}` },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	let printed = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (printed += text));
	}
	const start = Date.now();
	const signs = setInterval(() => {
		const seconds = Math.round((Date.now() - start) / 1000);
		console.log(`  npm ${args[0]} is at work: ${seconds} seconds`);
	}, 10_000);
	const [status] = await once(child, 'close');
	clearInterval(signs);
	if (status === 0) return;
	console.error(printed);
	throw new Error(`"npm ${args.join(' ')}" did not succeed in ${cwd}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await install();
