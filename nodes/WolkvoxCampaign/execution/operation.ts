/** The contract of an operation: what a file in `actions/` says, and a run needs to know. */

import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Failure } from '../failures/failure';
import type { Words } from '../failures/wording';
import type { Success } from '../transport/reply';
import type { Content, WolkvoxCall, WolkvoxRequest } from '../transport/request';
import type { RequestOptions } from '../transport/retry';

/** One thing that the node can do. Pure: it reads no parameter, sends nothing and never throws. */
export interface Operation<Input extends object = object> {
	/**
	 * Its entry in the drop-down Operation. The value is the stem of its file, and unique across
	 * resources; it is in people's workflows: it stays.
	 */
	option: INodePropertyOptions & { value: string };
	/** A warning above its fields. */
	notice?: string;
	/** Whether only a person may ask for it: it is not offered to AI agents, and refused when one asks. */
	personOnly?: true;
	/**
	 * Its fields in the order of the form, each with the check that refuses what is unsure: one for
	 * each value of an input.
	 */
	parameters: { [Name in keyof Input]: Parameter<Input[Name]> };
	words: Words<Input>;
	/** The call that it makes. One that is no GET changes something. */
	call: WolkvoxCall;
	/** Which inputs may share a request. Left out: each has its own. */
	batch?: Batching<Input>;
	/** Whether inputs that ask for the very same thing share one request. */
	shared?: true;
	/** What has to be read before an input can be sent. Left out: nothing. */
	lookUp?: LookUp<Input>;
	/** How to find out afterwards whether an input was done, where no answer says so. */
	certainty?: Certainty<Input>;
	/** How to find out that nothing can be done for a target, when one input after the other is refused. */
	targetCheck?: TargetCheck<Input>;
	/** What is done once in a run, however many inputs ask for it. */
	unique?: Unique<Input>;
	/** What stands against an input as a whole; each of its values has passed its check. */
	refuse?(input: Input): Failure | undefined;
	/** What a person should know of the inputs of a run, in full sentences for the hint. */
	remarks?(inputs: Input[]): string[];
	/** What each item tells of an input, as far as it could be read: campaign_id, customer_id. */
	asked(input: Partial<Input>): IDataObject;
	/** What has to come out with an input that is done or may be, such as a copy of what was removed. */
	kept?(input: Partial<Input>): IDataObject;
	/**
	 * What inputs that share a request give to its call; one input where the operation does not batch.
	 *
	 * @param keys what the request carries: those of its inputs, each once
	 */
	content(inputs: Input[], keys: string[]): Content;
	/**
	 * What a successful reply means for one of the inputs that the request carried: the JSON of its
	 * items; or why the reply is no success for it, as when it counts fewer records.
	 *
	 * The JSON has no key `error`, not even `null`: engines up to 2.20.6 take that for a failing item.
	 *
	 * @param keys as for `content`
	 */
	outcome(reply: Success, input: Input, keys: string[]): IDataObject[] | Failure;
}

/** The request for inputs that share one. */
export function requestOf(
	operation: Operation,
	inputs: object[],
	keys = keysOf(operation, inputs),
): WolkvoxRequest {
	return { ...operation.call, ...operation.content(inputs, keys) };
}

/** The request of one input as two texts that can be compared: what it is for, and what it says there. */
export function requestTexts(
	operation: Operation,
	input: object,
): { address: string; body: string } {
	const { body = {}, ...address } = requestOf(operation, [input]);
	return { address: JSON.stringify(address), body: JSON.stringify(body) };
}

/** The keys of some inputs, each once; none where the operation does not batch. */
export function keysOf({ batch }: Operation, inputs: object[]): string[] {
	return batch ? [...new Set(inputs.flatMap((input) => batch.keys(input)))] : [];
}

/** A field of the node, and what is taken from it. Its name is in people's workflows: it stays. */
export interface Parameter<T = unknown> {
	/**
	 * As n8n shows it; for which operation is added by `actions/index.ts`. A field that depends on
	 * others by `displayOptions.show` stands behind them, and is read only where it is shown.
	 */
	field: INodeProperties;
	/** Whether it is in the collection Options. */
	option?: true;
	/** What an option stands for that is left out; its default where this is left out. */
	absent?: T;
	/**
	 * Reads a value strictly, of any kind since an expression may give anything.
	 *
	 * @throws {Failure} when it is not sure
	 */
	check(value: unknown, context: Context): T;
}

