// @ts-check
'use strict';

/** What people read is short and in English, says what the node says, and shows what is there. */

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { REASONS } = require('../dist/nodes/WolkvoxCampaign/failures/reasons.js');
const {
	removeRecord,
} = require('../dist/nodes/WolkvoxCampaign/actions/record/removeRecord.operation.js');

/** @type {Partial<Record<string, string>>} */
const hints = removeRecord.words.hints ?? {};

const FATES = { notSent: 'No, nothing was sent', notDone: 'No', unknown: 'Perhaps' };

const root = join(__dirname, '..');

/** @param {string} file */
const read = (file) => readFileSync(join(root, file), 'utf8');

const readme = read('README.md');
const pages = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));

test('the README is short', () => {
	expect(readme.split('\n').length - 1).toBeLessThanOrEqual(150);
});

test('the README has English letters only', () => {
	expect(readme.match(/\p{L}/gu)?.filter((letter) => !/[a-z]/i.test(letter))).toEqual([]);
});

test('each row of the table of texts stands on the page on troubleshooting', () => {
	const cells = read('docs/troubleshooting.md')
		.split('\n')
		.filter((line) => line.startsWith('| …'))
		.map((line) =>
			line
				.split('|')
				.map((cell) => cell.trim())
				.slice(1, -1),
		);
	const rows = Object.entries(REASONS).map(([reason, { effect, what, hint }]) => [
		`… ${what}`,
		FATES[effect],
		hints[reason] ?? hint,
	]);
	expect(cells).toEqual(rows);
});

test('the pictures are there, each with a text, and no other lies about', () => {
	const { homepage } = require('../package.json');
	const addressesIn = (/** @type {string} */ text) =>
		[...text.matchAll(/!\[([^\]]+)\]\(([^)]+)\)|(?:srcset|src)="([^"]+)"/g)].map(
			([, , markdown, html]) => markdown ?? html,
		);
	const shown = [
		// npm shows the README without the folder around it.
		...addressesIn(readme).map((address) => address.replace(`${homepage}docs/`, '')),
		...pages.flatMap((page) => addressesIn(read(`docs/${page}`))),
	];
	expect(shown.every((address) => address.startsWith('images/'))).toBe(true);
	const files = new Set(shown.map((address) => address.slice('images/'.length)));
	expect([...files].sort()).toEqual(readdirSync(join(root, 'docs/images')).sort());
});

test.each(['README.md', ...pages.map((page) => `docs/${page}`)])(
	'the links of %s lead to what is there',
	(page) => {
		const links = [...read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link);
		const anchorsIn = (/** @type {string} */ file) =>
			[...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
				heading
					.toLowerCase()
					.replace(/[^a-z0-9\s_-]/g, '')
					.replace(/\s/g, '-'),
			);
		const dead = links.filter((link) => {
			const [path, anchor] = link.split('#');
			const file = path === '' ? page : join(dirname(page), path);
			return !existsSync(join(root, file)) || (anchor && !anchorsIn(file).includes(anchor));
		});
		expect(dead).toEqual([]);
	},
);
