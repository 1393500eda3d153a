import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { properties, subtitle } from './actions';
import { router } from './actions/router';
import { testWolkvoxApi } from './methods/credentialTest';
import {
	searchActivityCodes,
	searchAllCampaigns,
	searchCampaigns,
	searchPredictiveCampaigns,
	searchSkills,
} from './methods/listSearch';
import { getRecordFields } from './methods/resourceMapping';

/**
 * Programmatic and not declarative, because n8n's declarative style starts the requests of all
 * items without waiting (n8n-core, routing-node.js), and Wolkvox refuses a third request that uses
 * the same token at the same time (its list of response codes).
 */
export class WolkvoxCampaign implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wolkvox Campaign',
		name: 'wolkvoxCampaign',
		icon: { light: 'file:../../icons/wolkvox.svg', dark: 'file:../../icons/wolkvox.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		// The model of an agent never sees it: it knows the tool by the action of the operation (n8n-workflow,
		// node-helpers.js, makeDescription).
		description:
			'Find, add, codify and remove records of Wolkvox campaigns, and start or stop campaigns. A removal cannot be undone.',
		defaults: { name: 'Wolkvox Campaign' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wolkvoxApi', required: true, testedBy: 'testWolkvoxApi' }],
		properties,
	};

	methods = {
		credentialTest: { testWolkvoxApi },
		listSearch: {
			searchActivityCodes,
			searchAllCampaigns,
			searchCampaigns,
			searchPredictiveCampaigns,
			searchSkills,
		},
		resourceMapping: { getRecordFields },
	};

	execute = router;
}
