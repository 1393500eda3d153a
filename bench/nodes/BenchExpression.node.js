// @ts-check
'use strict';

const { describe } = require('./describe');

/** Evaluates the one expression for each item and sends nothing: what n8n itself costs an item. */
exports.BenchExpression = class {
	description = describe('Expression', ['customerId']);

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
