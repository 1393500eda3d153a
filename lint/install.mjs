// @ts-check
/**
 * Makes this folder ready: n8n's rules, and its scanner, from package-lock.json. They bring 600 packages
 * along that nothing else needs. n8n's strict mode wants eslint.config.mjs as it is, which takes the rules
 * from the packages of the project: so these lead here.
 */

import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, onceFor } from '../e2e/install.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const modules = join(folder, '../node_modules');

await onceFor(folder, async () => {
	console.log("Installing n8n's rules and scanner, which takes a minute the first time …");
	await npm(folder, 'ci');
});
for (const path of ['@n8n/node-cli', '.bin/eslint']) {
	const link = join(modules, path);
	rmSync(link, { recursive: true, force: true });
	mkdirSync(dirname(link), { recursive: true });
	symlinkSync(join(folder, 'node_modules', path), link);
}
