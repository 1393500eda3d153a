// @ts-check
'use strict';

const { readFileSync } = require('node:fs');

/**
 * @param {string} name of a workflow in examples/
 * @returns {unknown}
 */
exports.parseExample = (name) =>
	// All commands run in the folder of the project.
	JSON.parse(readFileSync(`examples/${name}.workflow.json`, 'utf8'));
