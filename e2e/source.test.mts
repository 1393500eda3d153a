/** The README's way from the source into a clean n8n. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { IWorkflowBase } from 'n8n-workflow';
import { root } from '../scripts/pack.mjs';
import { exampleCredential, fillIn, prepareExample, readExample } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';
import { N8n, type Server } from './n8n.mjs';

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;

/** A copy of the source as a clone has it. */
const source = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
const notInClone = ['node_modules', 'dist', '.git', 'coverage'];

before(async () => {
	cpSync(root, source, {
		recursive: true,
		filter: (path) => !notInClone.includes(basename(path)) && !path.endsWith('.tgz'),
	});
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator, {}, runCommands);
	server = await n8n.start();
	await server.setUpOwner();
});
after(async () => {
	await n8n?.remove();
	await simulator?.stop();
	rmSync(source, { recursive: true });
});

/** Runs the commands of the section Install, as a person whose home is this folder. */
function runCommands(home: string): void {
	const readme = readFileSync(join(source, 'README.md'), 'utf8');
	const [, commands] = /^## Install$[^]+?^```sh\n([^]+?)^```$/m.exec(readme) ?? [];
	const { WOLKVOX_TARBALL: _, ...env } = process.env;
	const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', commands], {
		cwd: source,
		env: { ...env, HOME: home, npm_config_cache: npmCache() },
		encoding: 'utf8',
	});
	assert.equal(status, 0, `${commands}${stdout}${stderr}`);
}

/** Where npm keeps what it has downloaded, which a home of its own would not have. */
function npmCache(): string {
	return spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout.trim();
}

test('n8n has the node, and it removes records', { timeout: 240_000 }, async () => {
	const types = JSON.parse(await server.file('types/nodes.json')) as Array<{ name: string }>;
	assert.ok(types.some(({ name }) => name === 'n8n-nodes-wolkvox.wolkvoxCampaign'));

	prepareExample(simulator);
	const { name, data } = exampleCredential;
	await server.request('POST', 'credentials', { name, type: 'wolkvoxApi', data });
	const { id: _, ...workflow } = fillIn(readExample<IWorkflowBase>('remove-records'));
	const run = await server.execute(await server.addWorkflow(workflow), 'Start');
	assert.equal(run.status, 'success');
	assert.deepEqual(simulator.recordsOf('1001'), ['EXAMPLE-08']);
});
