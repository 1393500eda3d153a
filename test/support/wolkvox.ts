import { TOKEN } from './node';
import { useProxy } from './proxy';
import { WolkvoxSimulator } from './simulator';

/**
 * The simulator of one test file: started before its tests, emptied before each of them (but for
 * the token), and stopped after them.
 */
export function useSimulator(): () => WolkvoxSimulator {
	let simulator: WolkvoxSimulator;
	beforeAll(async () => {
		simulator = await WolkvoxSimulator.start();
		useProxy(simulator.proxyUrl);
	});
	beforeEach(() => {
		simulator.reset();
		simulator.addToken(TOKEN, { quota: 100_000 });
	});
	afterAll(async () => await simulator.stop());
	return () => simulator;
}
