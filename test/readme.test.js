// @ts-check
'use strict';

/** The README's troubleshooting table is the node's own, and its pictures are those of the tests. */

const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { REASONS } = require('../dist/nodes/WolkvoxCampaign/failures/reasons.js');
const {
	removeRecord,
} = require('../dist/nodes/WolkvoxCampaign/actions/record/removeRecord.operation.js');

/** @type {Partial<Record<string, string>>} */
const hints = removeRecord.words.hints ?? {};

const FATES = { notSent: 'No, nothing was sent', notDone: 'No', unknown: 'Perhaps' };

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

test('each row of the table of texts stands in the README', () => {
	const cells = readme
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

test('its pictures are there, each with a text, and no other lies about', () => {
	const { homepage } = require('../package.json');
	const shown = [...readme.matchAll(/!\[([^\]]+)\]\(([^)]+)\)|(?:srcset|src)="([^"]+)"/g)];
	const addresses = shown.map(([, , markdown, html]) => markdown ?? html);
	expect(addresses.every((address) => address.startsWith(`${homepage}docs/images/`))).toBe(true);
	const files = addresses.map((address) => address.slice(`${homepage}docs/images/`.length));
	expect(files.sort()).toEqual(readdirSync(join(__dirname, '../docs/images')).sort());
});
