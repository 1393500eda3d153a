// @ts-check
'use strict';

/** The pages for people say what the node says and has, and lead nowhere that is not there. */

const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { operations } = require('../dist/nodes/WolkvoxCampaign/actions');
const { optionsOf } = require('../dist/nodes/WolkvoxCampaign/execution/parameters');
const { REASONS } = require('../dist/nodes/WolkvoxCampaign/failures/reasons');
const codex = require('../nodes/WolkvoxCampaign/WolkvoxCampaign.node.json');

const root = join(__dirname, '..');

/** @param {string} file from the root of the project */
const read = (file) => readFileSync(join(root, file), 'utf8');

/** @param {string} folder */
const pagesIn = (folder) =>
	readdirSync(join(root, folder))
		.filter((file) => file.endsWith('.md'))
		.map((file) => join(folder, file));

const pages = ['', 'docs', 'examples'].flatMap(pagesIn);

/** A page without what is code: links and headings in it are none. */
const prose = new Map(
	pages.map((page) => [
		page,
		read(page)
			.replace(/^```[^]*?^```$/gm, '')
			.replace(/`[^`\n]*`/g, '`'),
	]),
);

/** What stands in place of a heading in a link to it, as code hosts make it. */
const anchorOf = (/** @type {string} */ heading) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s/g, '-');

/** @param {string} page */
const anchorsIn = (page) =>
	[
		...read(page)
			.replace(/^```[^]*?^```$/gm, '')
			.matchAll(/^#+ (.+)$/gm),
	].map(([, heading]) => anchorOf(heading));

/** The part of a page from one heading to the next of the same level. */
const sectionOf = (/** @type {string} */ page, /** @type {string} */ heading) =>
	read(page)
		.split(/^## /m)
		.find((section) => section.startsWith(`${heading}\n`));

describe('the README', () => {
	const readme = read('README.md');

	test('is short: at most 150 lines and 12 KB', () => {
		expect(readme.split('\n').length - 1).toBeLessThanOrEqual(150);
		expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(12 * 1024);
	});

	test('has English letters only', () => {
		expect(readme.match(/\p{L}/gu)?.filter((letter) => !/[a-z]/i.test(letter))).toEqual([]);
	});

	test('begins with what can be tried, and ends with the license', () => {
		expect([...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
			'Try it now',
			'Install',
			'Credentials',
			'What removal means',
			'What the node can do',
			'What makes it safe',
			'Compatibility',
			'Not affiliated',
			'License',
		]);
	});

	test('has one row for each operation, and none for another', () => {
		const rows = [...readme.matchAll(/^\| \[([^\]]+)\]\(docs\/[\w-]+\.md#([\w-]+)\) +\| \w/gm)];
		expect(rows.map(([, name]) => name).sort()).toEqual(
			operations.map(({ option }) => option.name).sort(),
		);
		for (const [, name, anchor] of rows) expect(anchor).toBe(anchorOf(name));
	});

	test('shows what the demo prints, which fits 100 columns', () => {
		const demo = ['test/support/trust.js', 'tsx', 'scripts/demo.mts'];
		const printed = execFileSync(process.execPath, demo, { cwd: root, encoding: 'utf8' });
		const lines = printed.split('\n');
		expect(lines.filter((line) => line.length > 100)).toEqual([]);
		const [, shown] = /^```text\n([^]+?)\n```$/m.exec(readme) ?? [];
		const places = shown.split('\n').map((line) => lines.indexOf(line));
		expect(places).not.toContain(-1);
		expect(places).toEqual([...places].sort((one, other) => one - other));
	});

	test('has the figures of the benchmark', () => {
		const [, sentences] = /^(In a real n8n, with [^]+?)\n\n/m.exec(readme) ?? [];
		const [, load] = /with ([\d,]+ records at \d+ ms a call)/.exec(sentences) ?? [];
		const [, table] = read('docs/benchmarks.md').split(`### ${load.replace(' at', ',')}\n`);
		const row = (/** @type {string} */ peer) =>
			table
				.split('\n')
				.find((line) => line.startsWith(`| ${peer} `))
				?.split('|')
				.map((cell) => cell.trim());
		const seconds = (/** @type {string} */ peer) => row(peer)?.[6];
		expect(sentences).toContain(
			`in ${seconds('This node, 100 records a request')} seconds with 100 records a request, in ${seconds('This node, 1 record a request')} with one.`,
		);
		expect(sentences).toContain(`HTTP Request node removed ${row('HTTP Request')?.[2]} of them`);
		expect(sentences).toContain(`took ${seconds('Loop Over Items + HTTP Request')} seconds`);
	});
});

describe.each(operations.map((operation) => ({ name: operation.option.name, operation })))(
	'the section of $name',
	({ name, operation }) => {
		const page = pages.find((one) => one.startsWith('docs/') && sectionOf(one, name)) ?? '';
		const section = page && (sectionOf(page, name) ?? '');
		const { call, parameters, words } = operation;

		test('is there', () => {
			expect(section).not.toBe('');
			expect(read('README.md')).toContain(`(${page}#${anchorOf(name)})`);
		});

		test('names each field and each option', () => {
			const fields = Object.values(parameters).filter(({ option }) => !option);
			const options = optionsOf(operation).map(([, one]) => one);
			const labels = [...fields, ...options].flatMap(({ field }) => labelsOf(field));
			const cells = section
				.split('\n')
				.filter((line) => line.startsWith('| '))
				.join('\n');
			expect(labels.filter((label) => !cells.includes(label))).toEqual([]);
		});

		test('shows an item that comes out', () => {
			const items = [...section.matchAll(/^```json\n([^]+?)^```$/gm)].map(([, json]) =>
				JSON.parse(json),
			);
			// A list of what another section has.
			const other = /with the fields of \[/.test(section);
			expect(items.length > 0 || other).toBe(true);
			if (call.method === 'GET') return;
			const { key = '' } = words;
			expect(key in items[0] || section.includes(`\`${key}: false\``)).toBe(true);
			expect(read('docs/reliability.md')).toContain(`\`${key}\``);
		});
	},
);

test('the page in Spanish names each operation', () => {
	const page = read('docs/es.md');
	for (const { option } of operations) expect(page).toContain(`[${option.name}](`);
});

test('every operation that changes something says how to find out what became of it', () => {
	const changing = operations.filter(({ call }) => call.method !== 'GET');
	const troubleshooting = read('docs/troubleshooting.md');
	for (const { words } of changing) expect(troubleshooting).toContain(`: ${words.verify}`);
});

describe('the page on troubleshooting', () => {
	const page = read('docs/troubleshooting.md');

	/** What is below a heading, with addresses as text. */
	const linesBelow = (/** @type {string} */ heading) =>
		(sectionOf('docs/troubleshooting.md', heading) ?? '')
			.replace(/`(https?:[^`]+)`/g, '$1')
			.split('\n');

	test.each(
		Object.entries({
			notSent: 'Nothing was sent',
			notDone: 'It was not done',
			unknown: 'It may have been done',
		}),
	)('has each row of the table of texts whose effect is %s, and no other', (effect, heading) => {
		const entries = linesBelow(heading).filter((line) => line.startsWith('- **'));
		const rows = Object.entries(REASONS).filter(([, row]) => row.effect === effect);
		expect(entries).toEqual(
			rows.map(([reason, row]) => {
				const end = 'endsRun' in row ? ', ends the run' : '';
				return `- **${row.what}** (\`${reason}\`${end}): ${row.hint}`;
			}),
		);
	});

	test('has what operations say in place of the table, below its row', () => {
		const said = operations.flatMap(({ option, words }) =>
			Object.entries(words.hints ?? {}).map(([reason, hint]) => ({
				name: option.name,
				reason,
				hint,
			})),
		);
		expect(said).not.toEqual([]);
		for (const { name, reason, hint } of said) {
			const [, row = ''] = page.split(`(\`${reason}\``);
			const [below] = row.split('\n- **');
			const line = below.split('\n').find((one) => one.endsWith(`: ${hint}`));
			expect(line?.split(': ')[0].replace('  - ', '').split(', ')).toContain(name);
		}
	});

	test('is what the script writes', () => {
		const script = join(root, 'scripts/troubleshooting.mjs');
		const written = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' });
		expect(page).toBe(written);
	});
});

