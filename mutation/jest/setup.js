'use strict';

const { RETRIES } = require('./retries');

jest.retryTimes(RETRIES, { retryImmediately: true });

// With all mutants in it the node is some ten times as slow, so the clock by which tests measure its
// work goes as slowly.
const now = performance.now.bind(performance);
performance.now = () => now() / 10;
