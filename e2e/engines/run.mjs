// @ts-check
/**
 * Runs the tests of what the engine decides in the engines of older n8n versions. Their tests alone,
 * for one engine: node test/support/trust.js jest -c e2e/engines/jest.config.js --selectProjects NAME
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from '../../scripts/pack.mjs';
import { npm, onceFor } from '../install.mjs';

/**
 * Tests that an engine can't pass, by its name.
 *
 * @type {Record<string, string[]>}
 */
const LEFT_OUT = {
	// axios 1.12.0 keeps the connection of a request whose time is up (lib/adapters/http.js: its
	// reject() removes the listeners that abort() needs), so the simulator goes on counting the call.
	// Wolkvox ends a call itself after 60 seconds, and the node's time-out is 65.
	'n8n-2.0.3': ['a request is sent again after a time-out'],
};

const folder = dirname(fileURLToPath(import.meta.url));
await onceFor(folder, async () => {
	console.log(
		'Installing the engines of older n8n versions, which takes a minute the first time …',
	);
	await npm(folder, 'ci', '--ignore-scripts');
});
run('npm', ['run', '--silent', 'build'], root);

const results = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
try {
	const aliases = Object.keys(readJson(join(folder, 'package.json')).dependencies);
	const rows = aliases.map((alias) => ({ ...versions(alias), ...test(alias) }));
	console.log(`\nNode.js ${process.versions.node}`);
	console.table(Object.fromEntries(rows.map(({ engine, ...row }) => [engine, row])));
	process.exitCode = rows.every(({ result }) => result === 'passed') ? 0 : 1;
} finally {
	rmSync(results, { recursive: true });
}

/**
 * Runs the tests in one engine.
 *
 * @param {string} alias the engine's name in package.json
 */
function test(alias) {
	const project = projectOf(alias);
	const outputFile = join(results, `${project}.json`);
	const leftOut = LEFT_OUT[project] ?? [];
	const { status } = spawnSync(
		process.execPath,
		[
			'test/support/trust.js',
			'jest',
			'--config=e2e/engines/jest.config.js',
			`--selectProjects=${project}`,
			'--json',
			`--outputFile=${outputFile}`,
			...(leftOut.length > 0 ? [`--testNamePattern=^(?!(${leftOut.join('|')})$)`] : []),
		],
		// jest's report goes to stderr; what --json prints as well is in the file.
		{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
	);
	const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } =
		readJson(outputFile);
	return {
		passed: numPassedTests,
		failed: numFailedTests + numRuntimeErrorTestSuites,
		'left out': numPendingTests,
		result: status === 0 && numPassedTests > 0 ? 'passed' : 'FAILED',
	};
}

/** @param {string} alias */
function versions(alias) {
	const core = join(folder, 'node_modules', alias, 'package.json');
	const workflow = createRequire(core).resolve('n8n-workflow/package.json');
	return {
		engine: projectOf(alias),
		'n8n-core': readJson(core).version,
		'n8n-workflow': readJson(workflow).version,
	};
}

/**
 * @param {string} alias
 * @returns {string} the name that jest.config.js gives it
 */
function projectOf(alias) {
	return alias.replace('core-of-', '');
}

/** @param {string} file */
function readJson(file) {
	return JSON.parse(readFileSync(file, 'utf8'));
}
