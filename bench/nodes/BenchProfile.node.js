// @ts-check
'use strict';

const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector/promises');
const { describe } = require('./describe');

/** @type {import('node:inspector/promises').Session | undefined} */
let session;

/** Starts a CPU profile of n8n, or ends it and writes it into a file. */
exports.BenchProfile = class {
	description = describe('Profile', ['file']);

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		if (session) {
			const { profile } = await session.post('Profiler.stop');
			session.disconnect();
			session = undefined;
			writeFileSync(String(this.getNodeParameter('file', 0)), JSON.stringify(profile));
		} else {
			session = new Session();
			session.connect();
			await session.post('Profiler.enable');
			await session.post('Profiler.start');
		}
		return [this.getInputData()];
	}
};
