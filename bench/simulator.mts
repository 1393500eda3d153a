/**
 * The simulator in a process of its own, as Wolkvox is on a machine of its own: what it takes is not
 * n8n's time and memory.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exampleCredential } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';

const file = fileURLToPath(import.meta.url);

/** What it is to be ready for: one campaign with the records of a run. */
export interface Load {
	/** How many records; their IDs count up from `FIRST_ID`. */
	records: number;
	/** Milliseconds from a request to its answer. */
	delay: number;
}

export const FIRST_ID = 1020304050;

/** What it saw since it was made ready. */
export interface Seen {
	calls: number;
	/** The most calls that were open at the same time. */
	mostAtOnce: number;
	/** How many of the campaign's records are gone. */
	removed: number;
}

/** The simulator as another process has it. */
export class SimulatorProcess {
	private constructor(
		private readonly child: ChildProcess,
		/** The address for HTTPS_PROXY. */
		readonly proxyUrl: string,
	) {}

	static async start(): Promise<SimulatorProcess> {
		const child = fork(file);
		const [proxyUrl] = (await once(child, 'message')) as [string];
		return new SimulatorProcess(child, proxyUrl);
	}

	/** Forgets what it saw, and makes it ready for a run. */
	async prepare(load: Load): Promise<void> {
		await this.ask(load);
	}

	/** Tells what it saw. */
	async seen(): Promise<Seen> {
		return (await this.ask({})) as Seen;
	}

	/** Ends it, unless that is under way. */
	async stop(): Promise<void> {
		if (!this.child.connected) return;
		const ended = once(this.child, 'exit');
		this.child.disconnect();
		await ended;
	}

	private async ask(question: Partial<Load>): Promise<unknown> {
		const answered = once(this.child, 'message');
		this.child.send(question);
		return (await answered)[0];
	}
}

if (process.send && process.argv[1] === file) await serve((answer) => process.send?.(answer));

async function serve(say: (answer: string | Seen) => void): Promise<void> {
	const simulator = await WolkvoxSimulator.start();
	let records = 0;
	let calls = 0;
	const seen = (): Seen => ({
		calls,
		mostAtOnce: simulator.mostAtOnce,
		removed: records - simulator.recordsOf('1001').length,
	});
	const prepare = (load: Load) => {
		calls = 0;
		({ records } = load);
		simulator.reset();
		simulator.addToken(exampleCredential.data.token, { quota: Infinity });
		simulator.addCampaign({
			id: '1001',
			records: Array.from({ length: records }, (_, index) => String(FIRST_ID + index)),
		});
		simulator.fault = () => (load.delay ? { delay: load.delay } : undefined);
		simulator.onAnswer = () => {
			calls++;
			// Its list of calls grows no slower than a run goes on.
			simulator.calls.length = 0;
		};
	};
	process.on('message', (question: Partial<Load>) => {
		if (question.records !== undefined) prepare(question as Load);
		say(seen());
	});
	process.once('disconnect', () => void simulator.stop());
	say(simulator.proxyUrl);
}
