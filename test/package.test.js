// @ts-check
'use strict';

/** What `npm pack` would publish, and that it works once installed. */

const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const manifest = require('../package.json');

/** @type {string} */
let folder;

/** @param {string[]} args */
const npm = (args, cwd = root) =>
	execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the package holds what n8n needs, and nothing else', () => {
	const [{ files }] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder]));
	const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
	expect(paths).toEqual(
		expect.arrayContaining([
			'package.json',
			'index.js',
			'README.md',
			'LICENSE.md',
			'dist/credentials/WolkvoxApi.credentials.js',
			'dist/icons/wolkvox.svg',
			'dist/icons/wolkvox.dark.svg',
			'dist/nodes/WolkvoxCampaign/WolkvoxCampaign.node.js',
			'dist/nodes/WolkvoxCampaign/WolkvoxCampaign.node.json',
		]),
	);
	const others = paths.filter(
		(/** @type {string} */ path) =>
			!/^(package\.json|index\.js|README\.md|LICENSE\.md|CHANGELOG\.md)$/.test(path) &&
			!/^dist\/(nodes|credentials)\/[\w/.]+\.js(on)?$/.test(path) &&
			!/^dist\/icons\/wolkvox(\.dark)?\.svg$/.test(path),
	);
	expect(others).toEqual([]);
	expect(paths.filter((/** @type {string} */ path) => /test|\.map$|png$/.test(path))).toEqual([]);
});

test('the installed package gives both classes', () => {
	const tarball = join(folder, `${manifest.name}-${manifest.version}.tgz`);
	npm(['install', '--offline', '--no-audit', '--legacy-peer-deps', tarball], folder);
	const script = `
		const { WolkvoxApi, WolkvoxCampaign } = require('${manifest.name}');
		console.log(new WolkvoxApi().name, new WolkvoxCampaign().description.name);`;
	// n8n brings n8n-workflow, the only peer.
	const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
	const output = execFileSync(process.execPath, ['-e', script], {
		cwd: folder,
		env,
		encoding: 'utf8',
	});
	expect(output.trim()).toBe('wolkvoxApi wolkvoxCampaign');
});

test('the manifest is what n8n verifies', () => {
	expect(manifest).not.toHaveProperty('dependencies');
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(manifest.keywords).toContain('n8n-community-node-package');
	for (const version of Object.values(manifest.devDependencies)) {
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
	}
});
