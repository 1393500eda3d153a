/** A real n8n to click through, with the node and the example workflow, against the simulator. */

import { readFileSync } from 'node:fs';
import { exampleCredential, prepareExample } from '../test/support/example';
import { WolkvoxSimulator, type Call } from '../test/support/simulator';
import { freePort, N8n, owner } from './n8n.mjs';

console.log('Starting n8n with the node and a SIMULATOR of Wolkvox …');
const simulator = await WolkvoxSimulator.start();
const n8n = await N8n.create(simulator);

let stopping = false;
async function stop(exitCode: number): Promise<void> {
	// A terminal sends its signal to each process of the command, so it comes more than once.
	if (stopping) return;
	stopping = true;
	await n8n.remove();
	await simulator.stop();
	process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));

try {
	const file = new URL('../examples/remove-records.workflow.json', import.meta.url);
	const workflow = JSON.parse(readFileSync(file, 'utf8'));
	await n8n.importCredential(exampleCredential);
	await n8n.importWorkflow(workflow);
	n8n.listPackage();
	const server = await n8n.start(await freePort(5678));
	await server.setUpOwner();

	prepareExample(simulator);
	simulator.onAnswer = ({ method, url, body, status }: Call) =>
		console.log(`${method} ${url} ${body} → ${status ? `HTTP ${status}` : 'no answer'}`);
	process.stdin.on('data', () => {
		prepareExample(simulator);
		console.log('The records are back.');
	});

	console.log(`
  Editor    ${server.url}/workflow/${workflow.id}
  Email     ${owner.email}
  Password  ${owner.password}

Each request that the simulator gets is shown here: n8n's requests do not leave this machine, and no
record of anyone is removed. Enter puts the records of the example back, Ctrl-C ends n8n and removes
all of it.
`);
} catch (error) {
	// Ctrl-C takes n8n away under the steps above.
	if (!stopping) console.error(error);
	await stop(1);
}
