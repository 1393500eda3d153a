// @ts-check
/**
 * Runs n8n's own scanner on the source and on the package as it would be published: the two things
 * that it looks at when n8n verifies a node. Its command takes published packages only, and ends
 * with 0 when a scan fails; its function does neither.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { pack, root, unpack } from '../scripts/pack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
try {
	const published = join(folder, 'package');
	unpack(pack(folder), published);
	await scan('the source', root, SOURCE_FILE_PATTERNS);
	await scan('the package', published, ['**/*.js', 'package.json']);
} finally {
	rmSync(folder, { recursive: true });
}

/**
 * @param {string} what
 * @param {string} where
 * @param {string[]} patterns which files to look at, as the scanner's command has them
 */
async function scan(what, where, patterns) {
	const { passed, message, details } = await analyzePackage(where, patterns);
	// A scan that found no file "passes" too, with a message.
	const clean = passed && message === undefined;
	console.log(`${clean ? 'passed' : 'FAILED'}: n8n's scan of ${what}`);
	if (clean) return;
	console.log([message, details].filter(Boolean).join('\n'));
	process.exitCode = 1;
}
