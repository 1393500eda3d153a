/**
 * Runs the example workflow, and what stands around it, in n8n's own engine against the simulator,
 * and shows what became of each customer. It fits 100 columns.
 */

import type { IDataObject, INode } from 'n8n-workflow';
import { runWorkflow, type EngineRun, type WorkflowFile } from '../test/support/engine';
import { exampleCredential, fillIn, prepareExample, readExample } from '../test/support/example';
import { useProxy } from '../test/support/proxy';
import { WolkvoxSimulator } from '../test/support/simulator';

const NODE = 'Wolkvox Campaign';

const simulator = await WolkvoxSimulator.start();
useProxy(simulator.proxyUrl);
prepareExample(simulator);

say(`
This is a SIMULATOR, not Wolkvox: no request leaves this machine. The node runs as it would be
published, in n8n's own engine. All customers are made up.
`);

const example = fillIn(readExample<WorkflowFile>('remove-records'));

title('1. Find Record: is Ana in campaign 1001?');
await find('EXAMPLE-01');

title(`2. A dry run of "${example.name}"`);
const careful = structuredClone(example);
nodeOf(careful).parameters.options = { dryRun: true };
hint(await run(careful));

title('3. The same, and now the records are removed');
const removal = await run(example);
const [removed, notRemoved] = removal.outputs(NODE);
const customers = removal.outputs('One Item per Customer')[0];
for (const [index, { json }] of customers.entries()) {
	const itsOwn = ({ pairedItem }: { pairedItem?: unknown }) =>
		(pairedItem as { item: number }).item === index;
	const failing = notRemoved.find(itsOwn)?.json;
	const outcome = removed.some(itsOwn) ? `removed (${json.note})` : String(json.note);
	say(`  ${String(json.name).padEnd(21)}${outcome}`);
	if (!failing) continue;
	say(wrapped(String(failing.error), 23));
	say(wrapped(`To do: ${firstSentence(String(failing.message))} …`, 23));
}
say('');
hint(removal);

title("4. Add Record, and Wolkvox's answer is lost on its way");
simulator.fault = ({ method }) =>
	method === 'POST' ? { delay: 150, reply: 'reset', carriesOut: true } : undefined;
const fields = { customer_id: 'EXAMPLE-12', customer_name: 'Nora Nueva', tel1: '3005550101' };
const added = await run(
	alone({
		operation: 'addRecord',
		fields: { mappingMode: 'defineBelow', value: fields },
	}),
);
show(added);
hint(added);
say(
	'  It is not sent again, because a customer who is there twice is called twice. Find Record tells:',
);
await find('EXAMPLE-12');

say(`
Next: "npm run n8n" opens a whole n8n with the node and this simulator, to try all of it by hand.
README.md says how to install the node into your n8n, and examples/ has workflows to import.
`);
await simulator.stop();

/** A workflow of the node alone, on campaign 1001. */
function alone(parameters: IDataObject): WorkflowFile {
	const node = { ...nodeOf(example), onError: 'continueRegularOutput', parameters };
	parameters.campaignId = nodeOf(example).parameters.campaignId as IDataObject;
	const nodes = [...example.nodes.filter(({ name }) => name === 'Start'), node as INode];
	const connections = { Start: { main: [[{ node: NODE, type: 'main' as const, index: 0 }]] } };
	return { name: NODE, nodes, connections };
}

function nodeOf({ nodes }: WorkflowFile): INode {
	return nodes.find(({ name }) => name === NODE)!;
}

/** Runs a workflow; each call that got an answer is a dot, each other one an x. */
async function run(workflow: WorkflowFile): Promise<EngineRun> {
	const before = simulator.calls.length;
	process.stdout.write('  Calls: ');
	simulator.onAnswer = ({ status }) => void process.stdout.write(status ? '.' : 'x');
	const ended = await runWorkflow(workflow, exampleCredential.data);
	if (ended.error) throw ended.error;
	const calls = simulator.calls.length - before;
	say(calls === 0 ? 'none' : ` ${calls}, at most ${simulator.mostAtOnce} at a time`);
	return ended;
}

async function find(customerId: string): Promise<void> {
	show(await run(alone({ operation: 'findRecord', customerId })));
}

/** What tells something in the item that came out, and what happened to it. */
function show(ended: EngineRun): void {
	const [{ json }] = ended.outputs(NODE)[0];
	const { error, message: _, reason: __, ...fields } = json;
	const told = Object.entries(fields).filter(([, value]) => value !== '');
	say(wrapped(told.map(([name, value]) => `${name}: ${String(value)}`).join(', '), 2));
	if (error) say(wrapped(String(error), 2));
}

/** The line that n8n shows beside the output. */
function hint({ run: { data } }: EngineRun): void {
	const [{ hints = [] }] = data.resultData.runData[NODE];
	say(wrapped(`n8n shows: ${hints[0].message}`, 2));
}

function title(text: string): void {
	say(`\n${text}\n${'-'.repeat(text.length)}`);
}

function firstSentence(text: string): string {
	return text.split(/(?<=\.) /)[0];
}

/** Breaks a text at blanks, so that its lines fit 100 columns behind a margin. */
function wrapped(text: string, margin: number): string {
	const fitting = new RegExp(`(.{1,${98 - margin}})(?:\\s+|$)`, 'g');
	return text.replace(fitting, `${' '.repeat(margin)}$1\n`).trimEnd();
}

function say(text: string): void {
	console.log(text);
}
