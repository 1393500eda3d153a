/** Where the time of a CPU profile goes, and the bytes of a heap profile. */

import { readFileSync } from 'node:fs';
import { descending, rollups, sum } from 'd3-array';

interface CallFrame {
	functionName: string;
	url: string;
}

interface Profile {
	nodes: Array<{ id: number; callFrame: CallFrame }>;
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

interface Allocation {
	callFrame: CallFrame;
	/** Bytes that it allocated itself. */
	selfSize: number;
	children: Allocation[];
}

/**
 * Sums a heap profile up by package.
 *
 * @param file what V8's sampling of allocations wrote
 * @returns each package and its share of the bytes, the largest first
 */
export function allocations(file: string): Array<[name: string, share: number]> {
	const { head } = JSON.parse(readFileSync(file, 'utf8')) as { head: Allocation };
	const all = descendantsOf(head);
	const bytesOf = (some: Allocation[]) => sum(some, ({ selfSize }) => selfSize);
	const total = bytesOf(all);
	return rollups(
		all,
		(some) => bytesOf(some) / total,
		({ callFrame }) => nameOf(callFrame),
	).sort(([, one], [, other]) => descending(one, other));
}

function descendantsOf(one: Allocation): Allocation[] {
	return [one, ...one.children.flatMap(descendantsOf)];
}

function nameOf({ functionName, url }: CallFrame): string {
	if (url === '') return functionName.startsWith('(') ? functionName : `(native) ${functionName}`;
	const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
	return name ?? url.replace(/^.*\//, '');
}
