/** Lists of which Wolkvox refuses some records, and how many calls it takes to find these. */

import * as fc from 'fast-check';
import { removeRecord } from '../../dist/nodes/WolkvoxCampaign/actions/record/removeRecord.operation.js';
import { Batches } from '../../dist/nodes/WolkvoxCampaign/execution/batches.js';
import type { Job, Operation } from '../../dist/nodes/WolkvoxCampaign/execution/operation.js';
import { Failure } from '../../dist/nodes/WolkvoxCampaign/failures/failure.js';

/** For each record of a list whether it is refused when it is asked for. */
export type List = boolean[];

/**
 * A list some of whose records are refused, at random places.
 *
 * @param share of refused records, 0 to 1
 * @param block how many refused records stand in a row; it divides the number of records
 */
export function listOf(seed: number, records: number, share: number, block = 1): List {
	const blocks = Array.from({ length: records / block }, (_, index) => index);
	const number = Math.round(blocks.length * share);
	const some = fc.shuffledSubarray(blocks, { minLength: number, maxLength: number });
	const list = Array<boolean>(records).fill(false);
	for (const one of fc.sample(some, { seed, numRuns: 1 })[0]) {
		list.fill(true, one * block, (one + 1) * block);
	}
	return list;
}

/** The calls of the node, which sends as many records with a request as it finds best. */
export function callsOfNode(list: List, recordsPerRequest: number): number {
	const jobs = list.map((_, itemIndex) => ({
		itemIndex,
		input: {
			...{ timeout: 65_000, maxRetries: 3, campaignType: 'predictive', campaignId: '1001' },
			...{ customerIds: [String(itemIndex + 1)], recordsPerRequest },
		},
	})) as Job[];
	const batches = new Batches(removeRecord as unknown as Operation, jobs);
	const refusal = new Failure('notFound');
	let calls = 0;
	for (const batch of batches) {
		calls++;
		const failure = batch.some(({ itemIndex }) => list[itemIndex]) ? refusal : undefined;
		if (failure && batches.putBack(batch, failure)) continue;
		for (const job of batch) job.outcome = failure ?? [];
		batches.settle(batch, failure);
	}
	const right = jobs.every(({ outcome }, index) => Array.isArray(outcome) !== list[index]);
	if (!right) throw new Error('A record came to what it was not');
	return calls;
}

/** The calls with a fixed number a request, of which those that are refused are split in halves. */
export function callsByHalves(list: List, recordsPerRequest: number): number {
	let calls = 0;
	/** How many refused ones stand before each place. */
	const before = [0];
	for (const refused of list) before.push(before[before.length - 1] + Number(refused));
	const send = (from: number, to: number): void => {
		calls++;
		if (to - from === 1 || before[from] === before[to]) return;
		const middle = from + Math.ceil((to - from) / 2);
		send(from, middle);
		send(middle, to);
	};
	for (let from = 0; from < list.length; from += recordsPerRequest) {
		send(from, Math.min(list.length, from + recordsPerRequest));
	}
	return calls;
}
