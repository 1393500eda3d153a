/** Operations on records that read before or after they write: runs of them, and their calls in short. */

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { jsonOf } from './engine';
import { runNode, type Mode, type NodeRun } from './node';
import type { Call, Fault, WolkvoxSimulator } from './simulator';

export interface RecordRun extends NodeRun {
	/** The JSON of all items, the success output first. */
	output: IDataObject[];
	/** The text beside the output. */
	hint?: string;
}

export const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** Runs one of the operations on records; what is not known here are its fields. */
export async function runRecords(
	operation: string,
	items: IDataObject[],
	{
		mode,
		node,
		onStart,
		...parameters
	}: IDataObject & { mode?: Mode; node?: IDataObject; onStart?: (stop: () => void) => void } = {},
): Promise<RecordRun> {
	const ended = await runNode({ operation, items, mode, node, onStart, parameters });
	const { hints } = ended.run.data.resultData.runData['Wolkvox Campaign'][0];
	return { ...ended, output: jsonOf(ended.items), hint: hints?.[0]?.message };
}

/** Items with one customer ID each, or what stands for one. */
export const idItems = (...ids: unknown[]): IDataObject[] => ids.map((id) => ({ id })) as never;

/** What each call is called here, by Wolkvox's name, and what leads from its customers to its campaign. */
const CALLS: Record<string, [name: string, preposition: string]> = {
	add_record: ['add', 'to'],
	block_predictive_dnc: ['mark', 'in'],
	campaign_15: ['export', 'of'],
	campaigns: ['campaigns', ''],
	codify: ['codify', 'in'],
	find_record: ['find', 'in'],
	remove_record: ['remove', 'from'],
	token_info: ['quota', ''],
};

/** A call in short: "find 7", "find 7 in 1001", "remove 7,8 from 1001", "export of 1001". */
export function inShort({ url, body }: Call): string {
	const { searchParams } = new URL(url);
	const [name, preposition] = CALLS[searchParams.get('api') ?? ''] ?? [url, ''];
	const value = body === '' ? {} : (JSON.parse(body) as IDataObject | IDataObject[]);
	const all = Array.isArray(value) ? value : [value];
	const ids = all.flatMap((one) => one.customer_id ?? one.id_cliente ?? []);
	const customers = ids.join() || searchParams.get('customer_id');
	const campaign = searchParams.get('campaign_id') ?? all[0]?.id_campaing;
	return [name, customers, campaign !== undefined && campaign !== null && preposition, campaign]
		.filter(Boolean)
		.join(' ');
}

/** What goes wrong with calls, by `inShort`; the calls of each are counted from 0. */
export function faults(
	simulator: WolkvoxSimulator,
	all: Record<string, Fault | ((before: number) => Fault | undefined)>,
): void {
	const counts = new Map<string, number>();
	simulator.fault = (call) => {
		const name = inShort(call);
		const before = counts.get(name) ?? 0;
		counts.set(name, before + 1);
		const fault = all[name];
		return typeof fault === 'function' ? fault(before) : fault;
	};
}

const isFailure = (fate: string) => /^(Not sent: |Customer IDs? )/.test(fate);

/** What an item says in short: its error; or "removed from 1001", "in none", "dry 1001". */
export function fateOf({ json }: INodeExecutionData): string {
	if (json.error !== undefined) return String(json.error);
	if (json.found === false) return 'in none';
	if (json.dry_run === true) return `dry ${String(json.campaign_id)}`;
	return `${json.removed === true ? 'removed' : 'not removed'} from ${String(json.campaign_id)}`;
}

/**
 * Expects what came out where the mode goes on: in order, on the branch where it belongs, and with the
 * way back to the item that it came from.
 *
 * @param fates the number of the item, and what `fateOf` says
 */
export function expectFates(
	{ outputs }: NodeRun,
	mode: Mode,
	items: IDataObject[],
	fates: Array<[item: number, fate: string]>,
): void {
	const branches = outputs('Wolkvox Campaign');
	const parts = mode === 'continueErrorOutput';
	const onBranch = [
		fates.filter(([, fate]) => !parts || !isFailure(fate)),
		fates.filter(([, fate]) => parts && isFailure(fate)),
	];
	for (const [index, expected] of onBranch.entries()) {
		const branch = branches[index] ?? [];
		expect(branch.map(({ pairedItem }) => pairedItem)).toEqual(
			expected.map(([item]) => ({ item })),
		);
		expect(branch.map(fateOf)).toEqual(expected.map(([, fate]) => fate));
		const [seen] = outputs(['Success', 'Error'][index]);
		expect(jsonOf(seen).map(({ from }) => from)).toEqual(expected.map(([item]) => items[item]));
	}
}
