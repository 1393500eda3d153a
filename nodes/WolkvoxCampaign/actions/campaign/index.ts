/** What the node can do with campaigns. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { getCampaign } from './getCampaign.operation';
import { getManyCampaigns } from './getManyCampaigns.operation';
import { setCampaignSpeed } from './setCampaignSpeed.operation';
import { startCampaign } from './startCampaign.operation';
import { stopCampaign } from './stopCampaign.operation';

/** By label, as n8n's rules have it. */
export const campaignOperations: Operation[] = [
	getCampaign,
	getManyCampaigns,
	setCampaignSpeed,
	startCampaign,
	stopCampaign,
];

export const campaignOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['campaign'] } },
	options: campaignOperations.map(({ option }) => option),
	// For ever, and harmless.
	default: 'getCampaign',
};
