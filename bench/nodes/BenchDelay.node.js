// @ts-check
'use strict';

const { monitorEventLoopDelay } = require('node:perf_hooks');
const { describe } = require('./describe');

/** @type {import('node:perf_hooks').IntervalHistogram | undefined} */
let histogram;

/** Begins to measure how long n8n's event loop is held at a time, or ends it and puts out the longest. */
exports.BenchDelay = class {
	description = describe('Delay', []);

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		if (!histogram) {
			histogram = monitorEventLoopDelay({ resolution: 1 });
			histogram.enable();
			return [this.getInputData()];
		}
		histogram.disable();
		const milliseconds = histogram.max / 1e6;
		histogram = undefined;
		return [[{ json: { milliseconds } }]];
	}
};
