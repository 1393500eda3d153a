// @ts-check
'use strict';

const { createRequire } = require('node:module');
const { RETRIES } = require('./retries');

// Packages that jest brings.
const fromCore = createRequire(createRequire(require.resolve('jest')).resolve('@jest/core'));
const fromConfig = createRequire(fromCore.resolve('jest-config'));
const { TestEnvironment } = fromConfig('jest-environment-node');

/** Skips the tests of a file that follow one that failed for good: the mutant is killed then. */
module.exports = class extends TestEnvironment {
	failed = false;

	/** @param {import('@jest/types').Circus.AsyncEvent | import('@jest/types').Circus.SyncEvent} event */
	handleTestEvent = async (event) => {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (event.name === 'test_done') {
			const { errors, invocations } = event.test;
			this.failed ||= errors.length > 0 && invocations > RETRIES;
		} else if (event.name === 'test_start' && this.failed) {
			event.test.mode = 'skip';
		}
	};
};
