// @ts-check
/**
 * Changes the node in small ways, one at a time, and says which changes no test notices:
 * docs/mutation-testing.md.
 *
 * npm run test:mutation [-- [--sample NUMBER] [--seed NUMBER] [--folder PATH]...]
 */

import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { npm, onceFor } from '../e2e/install.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '..');

/** What is changed, unless the command names folders or files. */
const SOURCES = ['nodes', 'credentials'];
const SAMPLE = 250;

const { values } = parseArgs({
	options: {
		folder: { type: 'string', multiple: true },
		sample: { type: 'string' },
		seed: { type: 'string', default: '1' },
		concurrency: { type: 'string', default: '2' },
	},
});

await onceFor(folder, async () => {
	console.log('Installing StrykerJS, which takes half a minute the first time …');
	await npm(folder, 'ci', '--ignore-scripts');
});

process.chdir(root);
const out = join('mutation', 'out');
const report = join(out, 'report');
rmSync(report, { recursive: true, force: true });
mkdirSync(report, { recursive: true });
// The processes that Stryker starts read these (build.mjs, plugins.mjs, jest/runner.js).
process.env.MUTATION_ROOT = root;
process.env.MUTATION_PLAN = join(root, out, 'plan.json');
// Not below the project, where n8n's linter would look at it, which can't be told to leave it out.
const sandbox = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
process.on('exit', () => rmSync(sandbox, { recursive: true, force: true }));

// It is there only now.
const { Stryker } = await import('@stryker-mutator/core');
const named = values.folder ?? SOURCES;
await new Stryker({
	mutate: named.map(globOf),
	mutationSample: {
		// All mutants of what the command names, a sample of everything.
		size: wholeNumber('sample', values.sample) ?? (values.folder ? undefined : SAMPLE),
		seed: wholeNumber('seed', values.seed),
		out: report,
	},

	plugins: ['@stryker-mutator/jest-runner', join(folder, 'plugins.mjs')],
	ignorers: ['prose'],
	checkers: ['sample'],
	reporters: ['sample'],

	// The tests run the built package. tsc takes the changed sources, since Stryker puts @ts-nocheck
	// above them.
	buildCommand: 'node mutation/build.mjs',
	symlinkNodeModules: false,
	testRunner: 'jest',
	jest: {
		configFile: 'mutation/jest/config.js',
		// What jest can find are the tests that import a source, not those that run what is built from it.
		enableFindRelatedTests: false,
	},
	coverageAnalysis: 'perTest',
	concurrency: wholeNumber('concurrency', values.concurrency),
	// Tests wait for connections, and other work may keep the machine busy: a time-out has to mean
	// that the node hangs. Most of those end earlier, by the time limit of jest or the limit of hits.
	timeoutMS: 600_000,
	timeoutFactor: 4,
	dryRunTimeoutMinutes: 20,

	tempDirName: sandbox,
	cleanTempDir: 'always',
	ignorePatterns: ['dist', out, 'docs/images'],
	allowConsoleColors: process.stdout.isTTY,
	// That static mutants take long.
	warnings: {
		slow: false,
		unknownOptions: true,
		preprocessorErrors: true,
		unserializableOptions: true,
	},
}).runMutationTest();

/**
 * @param {string} path a folder or a file with sources
 * @returns {string} a glob for what is in it
 */
function globOf(path) {
	const place = relative(root, join(root, path));
	if (!existsSync(place)) throw new Error(`There is no ${path}`);
	const [top] = place.split(sep);
	if (!SOURCES.includes(top)) throw new Error(`${path} is not below ${SOURCES.join(' or ')}`);
	const glob = place.split(sep).join('/');
	return statSync(place).isDirectory() ? `${glob}/**/*.ts` : glob;
}

/**
 * @param {string} name
 * @param {string | undefined} value
 */
function wholeNumber(name, value) {
	if (value === undefined) return undefined;
	if (!/^[0-9]{1,9}$/.test(value)) throw new Error(`--${name} takes a whole number`);
	return Number(value);
}
