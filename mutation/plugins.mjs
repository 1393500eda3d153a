// @ts-check
/** What StrykerJS lacks: mutants that are chosen by chance, and a look for prose. */

import { readFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import {
	commonTokens,
	declareClassPlugin,
	declareValuePlugin,
	PluginKind,
	tokens,
} from '@stryker-mutator/api/plugin';
import { CheckStatus } from '@stryker-mutator/api/check';
import { isProse } from './prose.mjs';
import { writeReport } from './report.mjs';
import { choose } from './sample.mjs';

/**
 * What the processes of a run tell each other.
 *
 * @typedef {object} Plan
 * @property {string[]} sample the numbers of the mutants to try
 * @property {Record<string, string[]>} testFiles which test files reach a mutant, by its number. Those
 * that are missing are reached while a file is loaded, so any test can notice them
 * @property {Record<string, number>} times milliseconds that the tests of a file take
 */

/** Leaves out texts that only people read. */
const prose = {
	/** @param {import('@babel/core').NodePath} path */
	shouldIgnore: (path) => (isProse(path) ? 'a text for people' : undefined),
};

/**
 * Lets the chosen mutants pass. Ranges of lines and columns can't choose one mutant: those of an
 * inner expression lie in the range of the outer one, and an operator has several at one place.
 */
class SampleChecker {
	static inject = tokens();

	/** @type {Set<string> | undefined} */
	#sample;

	async init() {}

	/** @param {import('@stryker-mutator/api/core').Mutant[]} mutants */
	async group(mutants) {
		return [mutants.map(({ id }) => id)];
	}

	/** @param {import('@stryker-mutator/api/core').Mutant[]} mutants */
	async check(mutants) {
		const sample = (this.#sample ??= new Set(readPlan().sample));
		/** @type {Record<string, import('@stryker-mutator/api/check').CheckResult>} */
		const results = {};
		for (const { id } of mutants) {
			results[id] = sample.has(id)
				? { status: CheckStatus.Passed }
				: { status: CheckStatus.CompileError, reason: 'not in the sample' };
		}
		return results;
	}
}

/** Chooses, shows how far it is, and reports on the chosen ones alone. */
class SampleReporter {
	static inject = tokens(commonTokens.options);

	/** @type {Map<string, import('@stryker-mutator/api/test-runner').TestResult[]>} */
	#tests = new Map();
	/** @type {Set<string>} */
	#sample = new Set();
	#population = 0;
	#done = 0;
	#began = 0;
	#milliseconds = 0;

	/** @param {import('@stryker-mutator/api/core').StrykerOptions} options */
	constructor(options) {
		this.options = /** @type {{ size?: number, seed: number, out: string }} */ (
			options.mutationSample
		);
	}

	/** @param {import('@stryker-mutator/api/report').DryRunCompletedEvent} event */
	onDryRunCompleted({ result }) {
		for (const test of result.tests) {
			this.#tests.set(test.id, [...(this.#tests.get(test.id) ?? []), test]);
		}
	}

	/** @param {import('@stryker-mutator/api/report').MutationTestingPlanReadyEvent} event */
	onMutationTestingPlanReady({ mutantPlans }) {
		const plans = mutantPlans.filter(({ plan }) => plan === 'Run');
		const chosen = choose(
			plans.map(({ mutant }) => mutant),
			this.options,
		);
		this.#sample = new Set(chosen.map(({ id }) => id));
		this.#population = plans.length;

		/** @type {Plan} */
		const plan = { sample: [...this.#sample], testFiles: {}, times: {} };
		for (const one of plans) {
			if (one.plan !== 'Run' || !one.runOptions.testFilter) continue;
			const files = one.runOptions.testFilter.flatMap((id) => this.#filesOf(id));
			plan.testFiles[one.mutant.id] = [...new Set(files)];
		}
		for (const { fileName, timeSpentMs } of [...this.#tests.values()].flat()) {
			const file = nameOf(fileName ?? '');
			plan.times[file] = (plan.times[file] ?? 0) + timeSpentMs;
		}
		writeFileSync(planFile(), JSON.stringify(plan));
		console.log(`${chosen.length} of ${plans.length} mutants, ${this.#tests.size} tests`);
		this.#began = Date.now();
	}

	/** @param {import('@stryker-mutator/api/core').MutantResult} mutant */
	onMutantTested({ id, fileName, location, mutatorName, status }) {
		if (!this.#sample.has(id)) return;
		this.#milliseconds = Date.now() - this.#began;
		const place = `${nameOf(fileName)}:${location.start.line}:${location.start.column}`;
		const seconds = Math.round(this.#milliseconds / 1000);
		const count = `${++this.#done}/${this.#sample.size}`;
		console.log(`${count} after ${seconds} s: ${status}, ${mutatorName} at ${place}`);
	}

	/** @param {import('mutation-testing-report-schema/api').MutationTestResult} report */
	onMutationTestReportReady(report) {
		const { size, seed, out } = this.options;
		const seconds = this.#milliseconds / 1000;
		const facts = { sampled: size !== undefined, seed, seconds, population: this.#population };
		console.log(writeReport(report, this.#sample, facts, out));
	}

	/** @param {string} id a test's */
	#filesOf(id) {
		return (this.#tests.get(id) ?? []).map(({ fileName }) => nameOf(fileName ?? ''));
	}
}

export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'prose', prose),
	declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker),
	declareClassPlugin(PluginKind.Reporter, 'sample', SampleReporter),
];

export const strykerValidationSchema = {
	properties: {
		mutationSample: {
			type: 'object',
			properties: {
				size: { type: 'number' },
				seed: { type: 'number' },
				out: { type: 'string' },
			},
		},
	},
};

function planFile() {
	const { MUTATION_PLAN } = process.env;
	if (!MUTATION_PLAN) throw new Error('run.mjs says where the plan is');
	return MUTATION_PLAN;
}

/** @returns {Plan} */
function readPlan() {
	return JSON.parse(readFileSync(planFile(), 'utf8'));
}

/** @param {string} path */
function nameOf(path) {
	return relative(process.cwd(), path).split(sep).join('/');
}
