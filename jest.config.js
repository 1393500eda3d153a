'use strict';

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['<rootDir>/e2e', '<rootDir>/mutation'],
	// A small storm for each day; `npm run test:storm` makes the 20 large ones.
	globals: { STORM: { seeds: 1, items: 500 } },
	testMatch: ['<rootDir>/test/**/*.test.[jt]s'],
	transform: {
		'\\.[jt]s$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	// jest loads CommonJS; these dependencies of mockttp are ESM only.
	transformIgnorePatterns: ['/node_modules/(?!(get-port|milliparsec)/)'],
	// The engine loads slowly the first time, on a machine with two cores.
	testTimeout: 60_000,
};
