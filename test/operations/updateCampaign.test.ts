/** Update Campaign: what is given changes, and nothing else. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange } from '../support/changes';
import { jsonOf } from '../support/engine';
import { MODES, runNode, TOKEN, type Mode } from '../support/node';
import { optionOf } from '../support/persons';
import { refusals, strangeReplies } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const CAMPAIGNS = ['1001', '1002', '1003'];
const VERIFY = 'Look in wolkvox Manager at the campaign, or run this item again.';

testChange(
	{
		name: 'Update Campaign',
		operation: 'updateCampaign',
		items: CAMPAIGNS.map((campaign, item) => ({ campaign, name: `New ${item}` })),
		parameters: {
			campaignId: byId('={{ $json.campaign }}'),
			updateFields: { name: '={{ $json.name }}' },
		},
		prepare: (one) => {
			for (const id of CAMPAIGNS) one.addCampaign({ id });
		},
		isDone: (one, item) => one.campaigns.get(CAMPAIGNS[item])?.name === `New ${item}`,
		requests: CAMPAIGNS.map(
			(id, item) =>
				`PUT campaign.php?api=edit_campaign&campaign_id=${id} {"campaign_name":"New ${item}"}`,
		),
		done: CAMPAIGNS.map((id) => ({ updated: true, campaign_id: id })),
		asked: CAMPAIGNS.map((id) => ({ campaign_id: id })),
		key: 'updated',
		subjects: CAMPAIGNS.map((id) => `campaign ${id}`),
		participle: 'updated',
		noun: 'campaign',
		verify: VERIFY,
		code: 200,
	},
	simulator,
);

/** Updates campaign 1001. */
async function update(
	updateFields: IDataObject,
	{
		mode,
		item = {},
		parameters = {},
	}: { mode?: Mode; item?: IDataObject; parameters?: IDataObject } = {},
) {
	simulator().addCampaign({ id: '1001' });
	const ended = await runNode({
		operation: 'updateCampaign',
		items: [item],
		mode,
		parameters: { campaignId: byId('1001'), updateFields, ...parameters },
	});
	const output = jsonOf(ended.items);
	return {
		...ended,
		output,
		text: ended.error?.message ?? output[0]?.error,
		hint: ended.error?.description ?? output[0]?.message,
	};
}

const bodies = () => simulator().calls.map(({ body }) => JSON.parse(body) as IDataObject);

test('Update Campaign is offered to persons and to agents by this name', () => {
	expect(optionOf('updateCampaign')).toMatchObject({
		name: 'Update Campaign',
		action: 'Update a campaign',
	});
});

test("Update Campaign sends the request of Wolkvox's page, without the blank in its address", async () => {
	const labels = Object.fromEntries(
		Array.from({ length: 12 }, (_, index) => [`opt${index + 1}`, `Label ${index + 1}`]),
	);
	const { output } = await update({
		name: ' Collections ',
		description: 'Cobros "Ñandú"\n😀',
		campaignType: 'preview',
		enableEdition: true,
		startTime: '8:00',
		endTime: '18:30:15',
		skillId: '12',
		amd: 'COL',
		turboDial: true,
		routingRecall: true,
		dialOrder: 'zigzag',
		...labels,
	});
	const [{ method, url, headers, body }] = simulator().calls;
	expect(`${method} ${url}`).toBe(
		'PUT https://wv0023.wolkvox.com/api/v2/campaign.php?api=edit_campaign&campaign_id=1001',
	);
	expect(JSON.parse(body)).toEqual({
		campaign_name: 'Collections',
		campaign_description: 'Cobros "Ñandú"\n😀',
		type_camp: 'Preview',
		enable_edition: 'yes',
		start_time: '08:00:00',
		end_time: '18:30:15',
		skill_id: '12',
		amd_conf: 'COL',
		turbo_dial: 'yes',
		routing_recall: 'no',
		camp_dial_order: 'zigzag',
		optional_labels: labels,
	});
	expect(headers).toEqual(
		expect.arrayContaining([
			['wolkvox-token', TOKEN],
			['Content-Type', 'application/json'],
		]),
	);
	expect(output).toEqual([
		{
			updated: true,
			campaign_id: '1001',
			code: 200,
			msg: 'Campaign has been updated successfully',
		},
	]);
});

