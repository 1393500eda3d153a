// @ts-check
/** Builds the package in Stryker's sandbox, which has no node_modules of its own. */

import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

const { MUTATION_ROOT } = process.env;
if (!MUTATION_ROOT) throw new Error('run.mjs says where the project is');
symlinkSync(join(MUTATION_ROOT, 'node_modules'), 'node_modules', 'junction');
const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
