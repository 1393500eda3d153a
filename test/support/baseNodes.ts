import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

/**
 * The few of n8n's own nodes that feed the node under test, doing what those do with the parameters
 * that are used here. The package with the real ones brings some 500 others along; the end-to-end
 * tests run the same workflows with them.
 */
export const baseNodes: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': node(
		'manualTrigger',
		{ inputs: [], group: ['trigger'] },
		(items) => items,
	),
	'n8n-nodes-base.noOp': node('noOp', {}, (items) => items),
	// The engine asks for the type of each node of a workflow.
	'n8n-nodes-base.stickyNote': node('stickyNote', { inputs: [], outputs: [] }, (items) => items),
	'n8n-nodes-base.set': node('set', { properties: [text('jsonOutput')] }, (items, parameter) =>
		items.map((_, item) => {
			const json = parameter('jsonOutput', item);
			return {
				json: (typeof json === 'string' ? JSON.parse(json) : json) as IDataObject,
				pairedItem: { item },
			};
		}),
	),
	'n8n-nodes-base.splitOut': node(
		'splitOut',
		{ properties: [text('fieldToSplitOut')] },
		(items, parameter) =>
			items.flatMap(({ json }, item) =>
				(json[String(parameter('fieldToSplitOut', item))] as IDataObject[]).map((one) => ({
					json: one,
					pairedItem: { item },
				})),
			),
	),
};

function text(name: string): INodeProperties {
	return { displayName: name, name, type: 'string', default: '' };
}

function node(
	name: string,
	description: Partial<INodeTypeDescription>,
	run: (
		items: INodeExecutionData[],
		parameter: (name: string, item: number) => unknown,
	) => INodeExecutionData[],
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1, 2, 3, 3.4],
			description: name,
			defaults: { name },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
			...description,
		},
		async execute() {
			return [run(this.getInputData(), (key, item) => this.getNodeParameter(key, item))];
		},
	};
}
