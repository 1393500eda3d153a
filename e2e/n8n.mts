/** A real n8n for tests: its folder with the package in it, its command line and its server. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type {
	IDataObject,
	INodeExecutionData,
	NodeExecutionHint,
	IRun,
	IRunData,
	IRunExecutionData,
	IWorkflowBase,
} from 'n8n-workflow';
import { pack, run, unpack } from '../scripts/pack.mjs';
import { ca } from '../test/support/ca';
import type { WorkflowFile } from '../test/support/engine';
import type { WolkvoxSimulator } from '../test/support/simulator';
import { n8nCommand, nodeFolder } from './install.mjs';

/** A credential as `import:credentials` takes it. */
export interface Credential {
	id: string;
	name: string;
	/** `wolkvoxApi` when it is left out. */
	type?: string;
	data: object;
}

/** What a command left behind. */
export interface Ended {
	exitCode: number | null;
	/** All that it printed. */
	printed: string;
}

/** What `n8n execute` left behind. */
export interface Execution extends Ended {
	/** What stopped the workflow, as n8n has it in its JSON. */
	error: { message: string; description?: string; [key: string]: unknown } | undefined;
	/** The items that a node put out, by output. */
	outputs: (nodeName: string) => INodeExecutionData[][];
	/** What stands beside the output of a node. */
	hints: (nodeName: string) => NodeExecutionHint[];
}

/** An execution as a server stored it. */
export interface Stored {
	id: string;
	status: string;
	/** The runs of each node. */
	runData: IRunData;
	/** The JSON of what a node put out, by output; undefined when nothing of the node is stored. */
	outputs: (nodeName: string) => IDataObject[][] | undefined;
	error: { message: string } | undefined;
}

/** What stands in for Wolkvox. */
type Simulator = Pick<WolkvoxSimulator, 'proxyUrl'>;

/** The owner of every n8n that is made here. The password fulfils n8n's rules, and is no secret. */
export const owner = {
	email: 'owner@example.com',
	password: 'Wolkvox-simulator-1',
	firstName: 'Olga',
	lastName: 'Owner',
};

const PACKAGE = 'n8n-nodes-wolkvox';

// What n8n writes stored executions with.
const { parse } = createRequire(n8nCommand)('flatted') as { parse: (text: string) => unknown };

/** One n8n with a folder and a database of its own. */
export class N8n {
	/** All that its commands and servers printed. */
	printed = '';

	private readonly processes = new Set<ChildProcess>();

	private constructor(
		/** What n8n calls the user folder. */
		readonly folder: string,
		private readonly env: NodeJS.ProcessEnv,
	) {}

	/**
	 * Makes a folder with the package installed.
	 *
	 * @param simulator stands in for Wolkvox
	 * @param env more of n8n's settings
	 * @param install puts the package into the folder, which is the home of n8n
	 */
	static async create(
		simulator: Simulator,
		env: NodeJS.ProcessEnv = {},
		install = (folder: string) =>
			installPackage(process.env.WOLKVOX_TARBALL ?? pack(folder), join(folder, '.n8n/nodes')),
	): Promise<N8n> {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-wolkvox-'));
		install(folder);
		return new N8n(folder, { ...settings(folder, simulator), ...env });
	}

