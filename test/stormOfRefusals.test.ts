/** How many calls it takes to find the records of a list that Wolkvox refuses. */

import { rowsOf } from './support/pages';
import { callsByHalves, callsOfNode, listOf } from './support/refusals';
import { seeds } from './support/storms';

const RECORDS = 10_000;
const SHARES = [0, 0.001, 0.01, 0.05, 0.2, 0.5, 1];
const FIXED = [1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 200, 300, 500, 700, 1000];
const PLACES = [
	{ block: 1, words: 'at random places' },
	{ block: 50, words: 'in blocks of 50' },
];

/** The mean over the lists of all seeds, in whole calls. */
function calls(share: number, block: number, count: (list: boolean[]) => number): number {
	const all = seeds.map((seed) => count(listOf(seed, RECORDS, share, block)));
	return Math.round(all.reduce((sum, one) => sum + one) / all.length);
}

/** The fixed number that takes the fewest calls, of those up to the most that a request may carry. */
function bestFixed(share: number, block: number, most: number): number {
	const numbers = FIXED.filter((size) => size <= most);
	return Math.min(
		...numbers.map((size) => calls(share, block, (list) => callsByHalves(list, size))),
	);
}

/** The rows of the table, each with the calls of the node for each of these numbers. */
const MOST = [10, 100, 1000];
const cases = SHARES.flatMap((share) => {
	// None and all of them have no places, and a few make no block.
	const places = share === 0 || share === 1 ? [{ block: 1, words: '' }] : PLACES;
	const possible = places.filter(({ block }) => block === 1 || RECORDS * share >= block);
	return possible.map((place) => ({ share, ...place }));
});

/** As the page has it. */
const rows: string[][] = [];

test.each(cases)(
	'$share of 10,000 records refused $words: no more calls than with the best fixed number',
	({ share, block, words }) => {
		const best = MOST.map((most) => bestFixed(share, block, most));
		const node = MOST.map((most) => calls(share, block, (list) => callsOfNode(list, most)));
		for (const [index, most] of MOST.entries()) {
			expect(node[index]).toBeLessThanOrEqual(1.1 * best[index]);
			expect(node[index]).toBeLessThanOrEqual((share === 1 ? 1.01 : 1.05) * RECORDS);
			if (share === 0) expect(node[index]).toBe(RECORDS / most);
		}
		const figures = node.map((one, index) => [one, best[index]]).flat();
		rows.push([
			`${share * 100} % ${words}`.trim(),
			...figures.map((one) => one.toLocaleString('en')),
		]);
	},
);

// The page has the means of 20 lists: `npm run test:storm`.
(seeds.length === 20 ? test : test.skip)('the page on performance has these numbers', () => {
	expect(rowsOf('performance.md')).toEqual(expect.arrayContaining(rows));
});

test.each([
	[100, 15],
	[1000, 21],
])('one refused record among %i takes at most %i calls more', (records, most) => {
	const more = Array.from({ length: records }, (_, place) => {
		const list = Array.from({ length: records }, (__, index) => index === place);
		return callsOfNode(list, records) - 1;
	});
	expect(Math.max(...more)).toBe(most);
});

test.each([2, 3, 5, 50])(
	'lists that change on the way, up to %i a request, take few calls',
	(most) => {
		const patterns: Array<(index: number) => boolean> = [
			(index) => index % 2 === 0,
			(index) => index % 3 === 0,
			(index) => index % 20 === 0,
			(index) => index < RECORDS / 2,
			(index) => index % 500 < 100 && index % 5 < 2,
		];
		for (const pattern of patterns) {
			const list = Array.from({ length: RECORDS }, (_, index) => pattern(index));
			const best = Math.min(
				...FIXED.filter((size) => size <= most).map((size) => callsByHalves(list, size)),
			);
			expect(callsOfNode(list, most)).toBeLessThanOrEqual(1.1 * best);
		}
	},
);
