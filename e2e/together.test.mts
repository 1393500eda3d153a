/**
 * Executions that use one token at the same time, in one process of n8n and in several, and executions
 * that end in the middle. Needs `redis-server`, which Debian's package of this name brings.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { IDataObject, INode, IWorkflowSettings } from 'n8n-workflow';
import { exampleCredential } from '../test/support/example';
import { json, WolkvoxSimulator, type Fault } from '../test/support/simulator';
import { freePort, N8n, waitFor, type Server, type Stored } from './n8n.mjs';
import { removeWorkflow, webhookOf } from './workflow.mjs';

const { token } = exampleCredential.data;

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;

before(async () => {
	simulator = await WolkvoxSimulator.start();
});
beforeEach(() => simulator.reset());
after(async () => await simulator?.stop());

/** Starts n8n's server with the credential in its database. */
async function startServer(env?: NodeJS.ProcessEnv): Promise<void> {
	n8n = await N8n.create(simulator, env);
	await n8n.importCredential(exampleCredential);
	server = await n8n.start();
	await server.setUpOwner();
}

/** Ends what `startServer` has started. */
async function stopServer(): Promise<void> {
	await n8n?.remove();
}

/**
 * Makes a workflow and activates it: Webhook > Customers > Wolkvox Campaign. The webhook answers
 * when the execution is over.
 *
 * @returns its ID, which is also the path of its webhook
 */
async function activate(
	path: string,
	settings: IWorkflowSettings = {},
	parameters: IDataObject = {},
): Promise<string> {
	const { nodes } = removeWorkflow(path, [], { onError: 'continueErrorOutput' }, parameters);
	const node = (name: string) => nodes.find((one) => one.name === name) as INode;
	const customers = { ...node('Customers'), parameters: { fieldToSplitOut: 'body.customers' } };
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const id = await server.activate({
		name: path,
		nodes: [webhookOf(path), customers, node('Wolkvox Campaign')],
		connections: { Webhook: to('Customers'), Customers: to('Wolkvox Campaign') },
		settings: { executionOrder: 'v1', ...settings },
	});
	await server.webhook(path);
	return id;
}

