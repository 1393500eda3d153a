// @ts-check
'use strict';

const { createRequire } = require('node:module');
const { describe } = require('./describe');

// What n8n sends its own requests with.
const requireOfN8n = createRequire(require.resolve('@n8n/backend-network'));
/** @type {import('axios').AxiosStatic} */
const axios = requireOfN8n('axios');
const { HttpsProxyAgent } = requireOfN8n('https-proxy-agent');

/**
 * Removes records one by one over one connection, past n8n: nothing that sends one request after
 * the other can be faster. No expression is evaluated.
 */
exports.BenchAxios = class {
	description = describe('Axios', [], { credentials: [{ name: 'wolkvoxApi', required: true }] });

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		/** @type {import('n8n-workflow').INodeExecutionData[]} */
		const output = [];
		const { token } = await this.getCredentials('wolkvoxApi');
		const httpsAgent = new HttpsProxyAgent(process.env.HTTPS_PROXY ?? '', {
			keepAlive: true,
			maxSockets: 1,
		});
		try {
			for (const [item, { json }] of this.getInputData().entries()) {
				const { data } = await axios.request({
					method: 'DELETE',
					url: 'https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive&campaign_id=1001',
					headers: { 'wolkvox-token': String(token) },
					data: { customer_id: json.id },
					httpsAgent,
					proxy: false,
				});
				output.push({ json: data, pairedItem: { item } });
			}
		} finally {
			httpsAgent.destroy();
		}
		return [output];
	}
};
