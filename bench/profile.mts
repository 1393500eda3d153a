/** Where the time of a CPU profile goes. */

import { readFileSync } from 'node:fs';
import { descending, rollups, sum } from 'd3-array';

interface Profile {
	nodes: Array<{ id: number; callFrame: { functionName: string; url: string } }>;
	samples: number[];
	/** Microseconds that each sample stands for. */
	timeDeltas: number[];
}

/**
 * Sums a profile up by package.
 *
 * @param file what V8's profiler wrote
 * @returns each package and its share of the CPU's time, the largest first
 */
export function shares(file: string): Array<[name: string, share: number]> {
	const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
	const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
	const busy = samples
		.map((id, index) => ({ name: names.get(id) ?? '(unknown)', time: timeDeltas[index] }))
		.filter(({ name }) => name !== '(idle)');
	const timeOf = (some: typeof busy) => sum(some, ({ time }) => time);
	const total = timeOf(busy);
	return rollups(
		busy,
		(some) => timeOf(some) / total,
		({ name }) => name,
	).sort(([, one], [, other]) => descending(one, other));
}

function nameOf({ functionName, url }: Profile['nodes'][0]['callFrame']): string {
	if (url === '') return functionName.startsWith('(') ? functionName : `(native) ${functionName}`;
	const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
	return name ?? url.replace(/^.*\//, '');
}
