// @ts-check
'use strict';

/**
 * The certificate authority of the simulator. Node.js reads NODE_EXTRA_CA_CERTS only when it
 * starts, so the file has to exist before the process that runs the node under test.
 */

const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { generateCACertificate } = require('mockttp');

const folder = join(__dirname, '../../node_modules/.cache/wolkvox-simulator');

/** Where the key and the certificate are, as mockttp takes them. */
const ca = { keyPath: join(folder, 'ca.key'), certPath: join(folder, 'ca.pem') };

/** Makes the authority unless an earlier run did. */
async function ensureCa() {
	if (existsSync(ca.certPath)) return;
	const { key, cert } = await generateCACertificate({
		subject: { commonName: 'Wolkvox simulator, for tests only' },
	});
	mkdirSync(folder, { recursive: true });
	writeFileSync(ca.keyPath, key, { mode: 0o600 });
	writeFileSync(ca.certPath, cert);
}

module.exports = { ca, ensureCa };
