// @ts-check
'use strict';

/**
 * The tests of what the engine decides, run again in the engines of older n8n versions: one project
 * of jest for each engine in package.json, named after its n8n version.
 */

const { createRequire } = require('node:module');
const { join } = require('node:path');
const main = require('../../jest.config.js');
const { dependencies } = require('./package.json');

const root = join(__dirname, '../..');
const TESTS = ['directFields', 'faults', 'replies', 'retry', 'retryOnFail', 'stop'];

/**
 * Lets one engine take the place of the newest, for the tests and for the node alike. A real n8n
 * has one n8n-workflow, its own, and hands it to the community nodes that it loads, and one @n8n/di,
 * which holds its services; npm lays copies of both side by side here.
 *
 * @param {string} alias the engine's name in package.json
 * @returns {Record<string, string>} jest's moduleNameMapper
 */
function modulesOf(alias) {
	const engine = createRequire(join(__dirname, 'node_modules', alias, 'package.json'));
	return {
		'^n8n-core$': engine.resolve('.'),
		'^n8n-workflow$': engine.resolve('n8n-workflow'),
		'^@n8n/di$': engine.resolve('@n8n/di'),
	};
}

/** @type {import('jest').Config} */
module.exports = {
	rootDir: root,
	testTimeout: main.testTimeout,
	// n8n's engine up to 2.0 leaves a timer behind (n8n-core, ssh-clients-manager.ts).
	forceExit: true,
	projects: Object.keys(dependencies).map((alias) => ({
		displayName: alias.replace('core-of-', ''),
		rootDir: root,
		// jest would read all of e2e/node_modules otherwise.
		roots: ['<rootDir>/test'],
		testMatch: TESTS.map((name) => `<rootDir>/test/${name}.test.ts`),
		testEnvironment: main.testEnvironment,
		transform: main.transform,
		// As in the main configuration; p-retry and its kin are what n8n 2.0's langchain loads.
		transformIgnorePatterns: [
			'/node_modules/(?!(.*/)?(get-port|milliparsec|p-retry|is-network-error)/)',
		],
		moduleNameMapper: modulesOf(alias),
	})),
};