describe('Update Campaign sends the one field that is given', () => {
	test.each<[IDataObject, IDataObject]>([
		[{ name: 'A' }, { campaign_name: 'A' }],
		[{ name: 2026 }, { campaign_name: '2026' }],
		[{ description: 'A' }, { campaign_description: 'A' }],
		[{ description: '' }, { campaign_description: '' }],
		[{ campaignType: 'predictive' }, { type_camp: 'Predictive' }],
		[{ campaignType: '={{ " PREVIEW" }}' }, { type_camp: 'Preview' }],
		[{ enableEdition: false }, { enable_edition: 'no' }],
		[{ enableEdition: '={{ "true" }}' }, { enable_edition: 'yes' }],
		[{ startTime: '07:05' }, { start_time: '07:05:00' }],
		[{ startTime: '23:59:59' }, { start_time: '23:59:59' }],
		[{ endTime: '7:05' }, { end_time: '07:05:00' }],
		[{ endTime: '={{ "17:00:01" }}' }, { end_time: '17:00:01' }],
		[{ skillId: 'VAGENT' }, { skill_id: 'VAGENT' }],
		[{ skillId: '={{ 12 }}' }, { skill_id: '12' }],
		[{ turboDial: true }, { turbo_dial: 'yes' }],
		[{ turboDial: false }, { turbo_dial: 'no' }],
		// Of this one Wolkvox says that "yes" switches it off.
		[{ routingRecall: true }, { routing_recall: 'no' }],
		[{ routingRecall: false }, { routing_recall: 'yes' }],
		[{ dialOrder: 'linear' }, { camp_dial_order: 'linear' }],
		[{ dialOrder: '={{ "Random" }}' }, { camp_dial_order: 'random' }],
		[{ amd: 'default' }, { amd_conf: 'default' }],
		[{ amd: 'none' }, { amd_conf: 'none' }],
		[{ amd: '={{ "mex" }}' }, { amd_conf: 'MEX' }],
		[{ opt3: 'Contract' }, { optional_labels: { opt3: 'Contract' } }],
		[{ opt12: '' }, { optional_labels: { opt12: '' } }],
	])('%j as %j', async (updateFields, body) => {
		const { output } = await update(updateFields);
		expect(bodies()).toEqual([body]);
		expect(output).toMatchObject([{ updated: true, campaign_id: '1001' }]);
	});

	test('and leaves out a field whose expression gives nothing', async () => {
		await update({ name: 'A', startTime: '={{ $json.none }}', opt1: '={{ $json.none }}' });
		expect(bodies()).toEqual([{ campaign_name: 'A' }]);
	});
});

describe('Update Campaign without a field to update', () => {
	test.each(MODES)('sends nothing (%s)', async (mode) => {
		const { text, hint } = await update({}, { mode });
		expect(simulator().calls).toEqual([]);
		expect(text).toBe('Not sent: no field to update is given (campaign 1001)');
		expect(hint).toContain('Add a field to Update Fields.');
	});

	test('sends nothing also when all expressions give nothing', async () => {
		const { output } = await update({ name: '={{ $json.a }}', opt2: '={{ $json.b }}' });
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([{ updated: false, reason: 'nothingToUpdate' }]);
	});

	test('has no dry run that says it can be sent', async () => {
		const { output } = await update({}, { parameters: { options: { dryRun: true } } });
		expect(output).toMatchObject([{ updated: false, reason: 'nothingToUpdate' }]);
	});
});

const AMD = 'default, none, ARG, CHL, COL, CRI, ECU, ESP, GTM, HND, ITA, MEX, NIC, PAN, PER';
const TIME = 'is not a time of day, such as 08:00 or 17:30:00';
const SWITCH = 'a switch among the fields is neither true nor false';

