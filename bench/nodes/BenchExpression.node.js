// @ts-check
'use strict';

/** Evaluates the one expression for each item and sends nothing: what n8n itself costs an item. */
exports.BenchExpression = class {
	description = {
		displayName: 'Bench Expression',
		name: 'benchExpression',
		group: ['transform'],
		version: 1,
		description: 'Evaluates an expression',
		defaults: { name: 'Expression' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Customer ID', name: 'customerId', type: 'string', default: '' }],
	};

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		/** @type {import('n8n-workflow').INodeExecutionData[]} */
		const output = [];
		for (const item of this.getInputData().keys()) {
			const customer_id = this.getNodeParameter('customerId', item);
			output.push({ json: { customer_id: String(customer_id) }, pairedItem: { item } });
		}
		return [output];
	}
};
