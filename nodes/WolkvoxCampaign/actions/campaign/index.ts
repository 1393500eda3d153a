/** What the node can do with campaigns. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { entryOf } from '../entry';
import { clearCampaign } from './clearCampaign.operation';
import { createCampaign } from './createCampaign.operation';
import { deleteCampaign } from './deleteCampaign.operation';
import { getCampaign } from './getCampaign.operation';
import { getCampaignDetail } from './getCampaignDetail.operation';
import { getManyCampaigns } from './getManyCampaigns.operation';
import { redialRecords } from './redialRecords.operation';
import { setCampaignFilter } from './setCampaignFilter.operation';
import { setCampaignSpeed } from './setCampaignSpeed.operation';
import { startCampaign } from './startCampaign.operation';
import { stopCampaign } from './stopCampaign.operation';
import { updateCampaign } from './updateCampaign.operation';

/** By label, as n8n's rules have it. */
export const campaignOperations: Operation[] = [
	createCampaign,
	deleteCampaign,
	getCampaign,
	getCampaignDetail,
	getManyCampaigns,
	redialRecords,
	clearCampaign,
	setCampaignFilter,
	setCampaignSpeed,
	startCampaign,
	stopCampaign,
	updateCampaign,
];

export const campaignOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['campaign'] } },
	options: campaignOperations.map(entryOf),
	// For ever, and harmless.
	default: 'getCampaign',
};