describe('Update Campaign refuses', () => {
	test.each<[string, unknown, string]>([
		['amd', 'USA', `AMD is none of ${AMD}`],
		['amd', '', `AMD is none of ${AMD}`],
		['campaignType', 'Predictive campaign', 'Campaign Type is none of predictive, preview'],
		['campaignType', '', 'Campaign Type is none of predictive, preview'],
		['dialOrder', 'backwards', 'Dial Order is none of linear, zigzag, random'],
		['dialOrder', ['linear'], 'Dial Order is none of linear, zigzag, random'],
		['dialOrder', null, 'Dial Order is none of linear, zigzag, random'],
		['enableEdition', 'yes', SWITCH],
		['turboDial', 1, SWITCH],
		['routingRecall', null, SWITCH],
		['startTime', '080000', `the Start Time ${TIME}`],
		['startTime', '', `the Start Time ${TIME}`],
		['startTime', '24:00:00', `the Start Time ${TIME}`],
		['endTime', '8', `the End Time ${TIME}`],
		['endTime', '17:60', `the End Time ${TIME}`],
		['endTime', null, `the End Time ${TIME}`],
		['endTime', 17, `the End Time ${TIME}`],
		['name', '', 'the Name is empty'],
		['name', '  ', 'the Name is empty'],
		['name', null, 'the Name is empty'],
		['name', {}, 'the Name is neither text nor a number'],
		['name', '[object Object]', 'the Name was damaged before it reached this node'],
		['description', ['x'], 'the Description is neither text nor a number'],
		['description', true, 'the Description is neither text nor a number'],
		['skillId', '', 'the Skill is not the ID of a skill'],
		['skillId', '12,34', 'the Skill is not the ID of a skill'],
		['skillId', 1.5, 'the Skill is not the ID of a skill'],
		['opt5', {}, 'the Label of Optional 5 is neither text nor a number'],
		['opt5', 1.5, 'the Label of Optional 5 is a number, but not a whole one'],
	])('%s when an expression gives %p', async (field, value, what) => {
		const { output } = await update(
			{ name: 'A', [field]: '={{ $json.value }}' },
			{ item: { value } as IDataObject },
		);
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([
			{ updated: false, campaign_id: '1001', error: `Not sent: ${what} (campaign 1001)` },
		]);
	});

	test.each([
		['18:00', '08:00'],
		['08:00', '8:00:00'],
	])('an end that is not after the start: %s to %s', async (startTime, endTime) => {
		const { text } = await update({ startTime, endTime });
		expect(simulator().calls).toEqual([]);
		expect(text).toBe('Not sent: the End Time is not after the Start Time (campaign 1001)');
	});

	test.each(['', 'A1', '1.5', '0'])('a campaign that is none: %p', async (id) => {
		const { output } = await update(
			{ name: 'A' },
			{ parameters: { campaignId: byId('={{ $json.id }}') }, item: { id } },
		);
		expect(simulator().calls).toEqual([]);
		expect(output).toMatchObject([{ reason: 'campaignIdInvalid' }]);
	});
});

test('Update Campaign takes an end that is after the start by a second, and one alone', async () => {
	await update({ startTime: '17:59:59', endTime: '18:00' });
	await update({ endTime: '00:00' });
	expect(bodies()).toEqual([
		{ start_time: '17:59:59', end_time: '18:00:00' },
		{ end_time: '00:00:00' },
	]);
});

test('Update Campaign says that Wolkvox refused what it has rules for that no page tells', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await update({ skillId: '999' });
	expect(simulator().calls).toHaveLength(1);
	expect(output).toMatchObject([
		{
			updated: false,
			error: 'Campaign 1001 was not updated: Wolkvox says that a value is missing',
		},
	]);
	expect(output[0].message).toContain('SOME PARAMETERS ARE REQUIRED');
});

describe('items that update the same campaign', () => {
	async function updateAll(names: string[]) {
		simulator().addCampaign({ id: '1001' });
		const { items } = await runNode({
			operation: 'updateCampaign',
			items: names.map((name) => ({ name })),
			parameters: { campaignId: byId('1001'), updateFields: { name: '={{ $json.name }}' } },
		});
		return { output: jsonOf(items), pairs: items.map(({ pairedItem }) => pairedItem) };
	}

	test('in the same way share a call, each with its own item', async () => {
		const { output, pairs } = await updateAll(['A', 'A', 'A']);
		expect(simulator().calls.map(requestOf)).toEqual([
			'PUT campaign.php?api=edit_campaign&campaign_id=1001 {"campaign_name":"A"}',
		]);
		expect(output.map(({ updated }) => updated)).toEqual([true, true, true]);
		expect(pairs).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('in different ways do so one after the other, so that the last one counts', async () => {
		await updateAll(['A', 'B', 'A']);
		expect(bodies().map((body) => body.campaign_name)).toEqual(['A', 'B', 'A']);
		expect(simulator().campaigns.get('1001')?.name).toBe('A');
	});
});

test('an update that an earlier try of Retry On Fail may have made says so, also when its texts hold the time', async () => {
	simulator().addCampaign({ id: '1001' });
	simulator().fault = () =>
		simulator().calls.length === 1
			? { reply: strangeReplies.empty, carriesOut: true }
			: { reply: refusals.parameterMissing };
	const { items } = await runNode({
		operation: 'updateCampaign',
		items: [{}],
		node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		parameters: {
			campaignId: byId('1001'),
			updateFields: { description: '=Of {{ $now.toMillis() }}' },
		},
	});
	expect(new Set(simulator().calls.map(requestOf)).size).toBe(3);
	expect(jsonOf(items)).toMatchObject([
		{
			updated: false,
			maybe_updated: true,
			error:
				'Campaign 1001 may already have been updated by an earlier attempt: Wolkvox says that a value is missing',
		},
	]);
});
