// @ts-check
'use strict';

/**
 * node test/support/trust.js COMMAND [ARGUMENT...]
 *
 * Runs a command of this package's node_modules in a Node.js that trusts the simulator.
 */

const { spawn } = require('node:child_process');
const { delimiter, join } = require('node:path');
const { ca, ensureCa } = require('./ca');

ensureCa().then(() => {
	const [command, ...args] = process.argv.slice(2);
	const bin = join(__dirname, '../../node_modules/.bin');
	const child = spawn(command, args, {
		stdio: 'inherit',
		shell: process.platform === 'win32',
		env: {
			...process.env,
			PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
			NODE_EXTRA_CA_CERTS: ca.certPath,
			// The engine logs each run that stops, which some tests are about.
			N8N_LOG_LEVEL: process.env.N8N_LOG_LEVEL ?? 'silent',
			// n8n's engine writes a settings file into its folder.
			N8N_USER_FOLDER: join(ca.certPath, '..'),
		},
	});
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
		process.on(signal, () => child.kill(signal));
	}
	child.on('exit', (code) => process.exit(code ?? 1));
});
