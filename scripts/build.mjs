/**
 * Builds the package into dist/. It does what `n8n-node build` does, for this package's folders
 * only: that command copies every picture below the project, those of e2e/node_modules too.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';

rmSync('dist', { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
try {
	execFileSync(process.execPath, [tsc], { stdio: 'inherit' });
} catch {
	process.exit(1); // tsc has said why
}
cpSync('icons', 'dist/icons', { recursive: true });
