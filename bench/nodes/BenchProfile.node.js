// @ts-check
'use strict';

const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector/promises');

/** @type {import('node:inspector/promises').Session | undefined} */
let session;

/** Starts a CPU profile of n8n, or ends it and writes it into a file. */
exports.BenchProfile = class {
	description = {
		displayName: 'Bench Profile',
		name: 'benchProfile',
		group: ['transform'],
		version: 1,
		description: 'Makes a CPU profile',
		defaults: { name: 'Profile' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'File', name: 'file', type: 'string', default: '' }],
	};

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
