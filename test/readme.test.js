// @ts-check
'use strict';

/** The README's troubleshooting table is the node's own. */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { MESSAGES } = require('../dist/nodes/WolkvoxCampaign/messages.js');

const FATES = { notSent: 'No, nothing was sent', notRemoved: 'No', unknown: 'Perhaps' };

test('each row of the table of texts stands in the README', () => {
	const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
	const cells = readme
		.split('\n')
		.filter((line) => line.startsWith('| …'))
		.map((line) =>
			line
				.split('|')
				.map((cell) => cell.trim())
				.slice(1, -1),
		);
	const rows = Object.values(MESSAGES).map(({ effect, what, hint }) => [
		`… ${what}`,
		FATES[effect],
		hint,
	]);
	expect(cells).toEqual(rows);
});
