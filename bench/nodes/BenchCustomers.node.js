// @ts-check
'use strict';

const { writeFileSync } = require('node:fs');
const { setTimeout } = require('node:timers/promises');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { describe } = require('./describe');

setFlagsFromString('--expose-gc');
/** @type {(options: object) => void} */
const gc = runInNewContext('gc');

/**
 * Puts out made-up customers whose IDs count up, and before that clears up behind the runs before:
 * what they left is not this run's memory. The second output says how many bytes n8n takes then.
 */
exports.BenchCustomers = class {
	description = describe('Customers', ['first', 'count'], { outputs: ['main', 'main'] });

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		const first = Number(this.getNodeParameter('first', 0));
		const count = Number(this.getNodeParameter('count', 0));
		await clearUp();
		return [
			Array.from({ length: count }, (_, index) => ({
				json: { id: String(first + index), name: `Customer ${index}` },
				pairedItem: { item: 0 },
			})),
			[{ json: { bytes: process.memoryUsage.rss() } }],
		];
	}
};

/** Collects garbage, and lets Linux count this process's peak of memory anew (proc(5), clear_refs). */
async function clearUp() {
	const everything = { type: 'major', execution: 'sync', flavor: 'last-resort' };
	gc(everything);
	// What is freed now may hold something until a finalizer has run, which is a moment later.
	await setTimeout(100);
	gc(everything);
	try {
		writeFileSync('/proc/self/clear_refs', '5');
	} catch {
		// Elsewhere the peak is not measured.
	}
}
