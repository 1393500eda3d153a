// @ts-check
'use strict';

const { describe } = require('./describe');

/**
 * The least that a node can do which removes records one by one with n8n's own request helper: no
 * checks, no retries, no queue. The credential is read once, and one expression is evaluated an item.
 */
exports.BenchHelper = class {
	description = describe('Helper', ['customerId'], {
		credentials: [{ name: 'wolkvoxApi', required: true }],
	});

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		/** @type {import('n8n-workflow').INodeExecutionData[]} */
		const output = [];
		const data = await this.getCredentials('wolkvoxApi');
		for (const item of this.getInputData().keys()) {
			const customer_id = this.getNodeParameter('customerId', item);
			// The options of transport/request.ts.
			const { body } = await this.helpers.httpRequestWithAuthentication.call(
				this,
				'wolkvoxApi',
				{
					method: 'DELETE',
					url: 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive&campaign_id=1001',
					headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
					body: { customer_id },
					timeout: 65_000,
					encoding: 'text',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
				},
				{ credentialsDecrypted: { id: '', name: '', type: 'wolkvoxApi', data } },
			);
			output.push({ json: JSON.parse(body), pairedItem: { item } });
		}
		return [output];
	}
};
