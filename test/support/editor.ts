import { CredentialTestContext, LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodeParameters,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';
import { loadWorkflow, serverData } from './engine';
import { nodeWorkflow, REMOVE_RECORD } from './node';

const { methods } = new WolkvoxCampaign();

/** What fills a drop-down of the editor. */
export type ListMethod = keyof typeof methods.listSearch;

/** The operation and the field that a list is opened for. */
const OPENED_FOR: Record<ListMethod, { operation: string; field: string }> = {
	searchActivityCodes: { operation: 'codifyRecord', field: 'activityCode' },
	searchAllCampaigns: { operation: 'findRecord', field: 'campaignId' },
	searchCampaigns: { operation: 'removeRecord', field: 'campaignId' },
	searchPredictiveCampaigns: { operation: 'markDoNotCall', field: 'campaignId' },
	searchSkills: { operation: 'createCampaign', field: 'skillId' },
};

/**
 * Opens a list, or types into it, and scrolls to its end, as the editor does.
 *
 * @param method what fills the list
 * @param credential what the credential holds
 * @param filter what was typed
 * @param parameters fields of the form that are not as they are in a new node
 */
export async function openList(
	method: ListMethod,
	credential: ICredentialDataDecryptedObject,
	filter?: string,
	parameters: IDataObject = {},
): Promise<INodeListSearchResult['results']> {
	return (await openPages(method, credential, filter, parameters)).flat();
}

/** The same, page by page. */
export async function openPages(
	method: ListMethod,
	credential: ICredentialDataDecryptedObject,
	filter?: string,
	parameters: IDataObject = {},
): Promise<Array<INodeListSearchResult['results']>> {
	const { operation, field } = OPENED_FOR[method];
	const workflow = loadWorkflow(nodeWorkflow({ operation, items: [], parameters: REMOVE_RECORD }));
	const node = workflow.nodes['Wolkvox Campaign'];
	const additionalData = {
		...serverData(credential),
		currentNodeParameters: { ...node.parameters, ...parameters } as INodeParameters,
	};
	const editor = new LoadOptionsContext(workflow, node, additionalData, field);
	const pages: Array<INodeListSearchResult['results']> = [];
	let token: string | undefined;
	do {
		const page = await methods.listSearch[method].call(editor, filter, token);
		pages.push(page.results);
		if (pages.length > 100) throw new Error('The list has no end');
		token = page.paginationToken as string | undefined;
	} while (token !== undefined);
	return pages;
}

/**
 * Opens the list of campaigns of a type.
 *
 * @param campaignType the field Campaign Type as the editor sends it: null for an expression that
 * it can't evaluate
 */
export async function openCampaignList(
	credential: ICredentialDataDecryptedObject,
	campaignType: string | null = 'predictive',
	filter?: string,
): Promise<INodeListSearchResult['results']> {
	return await openList('searchCampaigns', credential, filter, { campaignType });
}

/** Presses the button Test of the credential. */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const context = new CredentialTestContext(serverData(data));
	const credential = { id: '1', name: 'Wolkvox account', type: 'wolkvoxApi', data };
	return await methods.credentialTest.testWolkvoxApi.call(context, credential);
}