	/** Ends what still runs, and removes the folder. */
	async remove(): Promise<void> {
		await Promise.all([...this.processes].map(end));
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	/** Puts a credential into the database. */
	async importCredential({ id, name, type = 'wolkvoxApi', data }: Credential): Promise<void> {
		await this.import('credentials', { id, name, type, data });
	}

	/** Puts a workflow into the database; one with the same ID is replaced. */
	async importWorkflow(workflow: WorkflowFile & { id: string }): Promise<void> {
		await this.import('workflow', workflow);
	}

	/** Runs a workflow that has a Manual Trigger. */
	async execute(workflowId: string): Promise<Execution> {
		const ended = await this.command('execute', `--id=${workflowId}`, '--rawOutput');
		// n8n prints lines of its log before it, and after it when the workflow failed.
		const [json] = /\{\n {2}"[^]*?\n\}/.exec(ended.printed) ?? [];
		if (!json) throw new Error(`n8n put out no JSON:\n${ended.printed}`);
		const { runData, error } = (JSON.parse(json) as IRun).data.resultData;
		return {
			...ended,
			error: error as Execution['error'],
			outputs: (nodeName) => (runData[nodeName]?.[0].data?.main ?? []).map((items) => items ?? []),
			hints: (nodeName) => runData[nodeName]?.[0].hints ?? [],
		};
	}

	/** Runs a command of n8n's to its end. */
	async command(...args: string[]): Promise<Ended> {
		const { child, printed } = await this.spawn(args);
		const [exitCode] = (await once(child, 'close')) as [number | null];
		return { exitCode, printed: printed() };
	}

	/**
	 * Starts the server, and waits until its editor and its REST API are there.
	 *
	 * @param port any free one when it is left out
	 */
	async start(port?: number): Promise<Server> {
		const url = `http://localhost:${(port ??= await freePort())}`;
		const { child, printed } = await this.spawn(['start'], { N8N_PORT: String(port) });
		const latest = Date.now() + 120_000;
		while (!(await answers(`${url}/rest/settings`))) {
			if (!this.processes.has(child) || Date.now() > latest) {
				throw new Error(`n8n did not start:\n${printed()}`);
			}
			await setTimeout(200);
		}
		return new Server(url, child.pid as number, async () => await end(child));
	}

	/**
	 * Starts one of n8n's processes.
	 *
	 * @returns the process, and what it has printed so far
	 */
	async spawn(
		args: string[],
		env: NodeJS.ProcessEnv = {},
	): Promise<{ child: ChildProcess; printed: () => string }> {
		const child = spawn(join(nodeFolder, 'node'), [n8nCommand, ...args], {
			// n8n reads a file .env where it starts.
			cwd: this.folder,
			// Each process has its own broker for task runners, and its port is fixed by default.
			env: { ...this.env, N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const kill = () => void child.kill();
		process.once('exit', kill);
		this.processes.add(child);
		child.once('exit', () => {
			process.off('exit', kill);
			this.processes.delete(child);
		});
		// Apart, so that a warning can't stand in the middle of n8n's JSON.
		const texts = ['', ''];
		for (const [index, stream] of [child.stdout, child.stderr].entries()) {
			stream.setEncoding('utf8').on('data', (data: string) => {
				texts[index] += data;
				this.printed += data;
			});
		}
		return { child, printed: () => texts.join('') };
	}

	/** Lists the package in the database, which the page Settings > Community nodes shows. */
	listPackage(): void {
		const script = fileURLToPath(new URL('list-package.mjs', import.meta.url));
		const database = join(this.folder, '.n8n/database.sqlite');
		const packageFile = join(this.folder, '.n8n/nodes/node_modules', PACKAGE, 'package.json');
		run(join(nodeFolder, 'node'), [script, database, packageFile], this.folder);
	}

	private async import(what: 'credentials' | 'workflow', value: object): Promise<void> {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-import-'));
		try {
			const file = join(folder, 'import.json');
			writeFileSync(file, JSON.stringify([value]));
			const { exitCode, printed } = await this.command(`import:${what}`, `--input=${file}`);
			if (exitCode !== 0) throw new Error(`n8n did not take the ${what}:\n${printed}`);
		} finally {
			// The file held the token.
			rmSync(folder, { recursive: true });
		}
	}
}

/** A running server. */
export class Server {
	private cookie = '';

	constructor(
		readonly url: string,
		/** Its process. */
		readonly pid: number,
		/** Ends it in order. */
		readonly stop: () => Promise<void>,
	) {}

	/** Makes the owner's account, in a new database, and logs in. */
	async setUpOwner(): Promise<void> {
		await this.request('POST', 'owner/setup', owner);
	}

	/** Logs the owner in. */
	async logIn(): Promise<void> {
		const { email: emailOrLdapLoginId, password } = owner;
		await this.request('POST', 'login', { emailOrLdapLoginId, password });
	}

	/** Sends a request as the editor does, and gives the data of the answer. */
	async request<T = unknown>(method: string, path: string, body?: object): Promise<T> {
		return (JSON.parse(await this.fetch(method, `rest/${path}`, body)) as { data: T }).data;
	}

	/** Makes a workflow, and activates it. Gives its ID. */
	async activate(workflow: Partial<IWorkflowBase>): Promise<string> {
		type Made = { id: string; versionId: string };
		const { id, versionId } = await this.request<Made>('POST', 'workflows', workflow);
		await this.request('POST', `workflows/${id}/activate`, { versionId });
		return id;
	}

	/**
	 * Runs a workflow from its trigger, as the button in the editor does, and waits for the end.
	 *
	 * @param workflowId of a stored workflow
	 * @param name of the trigger
	 * @param items what the trigger gives, in place of what it would give by itself
	 * @param seconds how long to wait
	 */
	async execute(
		workflowId: string,
		name: string,
		items?: INodeExecutionData[],
		seconds = 60,
	): Promise<Stored> {
		const data = items && {
			...{ startTime: Date.now(), executionTime: 0, executionIndex: 0, source: [null] },
			data: { main: [items] },
		};
		const { executionId } = await this.request<{ executionId: string }>(
			'POST',
			`workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name, data } },
		);
		return await this.endedRun(executionId, seconds);
	}

	/** Stores a workflow, and gives its ID. */
	async addWorkflow(workflow: Partial<IWorkflowBase>): Promise<string> {
		return (await this.request<{ id: string }>('POST', 'workflows', workflow)).id;
	}

	/** Waits until a webhook is there: n8n answers the activation of its workflow before. */
	async webhook(path: string): Promise<void> {
		await waitFor(`the webhook ${path}`, async () => {
			const preflight = { method: 'OPTIONS', headers: { Origin: this.url } };
			const { headers } = await fetch(`${this.url}/webhook/${path}`, preflight);
			return headers.get('Access-Control-Allow-Methods')?.includes('POST') || undefined;
		});
	}

	/** The executions of a workflow, the oldest first. */
	async executionsOf(workflowId: string): Promise<Array<Pick<Stored, 'id' | 'status'>>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const path = `executions?limit=100&filter=${filter}`;
		type Answer = { results: Array<Pick<Stored, 'id' | 'status'>> };
		const { results } = await this.request<Answer>('GET', path);
		return results.sort((one, other) => Number(one.id) - Number(other.id));
	}

	/** The same, as n8n stored them. */
	async storedRuns(workflowId: string): Promise<Stored[]> {
		const all = [];
		for (const { id } of await this.executionsOf(workflowId)) all.push(await this.storedRun(id));
		return all;
	}

	/** One execution as n8n stored it. */
	async storedRun(executionId: string): Promise<Stored> {
		type Answer = Pick<Stored, 'id' | 'status'> & { data: string };
		const { id, status, data } = await this.request<Answer>('GET', `executions/${executionId}`);
		// There is no data as long as the execution has not come far.
		const { resultData } = (parse(data) as IRunExecutionData | undefined) ?? {};
		const { runData = {}, error } = resultData ?? {};
		return {
			...{ id, status, runData, error },
			outputs: (nodeName) =>
				runData[nodeName]?.[0].data?.main.map((items) => (items ?? []).map((item) => item.json)),
		};
	}

	/** One execution as n8n stored it once it was over: an answer may come before that. */
	async endedRun(executionId: string, seconds = 60): Promise<Stored> {
		const look = async () => {
			const stored = await this.storedRun(executionId);
			return ['running', 'new', 'waiting'].includes(stored.status) ? undefined : stored;
		};
		return await waitFor(`the end of execution ${executionId}`, look, seconds);
	}

	/** Gets a file that the editor loads, such as an icon. */
	async file(path: string): Promise<string> {
		return await this.fetch('GET', path);
	}

	/** Sends a request as the editor does, and gives the answer as it is, whatever its status. */
	async send(
		method: string,
		path: string,
		body?: object,
	): Promise<{ status: number; text: string }> {
		const response = await fetch(`${this.url}/${path}`, {
			method,
			headers: { 'Content-Type': 'application/json', Cookie: this.cookie },
			body: body && JSON.stringify(body),
		});
		this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
		return { status: response.status, text: await response.text() };
	}

	private async fetch(method: string, path: string, body?: object): Promise<string> {
		const { status, text } = await this.send(method, path, body);
		if (status < 200 || status > 299) throw new Error(`${method} ${path}: HTTP ${status} ${text}`);
		return text;
	}
}

/** Installs the package as n8n does (packages/cli, community-packages.service.ts). */
function installPackage(tarball: string, nodesFolder: string): void {
	const folder = join(nodesFolder, 'node_modules', PACKAGE);
	unpack(tarball, folder);

	const packageFile = join(folder, 'package.json');
	const { devDependencies, peerDependencies, optionalDependencies, ...rest } = JSON.parse(
		readFileSync(packageFile, 'utf8'),
	);
	writeFileSync(packageFile, JSON.stringify(rest, null, 2));
	const options = ['--audit=false', '--fund=false', '--bin-links=false', '--package-lock=false'];
	run(
		'npm',
		['install', ...options, '--install-strategy=shallow', '--ignore-scripts=true'],
		folder,
	);

	const list = {
		name: 'installed-nodes',
		private: true,
		dependencies: { [PACKAGE]: rest.version },
	};
	writeFileSync(join(nodesFolder, 'package.json'), JSON.stringify(list, null, 2));
}

/** n8n's settings. The caller's own N8N_… and DB_… settings stay out. */
function settings(folder: string, simulator: Simulator): NodeJS.ProcessEnv {
	return {
		HOME: folder,
		NO_COLOR: '1',
		NODE_ENV: 'production',
		PATH: `${nodeFolder}${delimiter}${process.env.PATH ?? ''}`,
		N8N_USER_FOLDER: folder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',

		HTTPS_PROXY: simulator.proxyUrl,
		NO_PROXY: 'localhost,127.0.0.1',
		NODE_EXTRA_CA_CERTS: ca.certPath,

		// What would ask n8n.io for something, and be in the simulator's list of calls.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		// What would stand between a person and the editor.
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
	};
}

/** Finds a free port of the loopback address: the first from a given one, or any. */
export async function freePort(from = 0): Promise<number> {
	const server = createServer();
	try {
		await once(server.listen(from, '127.0.0.1'), 'listening');
		return (server.address() as AddressInfo).port;
	} catch {
		return await freePort(from + 1);
	} finally {
		server.close();
	}
}

/** Looks until there is something to see. */
export async function waitFor<T>(
	what: string,
	look: () => Promise<T | undefined> | T | undefined,
	seconds = 20,
): Promise<T> {
	const latest = Date.now() + seconds * 1000;
	for (;;) {
		const seen = await look();
		if (seen !== undefined) return seen;
		if (Date.now() > latest) throw new Error(`Waited ${seconds} seconds for ${what}`);
		await setTimeout(100);
	}
}

async function answers(url: string): Promise<boolean> {
	try {
		// Until all is loaded n8n answers with a text that asks to wait.
		const { data } = (await (await fetch(url)).json()) as { data?: object };
		return data !== undefined;
	} catch {
		return false;
	}
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	const late = setTimeout(20_000, 'late', { ref: false });
	if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
	await ended;
}
