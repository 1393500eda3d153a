// @ts-check
/** Runs the end-to-end tests. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, root } from '../scripts/pack.mjs';
import { install } from './install.mjs';

await install();
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
try {
	const tests = readdirSync(join(root, 'e2e')).filter((name) => name.endsWith('.test.mts'));
	// One file after the other: each has an n8n of its own, which takes a machine with two cores.
	const options = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
	const files = tests.map((name) => `e2e/${name}`);
	const { status } = spawnSync(
		process.execPath,
		['test/support/trust.js', 'tsx', ...options, ...files],
		{ cwd: root, stdio: 'inherit', env: { ...process.env, WOLKVOX_TARBALL: pack(folder) } },
	);
	process.exitCode = status ?? 1;
} finally {
	rmSync(folder, { recursive: true });
}
