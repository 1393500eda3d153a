/** One run of one peer in a real n8n, and what is measured of it. */

import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import axios from 'axios';
import { max, min, quantile } from 'd3-array';
import type { IConnections, INode, IRunData, ITaskData } from 'n8n-workflow';
import { N8n, waitFor, type Server } from '../e2e/n8n.mjs';
import { webhookOf } from '../e2e/workflow.mjs';
import { exampleCredential } from '../test/support/example';
import { json, strangeReplies, WolkvoxSimulator, type Fault } from '../test/support/simulator';
import { bench, peersWith, to, type Peer } from './peers.mjs';
import type { Beside, Load, Sample } from './results.mjs';

/** The records' IDs count up from it. */
const FIRST_ID = 1020304050;

/** How many milliseconds an n8n that has nothing else to do answers a webhook. */
const IDLE = 15_000;

/** What happens to every fourth call of a load with faults, in turn. */
const FAULTS: Fault[] = [
	{ reply: 'reset', carriesOut: true },
	{ reply: json(503, { code: 503 }) },
	{ reply: 'close' },
	{ reply: strangeReplies.gatewayPage, carriesOut: true },
];

const CUSTOMERS = bench('Customers', {
	first: '={{ $json.body.first }}',
	count: '={{ $json.body.count }}',
});

/** One answer of a webhook. */
interface Answered {
	/** When it was asked for, in milliseconds since 1970. */
	at: number;
	milliseconds: number;
}

/** The customers of a load. */
function idsOf({ records }: Load): string[] {
	return Array.from({ length: records }, (_, index) => String(FIRST_ID + index));
}

/** How long the 99th of 100 answers takes. */
function ninetyNinth(answers: Answered[]): number {
	return quantile(answers, 0.99, ({ milliseconds }) => milliseconds) ?? NaN;
}

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
		const ids = idsOf(load);
		this.prepare(peer, load);
		const body = { first: FIRST_ID, count: load.records };
		const { runData, peakMemory } = await this.execute(peer.id, body);
		const calls = simulator.calls.length;
		const { mostAtOnce } = simulator;
		const there = simulator.recordsOf('1001');
		const done = peer.adds ? there.length : load.records - there.length;
		const last = peer.nodes[peer.nodes.length - 1];
		const doubled = simulator.added.length - new Set(simulator.added).size;

		const runs = peer.nodes.flatMap(({ name }) => runData[name] ?? []);
		const failed = runs.find(({ error }) => error);
		if (failed) throw new Error(`${peer.name} ended with "${failed.error?.message}"`);
		if (peer.answers) {
			const items = runs[0].data?.main[0] ?? [];
			const said = items.filter(({ json }) => json[peer.answers ?? '']).length;
			const isRight = load.hasFaults ? said <= done : said === done;
			if (items.length !== load.records || !isRight) {
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
			...(peer.adds && { doubled, silent: silentLosses(runData[last.name], ids, there) }),
			...{ memoryBefore: bytes / 2 ** 20, peakMemory },
		};
	}

	/** Lets a peer run while another workflow answers a webhook, and measures how that one gets on. */
	async runBeside(peer: Peer, load: Load): Promise<Beside> {
		const end = Date.now() + IDLE;
		const idle = await this.answersUntil(() => Date.now() >= end);
		const path = `${peer.id}-beside`;
		if (!this.workflows.has(path)) {
			const [before, after] = [
				bench('Delay'),
				{ ...bench('Delay'), id: 'after', name: 'Delay after' },
			];
			const connections = {
				Customers: { main: [to(before.name)] },
				[before.name]: { main: [to(peer.nodes[0].name)] },
				[peer.nodes[0].name]: { main: [to(after.name)] },
			};
			await this.activate(path, [CUSTOMERS, before, ...peer.nodes, after], connections);
		}
		this.prepare(peer, load);
		let isOver = false;
		const answers = this.answersUntil(() => isOver);
		const { runData } = await this.execute(path, { first: FIRST_ID, count: load.records });
		isOver = true;
		const [{ startTime, executionTime }] = runData[peer.nodes[0].name];
		const during = (await answers).filter(
			({ at }) => at >= startTime && at < startTime + executionTime,
		);
		const held = Number(runData['Delay after'][0].data?.main[0]?.[0].json.milliseconds);
		return { idle: ninetyNinth(idle), during: ninetyNinth(during), answers: during.length, held };
	}

	/** Lets a workflow answer a webhook again and again, and gives how many milliseconds each took. */
	private async answersUntil(isOver: () => boolean): Promise<Answered[]> {
		const answers: Answered[] = [];
		while (!isOver()) {
			const at = Date.now();
			const start = performance.now();
			await axios.post(`${this.server.url}/webhook/ping`, {}, { proxy: false });
			answers.push({ at, milliseconds: performance.now() - start });
			await setTimeout(10);
		}
		return answers;
	}

	/** Lets `work` run while n8n makes a CPU profile of itself. */
	async profile(file: string, work: () => Promise<unknown>): Promise<void> {
		await this.execute('profile', {});
		await work();
		await this.execute('profile', { file });
	}

	/** Makes the simulator ready for a peer. */
	private prepare({ adds }: Peer, load: Load): void {
		const { delay, hasFaults } = load;
		const { simulator } = this;
		simulator.reset();
		simulator.addToken(exampleCredential.data.token, { quota: Infinity });
		simulator.addCampaign({ id: '1001', records: adds ? [] : idsOf(load) });
		if (delay) simulator.fault = () => ({ delay });
		if (hasFaults) {
			simulator.fault = () => {
				const [index, isTurn] = [simulator.calls.length - 1, simulator.calls.length % 4 === 1];
				return isTurn ? FAULTS[(index / 4) % FAULTS.length] : undefined;
			};
		}
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
		for (const { id, nodes, connections } of this.peers) {
			const behind = { Customers: { main: [to(nodes[0].name)] }, ...connections };
			await this.activate(id, [CUSTOMERS, ...nodes], behind);
		}
		await this.activate('profile', [bench('Profile', { file: '={{ $json.body.file }}' })]);
		await this.activate('ping', []);
	}

	/** Makes a workflow whose webhook leads to the first of some nodes. */
	private async activate(path: string, nodes: INode[], connections: IConnections = {}) {
		const webhook = webhookOf(path);
		const id = await this.server.activate({
			name: path,
			nodes: [webhook, ...nodes],
			connections: {
				...(nodes.length > 0 && { [webhook.name]: { main: [to(nodes[0].name)] } }),
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

/**
 * How many customers are not in the campaign although no item of a peer's last node says so: each of its
 * items is for one customer, in order, or the only one for all.
 */
function silentLosses(runs: ITaskData[], ids: string[], there: string[]): number {
	const items = runs.flatMap(({ data }) => data?.main[0] ?? []);
	const fails = items.map((item) => Boolean(item.error ?? item.json.error));
	const added = new Set(there);
	return ids.filter((id, index) => !added.has(id) && !(fails[index] ?? fails[0])).length;
}

/** The peak since `clear_refs` was written to, in megabytes (proc(5), VmHWM). */
function peakOf(pid: number): number | undefined {
	const file = `/proc/${pid}/status`;
	const [, kilobytes] =
		(existsSync(file) && /^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))) || [];
	return kilobytes ? Number(kilobytes) / 1024 : undefined;
}
