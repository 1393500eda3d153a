/** Where the time of a CPU profile goes. */

import { readFileSync } from 'node:fs';

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
 * @returns the share of each package in the time of the CPU, the largest first
 */
export function shares(file: string): Array<{ name: string; share: number }> {
	const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
	const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
	const times = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const name = names.get(id) as string;
		if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + timeDeltas[index]);
	}
	const total = [...times.values()].reduce((sum, time) => sum + time, 0);
	return [...times]
		.map(([name, time]) => ({ name, share: time / total }))
		.toSorted((one, other) => other.share - one.share);
}

function nameOf({ functionName, url }: Profile['nodes'][0]['callFrame']): string {
	if (url === '') return functionName.startsWith('(') ? functionName : `(native) ${functionName}`;
	const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
	return name ?? url.replace(/^.*\//, '');
}