describe('the pages', () => {
	const links = [...prose].flatMap(([page, text]) =>
		[
			...text.matchAll(/\]\(<?([^)\s>]+)>?\)|\b(?:src|srcset|href)="([^"]+)"|<(https?:[^>]+)>/g),
		].map(([, markdown, html, bare]) => ({ page, target: markdown ?? html ?? bare })),
	);
	const inside = links.filter(({ target }) => !/^(?:https?|mailto):/.test(target));

	test('link only to files and headings that are there', () => {
		const missing = inside.filter(({ page, target }) => {
			const [path, anchor] = target.split('#');
			const file = path === '' ? page : join(dirname(page), path);
			if (!existsSync(join(root, file))) return true;
			return anchor !== undefined && !anchorsIn(file).includes(anchor);
		});
		expect(inside.length).toBeGreaterThan(100);
		expect(missing).toEqual([]);
	});

	test('lead nobody to an address that does not exist', () => {
		const examples = readdirSync(join(root, 'examples'))
			.filter((file) => file.endsWith('.json'))
			.flatMap((file) => textsIn(JSON.parse(read(`examples/${file}`))));
		const addresses = [...links.map(({ target }) => target), ...textsIn(codex), ...examples];
		expect(addresses.filter((address) => /\.example\b/.test(address))).toEqual([]);
		// Code hosts make a link of an address in plain text, too.
		const plain = [...prose].filter(([, text]) => /(?:https?:\/\/|@)[^\s)]+\.example\b/.test(text));
		expect(plain.map(([page]) => page)).toEqual([]);
	});

	test('show each picture, each with a text, and no picture lies about', () => {
		const shown = inside.filter(({ target }) => /\.(?:png|svg)$/.test(target));
		const files = shown.map(({ page, target }) =>
			relative('docs/images', join(dirname(page), target)),
		);
		expect([...new Set(files)].sort()).toEqual(readdirSync(join(root, 'docs/images')).sort());
		for (const text of prose.values()) {
			expect(text).not.toMatch(/!\[\s*\]|<img(?![^>]*\balt="[^"]+")/);
		}
	});
});

/**
 * @param {import('n8n-workflow').INodeProperties} field
 * @returns {string[]} what a page calls it, or what is in it; fields that differ by a number share a row
 */
function labelsOf({ displayName, type, options = [] }) {
	if (type !== 'collection') return [displayName];
	return options.map((one) => {
		const label = 'displayName' in one ? one.displayName.replace(/ \d+$/, '') : '';
		return `${displayName} > ${label}`;
	});
}

/**
 * @param {unknown} value
 * @returns {string[]} all texts in it
 */
function textsIn(value) {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
