import type { IDataObject, INode } from 'n8n-workflow';
import { parseExample } from './parseExample';
import { json, strangeReplies, type Fault, type WolkvoxSimulator } from './simulator';

/** The credential that is chosen in the examples. The token is made up. */
export const exampleCredential = {
	id: 'WolkvoxCred00001',
	name: 'Wolkvox account',
	data: { server: 'wv0023', token: 'simulator-'.repeat(6) },
};

/** Reads a workflow of examples/ as it is. */
export function readExample<T>(name: string): T {
	return parseExample(name) as T;
}

interface Workflow {
	nodes: INode[];
}

export function wolkvoxNodesOf({ nodes }: Workflow): INode[] {
	return nodes.filter(({ type }) => type.startsWith('n8n-nodes-wolkvox.'));
}

/** Chooses the credential in all Wolkvox nodes of an example, as the note in it asks for. */
export function chooseAccount<T extends Workflow>(workflow: T): T {
	const { id, name } = exampleCredential;
	// Where n8n does not know the ID, it takes the one credential of this name.
	for (const node of wolkvoxNodesOf(workflow)) node.credentials = { wolkvoxApi: { id, name } };
	return workflow;
}

/** Makes an example do what it is for: chooses the credential and campaign 1001, takes Dry Run out. */
export function fillIn<T extends Workflow>(workflow: T): T {
	for (const { parameters } of wolkvoxNodesOf(chooseAccount(workflow))) {
		parameters.campaignId = { __rl: true, mode: 'id', value: '1001' };
		delete (parameters.options as IDataObject).dryRun;
	}
	return workflow;
}

/**
 * Gives the simulator what `examples/remove-records.workflow.json` asks for: a campaign with the
 * records of its customers but one. One customer's answer is a web page; for another the connection
 * breaks after the removal, and for a third Wolkvox is away for a moment.
 */
export function prepareExample(simulator: WolkvoxSimulator): void {
	const numbers = Array.from({ length: 11 }, (_, index) => String(index + 1).padStart(2, '0'));
	simulator.addToken(exampleCredential.data.token);
	simulator.addCampaign({
		id: '1001',
		name: 'Collections',
		records: numbers.filter((one) => one !== '07').map((one) => `EXAMPLE-${one}`),
	});
	const attempts = new Map<string, number>();
	simulator.fault = ({ body }) => {
		const attempt = (attempts.get(body) ?? 0) + 1;
		attempts.set(body, attempt);
		return { delay: 150, ...goesWrong(body, attempt) };
	};
}

function goesWrong(body: string, attempt: number): Fault {
	if (body.includes('EXAMPLE-08')) return { reply: strangeReplies.webPage };
	if (attempt > 1) return {};
	if (body.includes('EXAMPLE-09')) return { reply: 'reset', carriesOut: true };
	if (body.includes('EXAMPLE-10')) return { reply: json(503, { code: 503 }) };
	return {};
}
