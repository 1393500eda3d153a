/** What `npm run n8n` opens lets a person try every operation by hand. */

import type { IDataObject } from 'n8n-workflow';
import { operations } from '../dist/nodes/WolkvoxCampaign/actions';
import { fillAccount } from './support/account';
import { jsonOf } from './support/engine';
import { exampleCredential } from './support/example';
import { runNode } from './support/node';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();
beforeEach(() => fillAccount(simulator()));

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
/** A started predictive campaign, with its third record, which was answered. */
const campaign = { campaignType: 'predictive', campaignId: byId('1002') };
const customer = { ...campaign, customerId: 'EXAMPLE-1002-03' };
const confirmed = { campaignId: byId('1002'), confirmCampaignId: '1002' };
const fields = (value: IDataObject) => ({ mappingMode: 'defineBelow', value });

/** What a person sets in the node. */
const PARAMETERS: Record<string, IDataObject> = {
	addRecord: { ...campaign, fields: fields({ customer_id: 'NEW-1', tel1: '3005550101' }) },
	blockPhoneNumber: { phone: '3005550101' },
	clearCampaign: { ...campaign, confirmCampaignId: '1002' },
	codifyRecord: { ...customer, activityCode: byId('11') },
	createCampaign: { campaignType: 'preview', name: 'New', skillId: byId('31') },
	deleteCampaign: { ...campaign, confirmCampaignId: '1002' },
	findRecord: customer,
	getCampaign: campaign,
	getCampaignDetail: { ...campaign, from: '2026-11-22 08:00', to: '2026-11-22 18:00' },
	getManyCampaigns: {},
	getManyRecords: campaign,
	markDoNotCall: customer,
	redialRecords: { ...confirmed, redialField: 'Cod_Machine', redialValue: 'NO-ANSWER' },
	removeEverywhere: { customerId: 'EXAMPLE-1002-03' },
	removeRecord: customer,
	scheduleCallback: { ...customer, callAt: '2099-11-22 10:00', phone: '3005550003' },
	setCampaignFilter: {
		...campaign,
		conditions: { condition: [{ field: 'city', operator: 'equals', value: 'Cali' }] },
	},
	setCampaignSpeed: { ...campaign, speed: 70 },
	startCampaign: { campaignType: 'predictive', campaignId: byId('1007') },
	stopCampaign: campaign,
	updateCampaign: { ...campaign, updateFields: { name: 'New' } },
};

test('it has 30 campaigns of both types, some stopped, with records of many results', () => {
	const campaigns = [...simulator().campaigns.values()];
	expect(campaigns).toHaveLength(30);
	expect(new Set(campaigns.map(({ type, status }) => `${type} ${status}`)).size).toBe(4);
	expect(campaigns.filter(({ records }) => records.size < 5)).toEqual([]);
});

test('it is tried with every operation', () => {
	expect(Object.keys(PARAMETERS)).toEqual(operations.map(({ option }) => option.value).sort());
});

test.each(operations.map(({ option }) => [option.name, option.value]))(
	'%s succeeds in it, with something to see',
	async (_, operation) => {
		const { items } = await runNode({
			operation,
			items: [{}],
			parameters: PARAMETERS[operation],
			credential: exampleCredential.data,
		});
		const [first] = jsonOf(items);
		expect(first).toBeDefined();
		expect(first).not.toHaveProperty('error');
		expect(first.found).not.toBe(false);
	},
);
