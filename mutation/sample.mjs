// @ts-check

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How many of each file are in a sample, however small the file is. */
const OF_EACH_FILE = 2;

/**
 * Chooses mutants by chance, the same ones for the same sources and the same seed.
 *
 * @template {import('@stryker-mutator/api/core').Mutant} M
 * @param {M[]} mutants
 * @param {{ size?: number, seed: number }} options
 * @returns {M[]} two of each file, and as many others as make up the size; all without a size
 */
export function choose(mutants, { size = mutants.length, seed }) {
	const shuffled = shuffle(mutants, seed);
	/** @type {Map<string, number>} */
	const counts = new Map();
	const first = new Set(
		shuffled.filter(({ fileName }) => {
			const count = (counts.get(fileName) ?? 0) + 1;
			counts.set(fileName, count);
			return count <= OF_EACH_FILE;
		}),
	);
	const others = shuffled.filter((mutant) => !first.has(mutant));
	return [...first, ...others.slice(0, Math.max(0, size - first.size))];
}

/**
 * @template T
 * @param {T[]} values
 * @param {number} seed
 * @returns {T[]}
 */
function shuffle(values, seed) {
	const random = xoroshiro128plus(seed);
	const shuffled = [...values];
	for (let last = shuffled.length - 1; last > 0; last--) {
		const other = uniformInt(random, 0, last);
		[shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
	}
	return shuffled;
}
