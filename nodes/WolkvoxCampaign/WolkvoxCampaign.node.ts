import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { properties } from './actions';
import { router } from './actions/router';
import { testWolkvoxApi } from './methods/credentialTest';
import { searchCampaigns } from './methods/listSearch';

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
		// `$parameter` gives a resource locator's value (n8n-workflow, workflow-data-proxy.js).
		subtitle:
			'={{ "Remove Record" + ($parameter["campaignId"] ? ": " + $parameter["campaignId"] : "") }}',
		// The model of an agent knows the tool by these words, unless someone writes others (n8n-workflow,
		// node-helpers.js, makeDescription). It never sees the descriptions of the fields.
		description:
			'Remove customers from Wolkvox campaigns before they are dialed again. This cannot be undone: use confirmed customer IDs only, exactly as they were uploaded, never guessed ones.',
		defaults: { name: 'Wolkvox Campaign' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wolkvoxApi', required: true, testedBy: 'testWolkvoxApi' }],
		properties,
	};

	methods = { credentialTest: { testWolkvoxApi }, listSearch: { searchCampaigns } };

	execute = router;
}
