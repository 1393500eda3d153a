import { strangeReplies, type WolkvoxSimulator } from './simulator';

/** The credential that the example workflow names. The token is made up. */
export const exampleCredential = {
	id: 'WolkvoxCred00001',
	name: 'Wolkvox account',
	data: { server: 'wv0023', token: 'simulator-'.repeat(6) },
};

/**
 * Gives the simulator what `examples/remove-records.workflow.json` asks for: a campaign with the
 * records of its customers but one, and two customers whose answer goes wrong on the way.
 */
export function prepareExample(simulator: WolkvoxSimulator): void {
	simulator.addToken(exampleCredential.data.token);
	simulator.addCampaign({
		id: '1001',
		name: 'Collections',
		records: ['0012345678', 'CC-88-77-66', ...idsFrom(1020304050, 8)],
	});
	simulator.fault = ({ body }) => {
		if (body.includes('1020304054')) return { delay: 150, reply: strangeReplies.webPage };
		if (body.includes('1020304055')) return { delay: 150, carriesOut: true, reply: 'reset' };
		return { delay: 150 };
	};
}

function idsFrom(first: number, count: number): string[] {
	return Array.from({ length: count }, (_, index) => String(first + index));
}
