/** One run of one peer in a real n8n, and what is measured of it. */

import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IConnections, INode, IRunData } from 'n8n-workflow';
import { N8n, waitFor, type Server } from '../e2e/n8n.mjs';
import { nodeOf, webhookOf } from '../e2e/workflow.mjs';
import { exampleCredential } from '../test/support/example';
import { peersWith, type Peer } from './peers.mjs';
import { FIRST_ID, SimulatorProcess, type Load, type Seen } from './simulator.mjs';

/** What was measured of one run. */
export interface Sample extends Seen {
	/** From the start of the peer's first node to the end of its last. */
	seconds: number;
	/** Megabytes that n8n's process took before the peer's first node. */
	memoryBefore: number;
	/** Megabytes that it took at most, to the end of the execution; left out where /proc lacks it. */
	peakMemory?: number;
}

/** n8n's server with a workflow for each peer, and the simulator. */
export class Runner {
	peers: Peer[] = [];

	private readonly workflows = new Map<string, string>();

	private constructor(
		private readonly simulator: SimulatorProcess,
		private readonly n8n: N8n,
		private server: Server,
	) {}

	static async start(): Promise<Runner> {
		const simulator = await SimulatorProcess.start();
		const nodes = join(dirname(fileURLToPath(import.meta.url)), 'nodes');
		const n8n = await N8n.create(simulator, { N8N_CUSTOM_EXTENSIONS: nodes });
		await n8n.importCredential(exampleCredential);
		const server = await n8n.start();
		const runner = new Runner(simulator, n8n, server);
		await runner.setUp();
		return runner;
	}

	/** Ends both, and removes what was made. */
	async stop(): Promise<void> {
		await this.n8n.remove();
		await this.simulator.stop();
	}

	/** Starts n8n anew, so that what a run takes is not what the runs before it left behind. */
	async restart(): Promise<void> {
		await this.server.stop();
		this.server = await this.n8n.start();
		await this.server.logIn();
		for (const path of this.workflows.keys()) await this.server.webhook(path);
	}

	/** Lets a peer take all records of a load out of the campaign. */
	async run(peer: Peer, load: Load): Promise<Sample> {
		await this.simulator.prepare(load);
		const body = { first: FIRST_ID, count: load.records };
		const { runData, peakMemory } = await this.execute(peer.id, body);
		const seen = await this.simulator.seen();

		const runs = peer.nodes.flatMap(({ name }) => runData[name] ?? []);
		const start = Math.min(...runs.map((run) => run.startTime));
		const end = Math.max(...runs.map((run) => run.startTime + run.executionTime));
		const failed = runs.find(({ error }) => error);
		if (failed) throw new Error(`${peer.name} ended with "${failed.error?.message}"`);
		if (peer.answers) {
			const items = runs[0].data?.main[0] ?? [];
			const removed = items.filter(({ json }) => json.removed).length;
			if (items.length !== load.records || removed !== seen.removed) {
				throw new Error(
					`${peer.name} put out ${items.length} items, ${removed} of them removed; the simulator removed ${seen.removed} of ${load.records}`,
				);
			}
		}
		const bytes = Number(runData.Customers[0].data?.main[1]?.[0].json.bytes);
		return { ...seen, seconds: (end - start) / 1000, memoryBefore: bytes / 2 ** 20, peakMemory };
	}

	/** Lets `work` run while n8n makes a CPU profile of itself. */
	async profile(file: string, work: () => Promise<unknown>): Promise<void> {
		await this.execute('profile', {});
		await work();
		await this.execute('profile', { file });
	}

	private async setUp(): Promise<void> {
		await this.server.setUpOwner();
		const httpHeaderAuth = await this.server.request<{ id: string; name: string }>(
			'POST',
			'credentials',
			{
				name: 'Wolkvox header',
				type: 'httpHeaderAuth',
				data: { name: 'wolkvox-token', value: exampleCredential.data.token },
			},
		);
		const { id, name } = exampleCredential;
		this.peers = peersWith({
			wolkvoxApi: { id, name },
			httpHeaderAuth: { id: httpHeaderAuth.id, name: httpHeaderAuth.name },
		});
		for (const peer of this.peers) {
			const customers = nodeOf('Customers', 'CUSTOM.benchCustomers', 1, {
				first: '={{ $json.body.first }}',
				count: '={{ $json.body.count }}',
			});
			await this.activate(peer.id, [customers, ...peer.nodes], {
				Customers: { main: [[{ node: peer.nodes[0].name, type: 'main', index: 0 }]] },
				...peer.connections,
			});
		}
		const file = '={{ $json.body.file }}';
		await this.activate('profile', [nodeOf('Profile', 'CUSTOM.benchProfile', 1, { file })]);
	}

	/** Makes a workflow whose webhook leads to the first of some nodes. */
	private async activate(path: string, nodes: INode[], connections: IConnections = {}) {
		const webhook = webhookOf(path);
		const id = await this.server.activate({
			name: path,
			nodes: [webhook, ...nodes],
			connections: {
				[webhook.name]: { main: [[{ node: nodes[0].name, type: 'main', index: 0 }]] },
				...connections,
			},
			settings: { executionOrder: 'v1' },
		});
		await this.server.webhook(path);
		this.workflows.set(path, id);
	}

	/** Runs a workflow to its end, all of it stored. */
	private async execute(
		path: string,
		body: object,
	): Promise<{ runData: IRunData; peakMemory: number | undefined }> {
		await post(`${this.server.url}/webhook/${path}`, body);
		// n8n answers before it has saved the execution.
		const workflowId = this.workflows.get(path) as string;
		const look = async () => {
			const last = (await this.server.executionsOf(workflowId)).at(-1);
			return last?.status === 'success' || last?.status === 'error' ? last.id : undefined;
		};
		const id = await waitFor('the stored execution', look, 120);
		const peakMemory = peakOf(this.server.pid);
		const { runData } = await this.server.storedRun(id);
		return { runData, peakMemory };
	}
}

/** Sends a request and waits for the end of its answer, however long: `fetch` gives up sooner. */
async function post(url: string, body: object): Promise<void> {
	const sent = request(url, { method: 'POST', headers: { 'Content-Type': 'application/json' } });
	sent.end(JSON.stringify(body));
	const [response] = await once(sent, 'response');
	response.resume();
	await once(response, 'end');
	if (response.statusCode !== 200) throw new Error(`POST ${url}: HTTP ${response.statusCode}`);
}

/** The peak since `clear_refs` was written to, in megabytes (proc(5), VmHWM). */
function peakOf(pid: number): number | undefined {
	try {
		const [, kilobytes] =
			/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
	} catch {
		return undefined;
	}
}
