// @ts-check
'use strict';

const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector/promises');
const { describe } = require('./describe');

/** @type {import('node:inspector/promises').Session | undefined} */
let session;

/** With what was collected as well: what is made and thrown away is what memory is about. */
const ALL = {
	samplingInterval: 32 * 1024,
	includeObjectsCollectedByMajorGC: true,
	includeObjectsCollectedByMinorGC: true,
};

/** Starts profiles of n8n's CPU and of what it allocates, or ends them and writes them into files. */
exports.BenchProfile = class {
	description = describe('Profile', ['file']);

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		if (session) {
			const file = String(this.getNodeParameter('file', 0));
			const { profile } = await session.post('Profiler.stop');
			const { profile: heap } = await session.post('HeapProfiler.stopSampling');
			session.disconnect();
			session = undefined;
			writeFileSync(`${file}.cpuprofile`, JSON.stringify(profile));
			writeFileSync(`${file}.heapprofile`, JSON.stringify(heap));
		} else {
			session = new Session();
			session.connect();
			await session.post('Profiler.enable');
			await session.post('Profiler.start');
			await session.post('HeapProfiler.startSampling', ALL);
		}
		return [this.getInputData()];
	}
};
