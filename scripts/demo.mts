/**
 * Runs the example workflow in n8n's own engine against the simulator, and shows what became of
 * each customer.
 */

import { readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { runWorkflow, type WorkflowFile } from '../test/support/engine';
import { exampleCredential, prepareExample } from '../test/support/example';
import { useProxy } from '../test/support/proxy';
import { WolkvoxSimulator, type Call } from '../test/support/simulator';

const file = new URL('../examples/remove-records.workflow.json', import.meta.url);
const workflow: WorkflowFile = JSON.parse(readFileSync(file, 'utf8'));

const simulator = await WolkvoxSimulator.start();
useProxy(simulator.proxyUrl);
prepareExample(simulator);

console.log(`
This is a SIMULATOR, not Wolkvox: no request leaves this machine.
The workflow "${workflow.name}" runs in n8n's own engine with the node
as it would be published.
`);

simulator.onAnswer = (call: Call) => {
	const { customer_id: customerId } = JSON.parse(call.body);
	const answer = call.status ? `HTTP ${call.status}` : 'no answer';
	const number = String(simulator.calls.length).padStart(2);
	console.log(`  request ${number}  customer ID ${customerId}: ${answer}`);
};
const { outputs, error } = await runWorkflow(workflow, exampleCredential.data);
await simulator.stop();
if (error) throw error;

const customers = outputs('One Item per Customer')[0];
const [removed, notRemoved] = outputs('Wolkvox Campaign');

const table = new Table({
	head: ['Customer', 'Outcome', "Wolkvox's answer, or what to do"],
	colWidths: [24, 38, 62],
	wordWrap: true,
	style: { head: [], border: [] },
});
for (const [index, { json }] of customers.entries()) {
	const itsOwn = ({ pairedItem }: { pairedItem?: unknown }) =>
		(pairedItem as { item: number }).item === index;
	const success = removed.find(itsOwn)?.json;
	const failing = notRemoved.find(itsOwn)?.json;
	table.push([
		`${json.name}\n${JSON.stringify(json.customer_id)}`,
		success ? 'Removed' : String(failing?.error),
		success ? `${success.code}: ${success.msg}` : String(failing?.message),
	]);
}
console.log(`\n${table.toString()}\n`);
console.log(
	`${customers.length} customers: ${removed.length} removed, ${notRemoved.length} not removed or not known. ` +
		`${simulator.calls.length} requests, at most ${simulator.mostAtOnce} at a time.\n`,
);
