/** A real n8n to click through, with the node and the example workflow, against the simulator. */

import type { WorkflowFile } from '../test/support/engine';
import { fillAccount } from '../test/support/account';
import { exampleCredential, fillIn, readExample } from '../test/support/example';
import { WolkvoxSimulator, type Call } from '../test/support/simulator';
import { freePort, N8n, owner } from './n8n.mjs';

let n8n: N8n | undefined;
const simulator = await WolkvoxSimulator.start();

let stopping = false;
async function stop(exitCode: number): Promise<void> {
	// A terminal sends its signal to each process of the command, so it comes more than once.
	if (stopping) return;
	stopping = true;
	await n8n?.remove();
	await simulator.stop();
	process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));

/** Gives the simulator what a person finds in it, and shows each call from now on. */
function begin(): void {
	simulator.reset();
	fillAccount(simulator);
	simulator.onAnswer = ({ method, url, body, status }: Call) =>
		console.log(`${method} ${url} ${body} → ${status ? `HTTP ${status}` : 'no answer'}`);
}

/** Says what is done, and how long it took. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
	process.stdout.write(`  ${what} … `);
	const start = Date.now();
	const result = await work();
	console.log(`${Math.round((Date.now() - start) / 1000)} s`);
	return result;
}

try {
	console.log('\nA whole n8n with the node, and a SIMULATOR in place of Wolkvox:');
	const workflow = fillIn(readExample<WorkflowFile & { id: string }>('remove-records'));
	const made = (n8n = await step('building the node and installing it', async () =>
		N8n.create(simulator),
	));
	await step('making the credential', async () => await made.importCredential(exampleCredential));
	await step('importing the example', async () => await made.importWorkflow(workflow));
	made.listPackage();
	const server = await step('starting the editor', async () => {
		const started = await made.start(await freePort(5678));
		await started.setUpOwner();
		return started;
	});

	begin();
	process.stdin.on('data', () => {
		begin();
		console.log('All campaigns and records are as they were.');
	});

	console.log(`
  Editor    ${server.url}/workflow/${workflow.id}
  Email     ${owner.email}
  Password  ${owner.password}

The workflow removes records of campaign 1001; what fails in it fails on purpose. The simulator has 29
campaigns more, with records, activity codes and skills, for the other operations: add the node to a
workflow, and choose from its lists.

Each call that the simulator gets is shown here: none leaves this machine, and no record of anyone is
removed. Enter puts all campaigns and records back, Ctrl-C ends n8n and removes all of it.
`);
} catch (error) {
	// Ctrl-C takes n8n away under the steps above.
	if (!stopping) console.error(error);
	await stop(1);
}
