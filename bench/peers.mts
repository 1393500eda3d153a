/** What is measured side by side, each as nodes of a workflow. */

import type { IConnection, IConnections, IDataObject, INode } from 'n8n-workflow';
import { nodeOf } from '../e2e/workflow.mjs';

/** One way to take a list of customers out of a campaign, or to bring it into one. */
export interface Peer {
	id: string;
	name: string;
	/** Its nodes; the first gets the customers. */
	nodes: INode[];
	connections?: IConnections;
	/** The field of an item for each record that says whether it is done. */
	answers?: 'removed' | 'added';
	/** Whether it adds the customers. */
	adds?: true;
}

/** The credentials as they are in n8n's database. */
export interface Credentials {
	wolkvoxApi: { id: string; name: string };
	httpHeaderAuth: { id: string; name: string };
}

/** A node of `nodes/`. */
export function bench(name: string, parameters?: IDataObject): INode {
	return nodeOf(name, `CUSTOM.bench${name}`, 1, parameters);
}

/** The end of a connection. */
export function to(node: string): IConnection[] {
	return [{ node, type: 'main', index: 0 }];
}

/** All peers, in the order of the page. */
export function peersWith(credentials: Credentials): Peer[] {
	return [...removing(credentials), ...adding(credentials)];
}

function removing({ wolkvoxApi, httpHeaderAuth }: Credentials): Peer[] {
	const customerId = '={{ $json.id }}';

	const wolkvox = (options: IDataObject): INode => ({
		...nodeOf('Wolkvox Campaign', 'n8n-nodes-wolkvox.wolkvoxCampaign', 1, {
			campaignId: { __rl: true, mode: 'id', value: '1001' },
			customerId,
			options,
		}),
		credentials: { wolkvoxApi },
		onError: 'continueRegularOutput',
	});

	// All as n8n sets it when the node is dropped in, but for what the call needs. It goes on when
	// Wolkvox refuses, because the first refusal would end the run.
	const httpRequest: INode = {
		...nodeOf('HTTP Request', 'n8n-nodes-base.httpRequest', 4.5, {
			method: 'DELETE',
			url: 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive&campaign_id=1001',
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			bodyParameters: { parameters: [{ name: 'customer_id', value: customerId }] },
			options: {},
		}),
		credentials: { httpHeaderAuth },
		onError: 'continueRegularOutput',
	};

	const loop = nodeOf('Loop Over Items', 'n8n-nodes-base.splitInBatches', 3, { options: {} });

	return [
		{
			id: 'node1',
			name: 'This node, 1 record a request',
			nodes: [wolkvox({})],
			answers: 'removed',
		},
		{
			id: 'node100',
			name: 'This node, 100 records a request',
			nodes: [wolkvox({ recordsPerRequest: 100 })],
			answers: 'removed',
		},
		{ id: 'http', name: 'HTTP Request', nodes: [httpRequest] },
		{
			id: 'loop',
			name: 'Loop Over Items + HTTP Request',
			nodes: [loop, httpRequest],
			connections: {
				'Loop Over Items': { main: [[], to('HTTP Request')] },
				'HTTP Request': { main: [to('Loop Over Items')] },
			},
		},
		{
			id: 'helper',
			name: "Bare loop of n8n's helper",
			nodes: [{ ...bench('Helper', { customerId }), credentials: { wolkvoxApi } }],
		},
		{
			id: 'expression',
			name: 'Expression only, nothing sent',
			nodes: [bench('Expression', { customerId })],
		},
		{
			id: 'axios',
			name: 'axios, one connection for all',
			nodes: [{ ...bench('Axios'), credentials: { wolkvoxApi } }],
		},
	];
}

function adding({ wolkvoxApi, httpHeaderAuth }: Credentials): Peer[] {
	const node = (recordsPerRequest: number): Peer => ({
		id: `add${recordsPerRequest}`,
		name: `This node, ${recordsPerRequest.toLocaleString('en-US')} records a request`,
		nodes: [
			{
				...nodeOf('Wolkvox Campaign', 'n8n-nodes-wolkvox.wolkvoxCampaign', 1, {
					operation: 'addRecord',
					campaignId: { __rl: true, mode: 'id', value: '1001' },
					fields: {
						mappingMode: 'defineBelow',
						value: { customer_id: '={{ $json.id }}', tel1: '={{ $json.id }}' },
					},
					options: { recordsPerRequest },
				}),
				credentials: { wolkvoxApi },
				onError: 'continueRegularOutput',
			},
		],
		answers: 'added',
		adds: true,
	});

	const httpRequest = (records: string): INode => ({
		...nodeOf('HTTP Request', 'n8n-nodes-base.httpRequest', 4.5, {
			method: 'POST',
			url: 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=add_record&type_campaign=predictive&campaign_id=1001',
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={{ JSON.stringify(${records}) }}`,
			options: {},
		}),
		credentials: { httpHeaderAuth },
		onError: 'continueRegularOutput',
	});
	// As people build it by hand.
	const list = nodeOf('Code', 'n8n-nodes-base.code', 2, {
		jsCode:
			'const records = $input.all().map(({ json: { id } }) => ({ customer_id: id, tel1: id }));\nreturn [{ json: { records } }];',
	});

	/** What people switch on when calls go wrong. */
	const withRetry = (nodes: INode[]) =>
		nodes.map((one) =>
			one.name === 'HTTP Request'
				? { ...one, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }
				: one,
		);
	const others = othersThatAdd(list, httpRequest);

	return [
		node(100),
		node(1000),
		...others,
		...others.map(({ id, name, nodes, ...peer }) => ({
			...peer,
			id: `${id}Retry`,
			name: `${name}, Retry On Fail`,
			nodes: withRetry(nodes),
		})),
	];
}

/** What people build without this node. */
function othersThatAdd(list: INode, httpRequest: (records: string) => INode): Peer[] {
	return [
		{
			id: 'addList',
			name: 'Code + HTTP Request, all in one',
			nodes: [list, httpRequest('$json.records')],
			connections: { Code: { main: [to('HTTP Request')] } },
			adds: true,
		},
		{
			id: 'addLoop',
			name: 'Loop Over Items + HTTP Request',
			nodes: [
				nodeOf('Loop Over Items', 'n8n-nodes-base.splitInBatches', 3, { options: {} }),
				httpRequest('[{ customer_id: $json.id, tel1: $json.id }]'),
			],
			connections: {
				'Loop Over Items': { main: [[], to('HTTP Request')] },
				'HTTP Request': { main: [to('Loop Over Items')] },
			},
			adds: true,
		},
	];
}
