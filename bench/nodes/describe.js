// @ts-check
'use strict';

/**
 * What n8n wants to know of a node.
 *
 * @param {string} name
 * @param {string[]} fields
 * @param {Partial<import('n8n-workflow').INodeTypeDescription>} [more]
 * @returns {import('n8n-workflow').INodeTypeDescription}
 */
exports.describe = (name, fields, more) => ({
	displayName: `Bench ${name}`,
	name: `bench${name}`,
	group: ['transform'],
	version: 1,
	description: 'Made for the benchmark',
	defaults: { name },
	inputs: ['main'],
	outputs: ['main'],
	properties: fields.map((field) => ({
		displayName: field,
		name: field,
		type: 'string',
		default: '',
	})),
	...more,
});
