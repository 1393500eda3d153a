// @ts-check
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * The rows of all tables of a page.
 *
 * @param {string} page below docs/
 * @returns {string[][]} the cells of each line
 */
exports.rowsOf = (page) =>
	readFileSync(join(__dirname, '../../docs', page), 'utf8')
		.split('\n')
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