/** What n8n says of the workflow. */
export interface Context {
	/** The time zone of the workflow, such as `America/Bogota`. */
	timeZone: string;
	/** The fields of the item that came in. */
	item: IDataObject;
	/** The field itself, with expressions in place of values. */
	raw: unknown;
}

/** How inputs share a request. */
export interface Batching<Input> {
	/** What inputs that share a request have in common, such as the campaign, but for their options. */
	target(input: Input): string[];
	/** What takes room, such as customer IDs. Inputs that have a key in common are not parted. */
	keys(input: Input): string[];
	/** How many keys a request may carry. With 1 each input has a request of its own. */
	size(input: Input): number;
	/** Whether Wolkvox no longer finds a key when it is done: a refusal then says that nothing is left to do. */
	once?: true;
}

/** What must not be done twice, such as adding a customer to a campaign. */
export interface Unique<Input> {
	/** Says what it is that is done. */
	key(input: Input): string;
	/** What an input comes out as whose key an earlier one has. */
	item(input: Input): IDataObject;
}

/** Reads that come before the request, because it depends on them. */
export interface LookUp<Input> {
	/** The inputs that one is taken apart into, each of which is read for itself. Left out: it stays whole. */
	parts?(input: Input): Input[];
	/**
	 * The reads for each of all inputs of a run; none where there is nothing to read, and the input is sent
	 * as it is. A read that several inputs ask for is sent once in a run.
	 */
	requests(inputs: Array<Input & RunOptions>): WolkvoxRequest[][];
	/** What the input comes to with the replies, in the order of its requests. At least one. */
	found(replies: Success[], input: Input): Array<Found<Input>>;
	/** Why an input is not sent because a read failed. Left out: that failure. */
	failed?(failure: Failure): Failure;
	/** Whether nobody knows before it how many requests there will be. */
	decides?: true;
}

/** Reads that come after a request of which nobody knows what became. */
export interface Certainty<Input> {
	/** One for each record of an input; none where there is no way to find out. */
	requests(input: Input): WolkvoxRequest[];
	/** Whether the reply to one of them shows that the record is done; undefined when it does not say. */
	isDone(reply: Success, input: Input, index: number): boolean | undefined;
}

/** An input to send; or what it came to, where there is nothing to send. */
export interface Found<Input> {
	input: Input;
	outcome?: Outcome;
}

/** A read that tells whether the target of inputs, such as their campaign, is there at all. */
export interface TargetCheck<Input> {
	/** A name for the target of an input. */
	target(input: Input): string;
	/** A list, sent once in a run where none is kept. */
	request: WolkvoxRequest;
	/** Why nothing can be done for the target of an input; undefined when it is there. */
	missing(reply: Success, input: Input): Failure | undefined;
}

/** What an input came to: the JSON of its items, or why it failed. */
export type Outcome = IDataObject[] | Failure;

/** What one request is to be sent for. An item has one, or several after a look-up. */
export interface Job {
	/** The item, from 0. */
	itemIndex: number;
	/** What it asks for, as far as it could be read: whole where there is no outcome. */
	input: RunOptions;
	/** Left out as long as nothing is known, and where a stop came first. */
	outcome?: Outcome;
}

/** The options of every operation. */
export interface RunOptions extends RequestOptions {
	/** Whether to send nothing and say what would be sent; for operations that change something. */
	dryRun?: boolean;
	/** Whether to ask first how many calls are left today; for operations that change something. */
	checkQuota?: boolean;
	/** How many records a run may be for; for operations on records. */
	maxRecords?: number;
	/** Whether to look up what became of an input of which no answer tells; for operations that can. */
	lookUpUnknown?: boolean;
}

/** One request of a run. */
export interface SentRequest {
	/** How many calls of Wolkvox's API it took. */
	calls: number;
	/** What it was for, where that is not a whole batch: a part of one that was split, or a look-up. */
	purpose?: 'part' | 'lookUp' | 'lookUpAfter';
}

/** Whether an outcome is a success. */
export function isDone(outcome: Outcome | undefined): outcome is IDataObject[] {
	return Array.isArray(outcome);
}

/** How many calls of Wolkvox's API requests took. */
export function callsOf(sent: SentRequest[]): number {
	return sent.reduce((sum, { calls }) => sum + calls, 0);
}
