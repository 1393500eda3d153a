import { CredentialTestContext, LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodeParameters,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { loadWorkflow, serverData } from './engine';
import { nodeWorkflow, REMOVE_RECORD } from './node';

const { methods } = new WolkvoxCampaign();

/**
 * Opens the list of campaigns, or types into it, as the editor does.
 *
 * @param credential what the credential holds
 * @param campaignType the field Campaign Type as the editor sends it: null for an expression that
 * it can't evaluate
 * @param filter what was typed
 */
export async function openCampaignList(
	credential: ICredentialDataDecryptedObject,
	campaignType: string | null = 'predictive',
	filter?: string,
): Promise<INodeListSearchResult['results']> {
	const workflow = loadWorkflow(
		nodeWorkflow({ operation: 'removeRecord', items: [], parameters: REMOVE_RECORD }),
	);
	const node = workflow.nodes['Wolkvox Campaign'];
	const additionalData = {
		...serverData(credential),
		currentNodeParameters: { ...node.parameters, campaignType } as INodeParameters,
	};
	const editor = new LoadOptionsContext(workflow, node, additionalData, 'campaignId');
	return (await methods.listSearch.searchCampaigns.call(editor, filter)).results;
}

/** Presses the button Test of the credential. */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const context = new CredentialTestContext(serverData(data));
	const credential = { id: '1', name: 'Wolkvox account', type: 'wolkvoxApi', data };
	return await methods.credentialTest.testWolkvoxApi.call(context, credential);
}
