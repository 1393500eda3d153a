/** What holds for starting a campaign and for stopping it alike: tests for both. */

import type { IDataObject } from 'n8n-workflow';
import { byId, requestOf, testChange, type Change } from './changes';
import { jsonOf } from './engine';
import { runNode, TOKEN } from './node';
import { testShared } from './shared';
import type { WolkvoxSimulator } from './simulator';

const IDS = ['1001', '1002', '1003'];

/** One of the two operations, and the states between which it takes a campaign. */
export interface StateChange {
	name: string;
	operation: string;
	/** The name of its call. */
	api: string;
	/** The field that says whether it was done, which is what the campaign is then. */
	key: 'started' | 'stopped';
	from: 'Started' | 'Stopped';
	to: 'Started' | 'Stopped';
}

/**
 * The tests of one of them.
 *
 * @param simulator of the file
 * @returns the operation, as three items ask for it, and what runs it on the campaigns `{{ $json.id }}`
 */
export function testCampaignState(
	{ name, operation, api, key, from, to }: StateChange,
	simulator: () => WolkvoxSimulator,
) {
	const change: Change = {
		name,
		operation,
		items: IDS.map((id) => ({ id })),
		parameters: { campaignId: byId('={{ $json.id }}') },
		prepare: (one) => {
			for (const id of IDS) one.addCampaign({ id, status: from, records: ['1', '2'] });
		},
		isDone: (one, item) => one.campaigns.get(IDS[item])?.status === to,
		requests: IDS.map(
			(id) => `PUT campaign.php?api=${api}&type_campaign=predictive&campaign_id=${id}`,
		),
		done: IDS.map((id) => ({ [key]: true, campaign_id: id })),
		asked: IDS.map((id) => ({ campaign_id: id })),
		key,
		subjects: IDS.map((id) => `campaign ${id}`),
		participle: key,
		noun: 'campaign',
		verify: `Look in wolkvox Manager whether the campaign is ${key}.`,
	};

	testChange(change, simulator);
	testShared(change, simulator);

	/** Asks for the campaigns `{{ $json.id }}`. */
	async function set(ids: unknown[], parameters: IDataObject = {}, node: IDataObject = {}) {
		const ended = await runNode({
			operation,
			items: ids.map((id) => ({ id })) as IDataObject[],
			node,
			parameters: { campaignId: byId('={{ $json.id }}'), ...parameters },
		});
		return { ...ended, output: jsonOf(ended.items) };
	}

	test(`${name} sends the request of Wolkvox's page, without a body`, async () => {
		const { items } = await set(['1001']);
		const [{ method, url, headers, body }] = simulator().calls;
		expect([method, url, body]).toEqual([
			'PUT',
			`https://wv0023.wolkvox.com/api/v2/campaign.php?api=${api}&type_campaign=predictive&campaign_id=1001`,
			'',
		]);
		expect(headers).toEqual(
			expect.arrayContaining([
				['wolkvox-token', TOKEN],
				['Accept', 'application/json'],
			]),
		);
		expect(headers.map(([name]) => name.toLowerCase())).not.toContain('content-type');
		expect(items).toEqual([
			expect.objectContaining({
				json: {
					[key]: true,
					campaign_id: '1001',
					code: 202,
					msg: `The 1001 campaign_id has been ${key} successfully`,
				},
				pairedItem: { item: 0 },
			}),
		]);
	});

	test(`${name} takes the type and the ID of the campaign as they are meant`, async () => {
		simulator().addCampaign({ id: '0007', type: 'preview', status: from });
		const { output } = await set([' 0007 '], { campaignType: '={{ " PREVIEW " }}' });
		expect(simulator().calls.map(requestOf)).toEqual([
			`PUT campaign.php?api=${api}&type_campaign=preview&campaign_id=0007`,
		]);
		expect(output[0]).toMatchObject({ [key]: true, campaign_id: '0007' });
		expect(simulator().campaigns.get('0007')?.status).toBe(to);
	});

	test(`${name} shares no call between campaigns of two types`, async () => {
		simulator().addCampaign({ id: '1002', type: 'preview', status: from });
		const campaignType = '={{ $json.id === "1002" ? "preview" : "predictive" }}';
		await set(['1001', '1002', '1001', '1002'], { campaignType });
		expect(simulator().calls.map(requestOf)).toEqual([
			`PUT campaign.php?api=${api}&type_campaign=predictive&campaign_id=1001`,
			`PUT campaign.php?api=${api}&type_campaign=preview&campaign_id=1002`,
		]);
	});

	test(`${name} leaves the other campaigns and all records as they are`, async () => {
		await set(['1002']);
		expect(IDS.map((_, item) => change.isDone(simulator(), item))).toEqual([false, true, false]);
		expect(IDS.map((id) => simulator().recordsOf(id))).toEqual(IDS.map(() => ['1', '2']));
	});

	describe(`the campaign of ${name}`, () => {
		test.each<[string, unknown]>([
			['nothing', ''],
			['null', null],
			['a name', 'Collections'],
			['several', '1001,1002'],
			['a list', ['1001', '1002']],
			['zero', '0'],
			['a negative number', -1],
			['a fraction', 1001.5],
			['a number that is not exact', Number('12345678901234567890')],
			['a switch', true],
		])('is refused before anything is sent when it is %s', async (_, id) => {
			const { output } = await set([id]);
			expect(output).toEqual([
				{
					[key]: false,
					reason: 'campaignIdInvalid',
					error: 'Not sent: the Campaign is not a campaign ID',
					message: expect.stringContaining('A campaign ID has up to 18 digits'),
				},
			]);
			expect(simulator().calls).toEqual([]);
		});

		test.each(['voice', '', null, ['predictive']])(
			'is refused when an expression gives the type %p',
			async (type) => {
				const { output } = await set(['1001'], {
					campaignType: `={{ ${JSON.stringify(type)} }}`,
				});
				expect(output[0]).toMatchObject({
					[key]: false,
					reason: 'campaignTypeInvalid',
					error: 'Not sent: the Campaign Type is neither predictive nor preview (campaign 1001)',
				});
				expect(simulator().calls).toEqual([]);
			},
		);

		test(`is not ${key} when it has another type`, async () => {
			simulator().addCampaign({ id: '1001', type: 'preview', status: from });
			const { output } = await set(['1001']);
			expect(output[0]).toMatchObject({ [key]: false, campaign_id: '1001' });
			expect(output[0].error).toBe(
				`Campaign 1001 was not ${key}: Wolkvox says that a value is missing`,
			);
		});
	});

	return { change, set };
}
