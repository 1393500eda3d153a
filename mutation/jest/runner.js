// @ts-check
'use strict';

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { relative, sep } = require('node:path');

const fromJest = createRequire(createRequire(require.resolve('jest')).resolve('@jest/core'));
const JestRunner = fromJest('jest-runner').default;

/**
 * Runs what can notice the active mutant, quick tests first, and ends with the first file that does.
 * Left to itself, Stryker's runner loads each test file for each mutant, which takes most of the
 * time, and goes on when one has failed.
 */
module.exports = class extends JestRunner {
	/**
	 * @param {import('@jest/test-result').Test[]} tests
	 * @param {unknown} watcher
	 * @param {unknown} options
	 */
	async runTests(tests, watcher, options) {
		const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
		// The first run of all, without a mutant.
		if (mutant === undefined) return await super.runTests(tests, watcher, options);

		/** @type {import('../plugins.mjs').Plan} */
		const { testFiles, times } = JSON.parse(readFileSync(process.env.MUTATION_PLAN ?? '', 'utf8'));
		const files = testFiles[mutant];
		/** @param {import('@jest/test-result').Test} test */
		const nameOf = ({ path, context }) =>
			relative(context.config.rootDir, path).split(sep).join('/');
		const chosen = tests
			.filter((test) => !files || files.includes(nameOf(test)))
			.sort((one, other) => (times[nameOf(one)] ?? 0) - (times[nameOf(other)] ?? 0));
		// Without a test, every mutant would survive.
		if (chosen.length === 0) throw new Error(`No test file for mutant ${mutant}`);

		let failed = false;
		this.on('test-file-failure', () => {
			failed = true;
		});
		/** @param {[unknown, import('@jest/test-result').TestResult]} event */
		const look = ([, { numFailingTests, testExecError }]) => {
			failed ||= numFailingTests > 0 || testExecError !== undefined;
		};
		this.on('test-file-success', look);
		for (const test of chosen) {
			await super.runTests([test], watcher, options);
			if (failed) return;
		}
	}
};
