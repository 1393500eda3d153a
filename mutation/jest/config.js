'use strict';

const { join } = require('node:path');
const config = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...config,
	rootDir: join(__dirname, '../..'),
	// The storm takes minutes and finds by chance what other tests look for. The other two look at the
	// package and at the pages.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(storm|package|docs)'],
	runner: join(__dirname, 'runner.js'),
	setupFilesAfterEnv: [join(__dirname, 'setup.js')],
	testEnvironment: join(__dirname, 'environment.js'),
};