/** Runs a workflow on customers with these IDs, and gives the HTTP status of n8n's answer. */
async function run(path: string, ids: string[]): Promise<number> {
	const response = await fetch(`${server.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ customers: ids.map((id) => ({ id })) }),
		signal: AbortSignal.timeout(120_000),
	});
	await response.text();
	return response.status;
}

/** Seconds since a moment. */
function since(start: number): string {
	return ((Date.now() - start) / 1000).toFixed(1);
}

function idsFrom(first: number, count: number): string[] {
	return Array.from({ length: count }, (_, index) => String(first + index));
}

/** The calls that Wolkvox refused because the token was in use. */
function busyCalls(): number {
	return simulator.calls.filter(({ status }) => status === 403).length;
}

function sentIds(): string[] {
	return simulator.calls.map(({ body }) => JSON.parse(body).customer_id);
}

/** What Wolkvox was made to remove, once for each time. */
function removedIds(): string[] {
	return simulator.calls.flatMap(({ removed }) => removed ?? []);
}

/** Each execution removed the customers that came in, in their order, and nothing was done twice. */
function assertAllRemoved(runs: Stored[], ids: string[]): void {
	for (const one of runs) {
		assert.equal(one.status, 'success');
		const [removed, notRemoved] = one.outputs('Wolkvox Campaign') ?? [];
		assert.deepEqual(notRemoved, []);
		assert.deepEqual(
			removed.map((item) => item.customer_id),
			one.outputs('Customers')?.[0].map(({ id }) => id),
		);
	}
	const done = runs.flatMap((one) => one.outputs('Wolkvox Campaign')?.[0] ?? []);
	assert.deepEqual(done.map((item) => String(item.customer_id)).sort(), [...ids].sort());
	assert.deepEqual(removedIds().sort(), [...ids].sort());
	assert.deepEqual(simulator.recordsOf('1001'), []);
}

/** Six customers; the third one's request goes wrong. */
const six = idsFrom(1020304050, 6);
const third = six[2];

/**
 * Runs a workflow on the six customers until the third one's request is there.
 *
 * @returns the ID of its execution, and what gives n8n's answer
 */
async function runUntilThird(
	path: string,
	fault: Fault,
	settings?: IWorkflowSettings,
	parameters?: IDataObject,
): Promise<{ executionId: string; answer: Promise<number> }> {
	simulator.addToken(token);
	simulator.addCampaign({ id: '1001', records: six });
	simulator.fault = ({ body }) => (body.includes(third) ? fault : undefined);
	const workflowId = await activate(path, settings, parameters);
	const answer = run(path, six);
	// Where n8n never answers, this ends with n8n, and nobody waits for it.
	answer.catch(() => {});
	await waitFor('the third request', () => sentIds().includes(third) || undefined);
	const [{ id }] = await server.executionsOf(workflowId);
	return { executionId: id, answer };
}

/** The execution has ended, with the finished items and the third one; the others were never sent. */
async function assertEndedAtThird(executionId: string, message: string): Promise<void> {
	// n8n answers before it has saved the execution.
	const [removed, notRemoved] = await waitFor('the stored items', async () => {
		const stored = await server.storedRun(executionId);
		return stored.status === 'canceled' ? stored.outputs('Wolkvox Campaign') : undefined;
	});
	assert.deepEqual(
		removed.map((item) => [item.removed, item.customer_id]),
		[
			[true, six[0]],
			[true, six[1]],
		],
	);
	assert.deepEqual(
		notRemoved.map((item) => [item.id, item.error]),
		[[third, message]],
	);
	await assertSilence();
}

/** Nothing is sent any more. */
async function assertSilence(): Promise<void> {
	const { length } = simulator.calls;
	await setTimeout(2000);
	assert.equal(simulator.calls.length, length);
	assert.equal(sentIds().at(-1), third);
}

const onItsWay = `Customer ID ${third} may or may not have been removed from campaign 1001: the execution was stopped while this request was on its way`;

describe('one process', { timeout: 180_000 }, () => {
	before(async () => await startServer());
	after(stopServer);

	test('five long executions and a short one take turns', async (context) => {
		const ids = idsFrom(1020304050, 501);
		simulator.addToken(token, { limit: 1 });
		simulator.addCampaign({ id: '1001', records: ids });
		simulator.fault = () => ({ delay: 3 });
		const workflowId = await activate('turns');

		const ended: number[] = [];
		const start = Date.now();
		const answers = Array.from({ length: 6 }, async (_, index) => {
			// The last one has the one item that is left.
			const answer = await run('turns', ids.slice(index * 100, index * 100 + 100));
			ended.push(index);
			return answer;
		});
		assert.deepEqual(await Promise.all(answers), Array(6).fill(200));
		context.diagnostic(
			`501 items in ${since(start)} s; the short execution was number ${ended.indexOf(5) + 1} of 6 to end`,
		);

		assert.equal(simulator.mostAtOnce, 1);
		assert.equal(busyCalls(), 0);
		assert.equal(simulator.calls.length, 501);
		assertAllRemoved(await server.storedRuns(workflowId), ids);
		assert.notEqual(ended.at(-1), 5);
	});

	test('a time-out while a request hangs keeps the finished items', async () => {
		const settings = { executionTimeout: 3 };
		const { executionId, answer } = await runUntilThird('hangs', { reply: 'hang' }, settings);
		await assertEndedAtThird(executionId, onItsWay);
		assert.equal(await answer, 500);
	});

	// n8n saves the execution when it stops it, some milliseconds later: it takes what has come out by
	// then and nothing after it (n8n-core, workflow-execute.js, setupCancellation).
	test('a time-out between two attempts keeps the finished items', async () => {
		const { executionId, answer } = await runUntilThird(
			'repeats',
			// The next attempt would come long after the time-out.
			{ reply: { ...json(503, { code: 503 }), headers: { 'Retry-After': '60' } } },
			{ executionTimeout: 3 },
		);
		await assertEndedAtThird(
			executionId,
			`Customer ID ${third} may or may not have been removed from campaign 1001: Wolkvox had trouble on its side`,
		);
		assert.equal(await answer, 500);
	});

	// In this mode n8n keeps no item of any node: over what was saved at the stop it writes what it had
	// read before (packages/cli, execution.service.js, stop and stopDuringRun).
	test('the button Stop ends a hanging request', async () => {
		const { executionId, answer } = await runUntilThird('stopped', { reply: 'hang' });
		await server.request('POST', `executions/${executionId}/stop`);
		assert.equal(await answer, 500);
		await assertSilence();
		const stored = await server.storedRun(executionId);
		assert.equal(stored.status, 'canceled');
		assert.equal(stored.outputs('Customers'), undefined);
		assert.equal(stored.outputs('Wolkvox Campaign'), undefined);
	});
});

describe('queue mode', { timeout: 300_000 }, () => {
	let redis: Redis;
	let workers: Array<Awaited<ReturnType<N8n['spawn']>>>;

	before(async () => {
		redis = await startRedis();
		await startServer({
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			N8N_ENCRYPTION_KEY: 'made-up-for-the-tests',
			// How soon n8n notices that a worker is gone: after 60 s, looked for every 30 s, unless set.
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '3000',
			// For an execution that has timed out the server waits at its end, until this time is up: see
			// the test of it.
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3',
		});
		// Two executions each, so that eight take all four.
		const start = async () => await n8n.spawn(['worker', '--concurrency=2']);
		workers = await Promise.all(Array.from({ length: 4 }, start));
		for (const { child, printed } of workers) {
			const ready = () => {
				if (child.exitCode !== null) throw new Error(`A worker did not start:\n${printed()}`);
				return printed().includes('n8n worker is now ready') || undefined;
			};
			await waitFor('a worker', ready, 90);
		}
	});
	after(async () => {
		await stopServer();
		await redis?.stop();
	});

	test('four workers share a token, and lose no item', async (context) => {
		const ids = idsFrom(1020304050, 400);
		simulator.addToken(token, { limit: 2 });
		simulator.addCampaign({ id: '1001', records: ids });
		simulator.fault = () => ({ delay: 20 });
		const workflowId = await activate('shared');

		const start = Date.now();
		const answers = Array.from({ length: 8 }, async (_, index) => {
			return await run('shared', ids.slice(index * 50, index * 50 + 50));
		});
		assert.deepEqual(await Promise.all(answers), Array(8).fill(200));
		const { mostAtOnce } = simulator;
		context.diagnostic(
			`400 items in ${since(start)} s, ${busyCalls()} calls were refused as busy and sent again, ${mostAtOnce} calls at once at most`,
		);

		assert.ok(workers.every(({ printed }) => printed().includes('Worker started execution')));
		assert.ok(busyCalls() > 0);
		assert.ok(mostAtOnce <= 4);
		const runs = await server.storedRuns(workflowId);
		assert.equal(runs.length, 8);
		assertAllRemoved(runs, ids);
	});

	// n8n 2.41.1 never answers the webhook, and never forgets the execution: what the worker reports
	// reads like a stop by hand, of which it has nothing more to do (packages/cli, workflow-runner.js,
	// processError).
	test('a time-out while a request hangs keeps the finished items', async () => {
		const settings = { executionTimeout: 3 };
		const { executionId } = await runUntilThird('hangs', { reply: 'hang' }, settings);
		await assertEndedAtThird(executionId, onItsWay);
	});

	test('the button Stop keeps the finished items', async () => {
		const { executionId, answer } = await runUntilThird('stopped', { reply: 'hang' });
		await server.request('POST', `executions/${executionId}/stop`);
		await assertEndedAtThird(executionId, onItsWay);
		assert.equal(await answer, 500);
	});

	// n8n gives up an execution whose worker is gone: it sets Bull's maxStalledCount to 0
	// (packages/cli, scaling.service.js), and half a minute later it stores the execution as an error,
	// without the data of any node (workflow-runner.js, processError).
	test('what a killed worker left is done by running the workflow again', async (context) => {
		const ids = idsFrom(1020304050, 30);
		simulator.addToken(token);
		simulator.addCampaign({ id: '1001', records: ids });
		simulator.fault = () => ({ delay: 100 });
		const workflowId = await activate('killed');

		const start = Date.now();
		const killedAnswer = run('killed', ids);
		await waitFor('ten requests', () => simulator.calls.length >= 10 || undefined);
		const [{ id: killedId }] = await server.executionsOf(workflowId);
		const worker = workers.find(({ printed }) => {
			return printed().includes(`Worker started execution ${killedId} `);
		});
		assert.ok(worker);
		worker.child.kill('SIGKILL');
		// The request that was on its way, too, is carried out.
		await setTimeout(500);
		await waitFor('the last answer', () => simulator.calls.every(({ end }) => end) || undefined);
		const gone = removedIds();
		assert.ok(gone.length >= 10 && gone.length < ids.length);

		assert.equal(await run('killed', ids), 200);
		assert.deepEqual(simulator.recordsOf('1001'), []);
		simulator.whenMissing = 'accept';
		assert.equal(await run('killed', ids), 200);
		const { length } = simulator.calls;

		const answer = await killedAnswer;
		const killed = await server.endedRun(killedId);
		const [again, accepted] = (await server.storedRuns(workflowId)).filter(
			({ id }) => id !== killedId,
		);
		context.diagnostic(
			`${gone.length} of 30 records were gone; n8n answered HTTP ${answer} after ${since(start)} s, and stored "${killed.status}: ${killed.error?.message}"`,
		);
		assert.equal(answer, 500);
		assert.equal(killed.status, 'error');
		assert.match(String(killed.error?.message), /failed to be processed too many times/);
		assert.equal(killed.outputs('Wolkvox Campaign'), undefined);
		// Not run again by n8n itself.
		assert.equal(simulator.calls.length, length);

		const [removed, notRemoved] = again.outputs('Wolkvox Campaign') ?? [];
		assert.deepEqual(
			notRemoved.map(({ error }) => error),
			gone.map(
				(id) =>
					`Customer ID ${id} was not removed from campaign 1001: Wolkvox found no such record or campaign; it may be gone already`,
			),
		);
		assert.deepEqual(
			removed.map((item) => item.customer_id),
			ids.filter((id) => !gone.includes(id)),
		);
		assert.deepEqual(
			accepted.outputs('Wolkvox Campaign')?.map((items) => items.length),
			[ids.length, 0],
		);
	});
});

interface Redis {
	port: number;
	stop: () => Promise<void>;
}

/** Starts a Redis of its own, which keeps nothing. */
async function startRedis(): Promise<Redis> {
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), 'redis-'));
	const options = `--bind 127.0.0.1 --port ${port} --dir ${folder} --appendonly no --save`.split(
		' ',
	);
	const child = spawn('redis-server', [...options, ''], { stdio: ['ignore', 'pipe', 'inherit'] });
	const kill = () => void child.kill();
	process.once('exit', kill);
	let printed = '';
	child.stdout.setEncoding('utf8').on('data', (data: string) => (printed += data));
	let cause: Error | undefined;
	child.once('error', (error) => (cause = error));

	const stop = async () => {
		process.off('exit', kill);
		if (child.exitCode === null && child.signalCode === null) {
			const ended = once(child, 'exit');
			child.kill();
			await ended;
		}
		rmSync(folder, { recursive: true });
	};
	try {
		await waitFor('Redis', () => {
			if (cause ?? child.exitCode !== null) {
				const reason = cause?.message ?? printed;
				throw new Error(`redis-server, of Debian's package redis-server, did not start: ${reason}`);
			}
			return printed.includes('Ready to accept connections') || undefined;
		});
	} catch (error) {
		await stop();
		throw error;
	}
	return { port, stop };
}
