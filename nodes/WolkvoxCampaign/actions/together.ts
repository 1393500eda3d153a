import type { IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../messages';
import {
	idsOf,
	removeRecords,
	type Outcome,
	type Plan,
	type Removal,
} from './removeRecord.operation';
import type { Tally } from './tally';

/**
 * Finds the items that share a request: the first, and those that follow it for the same campaign
 * and with the same options, until there are as many customer IDs as a request may carry. Items that
 * have their outcome already are passed over. An item with several customer IDs is never split; a
 * customer ID that the request has already takes no room.
 *
 * @param plans what all items ask for
 * @param outcomes what is known of them
 * @param first the item to begin with, from 0, which has no outcome
 * @returns the removals by item, in order
 */
export function sharing(plans: Plan[], outcomes: Outcome[], first: number): Map<number, Removal> {
	const found = new Map<number, Removal>();
	const ids = new Set<string>();
	let target: string | undefined;
	for (let itemIndex = first; itemIndex < plans.length; itemIndex++) {
		const { removal } = plans[itemIndex];
		if (outcomes[itemIndex] || removal instanceof Failure) continue;
		const room = removal.options.recordsPerRequest;
		const more = idsOf(removal).filter((id) => !ids.has(id));
		target ??= targetOf(removal);
		if (found.size > 0 && (ids.size + more.length > room || targetOf(removal) !== target)) break;
		found.set(itemIndex, removal);
		// One record a request is one item a request, also when the next one is for the same record.
		if (room === 1) break;
		for (const id of more) ids.add(id);
	}
	return found;
}

function targetOf({ campaignType, campaignId, options }: Removal): string {
	const { timeout, maxRetries, recordsPerRequest } = options;
	return [campaignType, campaignId, timeout, maxRetries, recordsPerRequest].join(' ');
}

/**
 * Removes records with one request. When Wolkvox refuses it for what it carries, each half of it is
 * sent for itself, and so on until the refused records stand alone. No public source says what
 * Wolkvox does with a list of which it knows a part, so each removal comes to what was answered to
 * the last request that it was in.
 *
 * @param this the node's run
 * @param removals what to remove, as `sharing` finds them
 * @param continues whether the next records are tried after one that is refused alone
 * @param tally counts the calls and the records
 * @returns what each of the removals came to; never throws
 */
export async function removeTogether(
	this: IExecuteFunctions,
	removals: Removal[],
	continues: boolean,
	tally: Tally,
): Promise<Map<Removal, Outcome>> {
	tally.together ||= removals[0].options.recordsPerRequest > 1;
	const outcomes = new Map<Removal, Outcome>();
	const parts: Part[] = [{ removals }];
	let end: Failure | undefined;
	for (let part = parts.pop(); part; part = parts.pop()) {
		const { removals: together, refusal } = part;
		if (end && refusal) {
			for (const removal of together) outcomes.set(removal, notSentAgain(refusal, end));
			continue;
		}
		const outcomeOf = await removeRecords.call(this, together, () => tally.call(refusal));
		for (const removal of together) {
			// A part that was not sent, because the execution was stopped, came to what the whole did.
			outcomes.set(removal, after(refusal, outcomeOf(removal)) ?? refusal);
		}
		const outcome = outcomes.get(together[0]);
		if (!(outcome instanceof Failure)) {
			if (outcome) tally.removed += new Set(together.flatMap(idsOf)).size;
		} else {
			const halves = outcome.ofOne ? halvesOf(together) : [];
			for (const half of halves.reverse()) parts.push({ removals: half, refusal: outcome });
			if (halves.length === 0 && (outcome.endsRun || !continues)) end = outcome;
		}
	}
	return outcomes;
}

/** A part of a request. */
interface Part {
	removals: Removal[];
	/** Why Wolkvox refused the request that this was a part of. */
	refusal?: Failure;
}

/** What a part came to, with what is known from the request that it was a part of. */
function after(refusal: Failure | undefined, outcome: Outcome): Outcome {
	if (!refusal || !(outcome instanceof Failure)) return outcome;
	return outcome.with({
		mayBeGone: outcome.facts.mayBeGone || refusal.facts.mayBeGone,
		refusedAmong: refusal.facts.together,
	});
}

/** What the removals of a refused request came to when they are not sent again. */
function notSentAgain(refusal: Failure, end: Failure): Failure {
	if (!end.endsRun) return refusal;
	const { answer, mayBeGone, together } = refusal.facts;
	return new Failure(end.reason, { answer, mayBeGone, refusedAmong: together });
}

/** The two halves of what was in a request, each in order; none when it can't be split. */
function halvesOf(removals: Removal[]): Removal[][] {
	const units = unitsOf(removals);
	if (units.length === 1) return [];
	const first = new Set(units.slice(0, Math.ceil(units.length / 2)).flat());
	return [
		removals.filter((removal) => first.has(removal)),
		removals.filter((removal) => !first.has(removal)),
	];
}

/**
 * The smallest parts that a request can be split into: a removal with all that share a customer ID
 * with it, so that no customer ID is in two parts.
 */
function unitsOf(removals: Removal[]): Removal[][] {
	const units = new Set<Removal[]>();
	const unitOf = new Map<string, Removal[]>();
	const join = (unit: Removal[], removal: Removal) => {
		unit.push(removal);
		for (const id of idsOf(removal)) unitOf.set(id, unit);
	};
	for (const removal of removals) {
		const touched = new Set(idsOf(removal).map((id) => unitOf.get(id)));
		touched.delete(undefined);
		const [unit = [], ...others] = touched as Set<Removal[]>;
		units.add(unit);
		join(unit, removal);
		for (const other of others) {
			units.delete(other);
			for (const one of other) join(unit, one);
		}
	}
	return [...units];
}
