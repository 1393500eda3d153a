/** One run of one peer in a real n8n, and what is measured of it. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axios from 'axios';
import { max, min } from 'd3-array';
import type { IConnections, INode, IRunData } from 'n8n-workflow';
import { N8n, waitFor, type Server } from '../e2e/n8n.mjs';
import { webhookOf } from '../e2e/workflow.mjs';
import { exampleCredential } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';
import { bench, peersWith, to, type Peer } from './peers.mjs';
import type { Load, Sample } from './results.mjs';

/** The records' IDs count up from it. */
const FIRST_ID = 1020304050;

/** n8n's server with a workflow for each peer, and the simulator, which is in this process. */
export class Runner {
	peers: Peer[] = [];

	private readonly workflows = new Map<string, string>();

	private constructor(
		private readonly simulator: WolkvoxSimulator,
		private readonly n8n: N8n,
		private server: Server,
	) {}

	static async start(): Promise<Runner> {
		const simulator = await WolkvoxSimulator.start();
		const nodes = fileURLToPath(new URL('nodes', import.meta.url));
		const n8n = await N8n.create(simulator, { N8N_CUSTOM_EXTENSIONS: nodes });
		await n8n.importCredential(exampleCredential);
		const runner = new Runner(simulator, n8n, await n8n.start());
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

	/** Lets a peer take all records of a load out of the campaign, or bring them into it. */
	async run(peer: Peer, load: Load): Promise<Sample> {
		const { simulator } = this;
		const ids = Array.from({ length: load.records }, (_, index) => String(FIRST_ID + index));
		simulator.reset();
		simulator.addToken(exampleCredential.data.token, { quota: Infinity });
		simulator.addCampaign({ id: '1001', records: peer.adds ? [] : ids });
		if (load.delay) simulator.fault = () => ({ delay: load.delay });
		const body = { first: FIRST_ID, count: load.records };
		const { runData, peakMemory } = await this.execute(peer.id, body);
		const calls = simulator.calls.length;
		const { mostAtOnce } = simulator;
		const there = simulator.recordsOf('1001').length;
		const done = peer.adds ? there : load.records - there;
		const doubled = simulator.added.length - new Set(simulator.added).size;

		const runs = peer.nodes.flatMap(({ name }) => runData[name] ?? []);
		const failed = runs.find(({ error }) => error);
		if (failed) throw new Error(`${peer.name} ended with "${failed.error?.message}"`);
		if (peer.answers) {
			const items = runs[0].data?.main[0] ?? [];
			const said = items.filter(({ json }) => json[peer.answers ?? '']).length;
			if (items.length !== load.records || said !== done) {
				throw new Error(
					`${peer.name} put out ${items.length} items, ${said} of them ${peer.answers}; the simulator did ${done} of ${load.records}`,
				);
			}
		}
		const start = min(runs, ({ startTime }) => startTime) ?? NaN;
		const end = max(runs, ({ startTime, executionTime }) => startTime + executionTime) ?? NaN;
		const bytes = Number(runData.Customers[0].data?.main[1]?.[0].json.bytes);
		return {
			...{ calls, mostAtOnce, removed: done, seconds: (end - start) / 1000 },
			...(peer.adds && { doubled }),
			...{ memoryBefore: bytes / 2 ** 20, peakMemory },
		};
	}

	/** Lets `work` run while n8n makes a CPU profile of itself. */
	async profile(file: string, work: () => Promise<unknown>): Promise<void> {
		await this.execute('profile', {});
		await work();
		await this.execute('profile', { file });
	}

	private async setUp(): Promise<void> {
		await this.server.setUpOwner();
		const { id, name, data } = exampleCredential;
		type Made = { id: string; name: string };
		const header = await this.server.request<Made>('POST', 'credentials', {
			name: 'Wolkvox header',
			type: 'httpHeaderAuth',
			data: { name: 'wolkvox-token', value: data.token },
		});
		this.peers = peersWith({
			wolkvoxApi: { id, name },
			httpHeaderAuth: { id: header.id, name: header.name },
		});
		const customers = bench('Customers', {
			first: '={{ $json.body.first }}',
			count: '={{ $json.body.count }}',
		});
		for (const { id, nodes, connections } of this.peers) {
			const behind = { Customers: { main: [to(nodes[0].name)] }, ...connections };
			await this.activate(id, [customers, ...nodes], behind);
		}
		await this.activate('profile', [bench('Profile', { file: '={{ $json.body.file }}' })]);
	}

	/** Makes a workflow whose webhook leads to the first of some nodes. */
	private async activate(path: string, nodes: INode[], connections: IConnections = {}) {
		const webhook = webhookOf(path);
		const id = await this.server.activate({
			name: path,
			nodes: [webhook, ...nodes],
			connections: { [webhook.name]: { main: [to(nodes[0].name)] }, ...connections },
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
		// It waits for the answer, however long: `fetch` gives up after five minutes.
		await axios.post(`${this.server.url}/webhook/${path}`, body, { proxy: false });
		// n8n answers before it has saved the execution with its data.
		const workflowId = this.workflows.get(path) as string;
		const look = async () => {
			const last = (await this.server.executionsOf(workflowId)).at(-1);
			if (last?.status !== 'success' && last?.status !== 'error') return undefined;
			const peakMemory = peakOf(this.server.pid);
			const { runData } = await this.server.storedRun(last.id);
			return Object.keys(runData).length > 0 ? { runData, peakMemory } : undefined;
		};
		return await waitFor('the stored execution', look, 120);
	}
}

/** The peak since `clear_refs` was written to, in megabytes (proc(5), VmHWM). */
function peakOf(pid: number): number | undefined {
	const file = `/proc/${pid}/status`;
	const [, kilobytes] =
		(existsSync(file) && /^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))) || [];
	return kilobytes ? Number(kilobytes) / 1024 : undefined;
}
