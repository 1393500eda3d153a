/** What holds for every operation that only a person may ask for: tests for each of them. */

import {
	NodeHelpers,
	type IDataObject,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { jsonOf, types } from './engine';
import { MODES, runNode, type Mode } from './node';
import type { WolkvoxSimulator } from './simulator';

/** An operation on campaign 1001 with fields that make it do something. */
export interface PersonsOnly {
	/** Its label. */
	name: string;
	operation: string;
	/** All but the campaign and the confirmation. */
	parameters: IDataObject;
	/** The field that says whether it was done. */
	key: string;
	/** Gives the simulator campaign 1001. */
	prepare(simulator: WolkvoxSimulator): void;
}

const { description } = new WolkvoxCampaign();
const TOOL = `${description.name}Tool`;

/** The node as n8n makes it for AI agents (n8n, load-nodes-and-credentials.ts). */
class WolkvoxCampaignTool extends WolkvoxCampaign {
	override description = { ...description, name: TOOL };
}
types[`n8n-nodes-wolkvox.${TOOL}`] = new WolkvoxCampaignTool() as INodeType;

/** The entry of an operation in its drop-down. */
export function optionOf(operation: string): INodePropertyOptions {
	const options = description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap((dropDown) => dropDown.options as INodePropertyOptions[]);
	return options.find(({ value }) => value === operation)!;
}

/** Whether an operation is offered by the node, or by its tool. */
function isOffered(operation: string, name: string): boolean {
	const option = optionOf(operation) as unknown as INodeProperties;
	return NodeHelpers.displayParameter({}, option, { typeVersion: 1 }, { ...description, name });
}

/**
 * The tests of one operation.
 *
 * @param about the operation
 * @param simulator of the file
 */
export function testPersonsOnly(about: PersonsOnly, simulator: () => WolkvoxSimulator): void {
	const { name, operation, key } = about;

	/** Runs it for items with a campaign each. */
	async function run(
		campaigns: unknown[],
		confirmCampaignId: unknown,
		{ mode, type, options }: { mode?: Mode; type?: string; options?: IDataObject } = {},
	) {
		about.prepare(simulator());
		const ended = await runNode({
			operation,
			items: campaigns.map((campaign) => ({ campaign })) as IDataObject[],
			mode,
			parameters: {
				...about.parameters,
				campaignId: { __rl: true, mode: 'id', value: '={{ $json.campaign }}' },
				confirmCampaignId: confirmCampaignId as string,
				...(options && { options }),
			},
			...(type && { node: { type } }),
		});
		const output = jsonOf(ended.items);
		return {
			...ended,
			output,
			texts: ended.error ? [ended.error.message] : output.map(({ error }) => error),
			hints: ended.error ? [ended.error.description] : output.map(({ message }) => message),
		};
	}

	const WRONG = 'Not sent: Confirm Campaign ID is not the ID of the campaign';

	describe(`the confirmation of ${name}`, () => {
		test('is a field that takes no expression', () => {
			const fields = description.properties.filter(
				({ name: field, displayOptions }) =>
					field === 'confirmCampaignId' && displayOptions?.show?.operation?.includes(operation),
			);
			expect(fields).toMatchObject([
				{ displayName: 'Confirm Campaign ID', noDataExpression: true, required: true, default: '' },
			]);
		});

		test.each([
			...MODES.flatMap((mode) => [
				[mode, 'yes'],
				[mode, '1002'],
			]),
			['continueRegularOutput', ' '],
			['continueRegularOutput', '01001'],
			['continueRegularOutput', '1001,1001'],
			['continueRegularOutput', '1001.0'],
			['continueRegularOutput', '*'],
			['continueRegularOutput', 1002],
			['continueRegularOutput', true],
		] as Array<[Mode, unknown]>)(
			'sends nothing when it is not the ID of the campaign (%s, %p)',
			async (mode, confirmed) => {
				const { texts, hints } = await run(['1001'], confirmed, { mode });
				expect(simulator().calls).toEqual([]);
				expect(texts).toEqual([`${WRONG} (campaign 1001)`]);
				expect(hints[0]).toContain('Type the ID of the campaign into this field.');
			},
		);

		test.each(['1001', ' 1001 ', 1001])('is given by the ID, typed: %p', async (confirmed) => {
			const { output } = await run(['1001'], confirmed);
			expect(simulator().calls).toHaveLength(1);
			expect(output).toMatchObject([{ [key]: true, campaign_id: '1001' }]);
		});

		test('is missed by n8n itself when nothing is typed', async () => {
			await expect(run(['1001'], '')).rejects.toThrow(
				'Parameter "Confirm Campaign ID" is required',
			);
			expect(simulator().calls).toEqual([]);
		});

		test.each(
			MODES.flatMap((mode) =>
				[
					'={{ "1001" }}',
					'={{ $json.campaign }}',
					'={{ $parameter["campaignId"] }}',
					'={{ $json.none.deeper }}',
					// The one kind of expression that n8n lets into such a field.
					'={{ $fromAI("confirm", "the ID", "string", "1001") }}',
				].map((expression) => [mode, expression] as const),
			),
		)('is not given by an expression, whatever it gives (%s, %s)', async (mode, expression) => {
			const { texts } = await run(['1001'], expression, { mode });
			expect(simulator().calls).toEqual([]);
			// n8n makes text of any other expression in such a field (n8n-workflow, node-helpers.js).
			const what = expression.includes('$fromAI')
				? 'Confirm Campaign ID holds an expression'
				: 'Confirm Campaign ID is not the ID of the campaign';
			expect(texts).toEqual([`Not sent: ${what} (campaign 1001)`]);
		});

		test('is for one campaign: items with another one are not sent', async () => {
			simulator().addCampaign({ id: '1002' });
			const { output, texts } = await run(['1002', '1001', '1003'], '1001');
			expect(simulator().calls).toHaveLength(1);
			expect(simulator().calls[0].url).toContain('campaign_id=1001');
			expect(output.map((item) => item[key])).toEqual([false, true, false]);
			expect(texts).toEqual([`${WRONG} (campaign 1002)`, undefined, `${WRONG} (campaign 1003)`]);
		});

		test('that is wrong for one item keeps the whole run from beginning in the stop mode', async () => {
			const { error } = await run(['1001', '1002'], '1001', { mode: 'stopWorkflow' });
			expect(simulator().calls).toEqual([]);
			expect(error?.message).toBe(`${WRONG} (campaign 1002)`);
			expect(error?.context.itemIndex).toBe(1);
		});

		test('is looked at in a dry run, too', async () => {
			const { texts } = await run(['1001'], '1002', { options: { dryRun: true } });
			expect(texts).toEqual([`${WRONG} (campaign 1001)`]);
		});
	});

	describe(`${name} is for persons only`, () => {
		test('so that the node offers it, and its tool does not', () => {
			expect(optionOf(operation).name).toBe(name);
			expect(isOffered(operation, description.name)).toBe(true);
			expect(isOffered(operation, TOOL)).toBe(false);
			// What anybody may do is in both.
			expect(isOffered('getCampaign', TOOL)).toBe(true);
		});

		test.each(MODES)(
			'so that a tool that asks for it all the same is refused (%s)',
			async (mode) => {
				const type = `n8n-nodes-wolkvox.${TOOL}`;
				const { texts, hints } = await run(['1001'], '1001', { mode, type });
				expect(simulator().calls).toEqual([]);
				expect(texts).toEqual(['Not sent: this operation is not for AI agents (campaign 1001)']);
				expect(hints[0]).toContain('Use it in a workflow that a person builds.');
			},
		);

		test('so that a tool gets no dry run of it', async () => {
			const { output } = await run(['1001'], '1001', {
				type: `n8n-nodes-wolkvox.${TOOL}`,
				options: { dryRun: true },
			});
			expect(output).toMatchObject([{ [key]: false, reason: 'personOnly' }]);
			expect(output[0]).not.toHaveProperty('dry_run');
		});
	});
}
