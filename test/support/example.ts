import { json, strangeReplies, type Fault, type WolkvoxSimulator } from './simulator';

/** The credential that the example workflow names. The token is made up. */
export const exampleCredential = {
	id: 'WolkvoxCred00001',
	name: 'Wolkvox account',
	data: { server: 'wv0023', token: 'simulator-'.repeat(6) },
};

/**
 * Gives the simulator what `examples/remove-records.workflow.json` asks for: a campaign with the
 * records of its customers but one. One customer's answer is a web page; for another the connection
 * breaks after the removal, and for a third Wolkvox is away for a moment.
 */
export function prepareExample(simulator: WolkvoxSimulator): void {
	simulator.addToken(exampleCredential.data.token);
	simulator.addCampaign({
		id: '1001',
		name: 'Collections',
		records: ['0012345678', 'CC-88-77-66', ...idsFrom(1020304050, 8)],
	});
	const attempts = new Map<string, number>();
	simulator.fault = ({ body }) => {
		const attempt = (attempts.get(body) ?? 0) + 1;
		attempts.set(body, attempt);
		return { delay: 150, ...goesWrong(body, attempt) };
	};
}

function goesWrong(body: string, attempt: number): Fault {
	if (body.includes('1020304054')) return { reply: strangeReplies.webPage };
	if (attempt > 1) return {};
	if (body.includes('1020304055')) return { reply: 'reset', carriesOut: true };
	if (body.includes('1020304056')) return { reply: json(503, { code: 503 }) };
	return {};
}

function idsFrom(first: number, count: number): string[] {
	return Array.from({ length: count }, (_, index) => String(first + index));
}
