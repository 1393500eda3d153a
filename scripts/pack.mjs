// @ts-check
/** The package as `npm publish` would send it. */

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Builds the package and packs it.
 *
 * @param {string} folder where to put the tarball
 * @returns {string} the tarball
 */
export function pack(folder) {
	run('npm', ['run', '--silent', 'build'], root);
	const [{ filename }] = JSON.parse(
		run('npm', ['pack', '--json', '--pack-destination', folder], root),
	);
	return join(folder, filename);
}

/**
 * Unpacks a tarball of npm's, as n8n does.
 *
 * @param {string} tarball
 * @param {string} folder is made where there is none
 */
export function unpack(tarball, folder) {
	mkdirSync(folder, { recursive: true });
	run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], root);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {string} what it printed
 * @throws {Error} with all that it printed, when it fails
 */
export function run(command, args, cwd) {
	const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
	if (error) throw error;
	if (status !== 0)
		throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
	return stdout;
}
