// @ts-check
'use strict';

/** The floors of the source: what may import what. */

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { preProcessFile } = require('typescript');

const root = join(__dirname, '../nodes/WolkvoxCampaign');

/** The files that each file imports, also for their types alone. */
const imports = new Map(
	readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => {
			const folder = join(root, dirname(file));
			const paths = preProcessFile(readFileSync(join(root, file), 'utf8'))
				.importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
				.map(({ fileName }) => fileOf(join(folder, fileName)));
			return /** @type {const} */ ([file, paths]);
		}),
);

/** @param {string} path of a module, without its ending */
function fileOf(path) {
	const file = [`${path}.ts`, join(path, 'index.ts')].find(existsSync);
	if (!file) throw new Error(`${path} is no module`);
	return relative(root, file);
}

/**
 * @param {string} file
 * @param {string[]} way the files that led to it
 * @returns {string[] | undefined} files that import each other in a circle
 */
function circleFrom(file, way = []) {
	if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
	for (const next of imports.get(file) ?? []) {
		const circle = circleFrom(next, [...way, file]);
		if (circle) return circle;
	}
	return undefined;
}

test('each file is reached from the node', () => {
	const reached = new Set(['WolkvoxCampaign.node.ts']);
	for (const file of reached) for (const next of imports.get(file) ?? []) reached.add(next);
	expect([...reached].sort()).toEqual([...imports.keys()].sort());
});

test.each(['execution', 'transport', 'failures'])('%s/ imports nothing from actions/', (folder) => {
	const files = [...imports].filter(([file]) => file.startsWith(`${folder}/`));
	expect(files).not.toEqual([]);
	const particular = files.filter(([, paths]) => paths.some((path) => path.startsWith('actions/')));
	expect(particular).toEqual([]);
});

test('no files import each other in a circle', () => {
	expect([...imports.keys()].map((file) => circleFrom(file)).find(Boolean)).toBeUndefined();
});
