/** What the node can do, and the fields of the form that ask for it. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation, Parameter } from '../execution/operation';
import { optionsField, optionsOf } from '../execution/parameters';
import { Failure } from '../failures/failure';
import { campaignOperation, campaignOperations } from './campaign';
import { phoneNumberOperation, phoneNumberOperations } from './phoneNumber';
import { recordOperation, recordOperations } from './record';

/** All operations. Their values are unique across resources. */
export const operations = [...recordOperations, ...campaignOperations, ...phoneNumberOperations];

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Campaign', value: 'campaign' },
		{ name: 'Phone Number', value: 'phoneNumber' },
		{ name: 'Record', value: 'record' },
	],
	// For ever: nodes from before there were several have no other.
	default: 'record',
};

/**
 * Campaign Type of an operation that has a campaign of either type. Without it the type would become
 * nothing when a person goes from one operation to another, and n8n would empty Campaign, which depends
 * on it. n8n gives a hidden field its default, so a preview campaign is emptied, which is right: the type
 * is forgotten with it (n8n-editor-ui 2.41.1, ParameterInputList.vue and ResourceLocator.vue).
 */
const absentType: INodeProperties = {
	displayName: 'Campaign Type',
	name: 'campaignType',
	type: 'hidden',
	default: 'predictive',
};

/** All properties of the node, in the order of the form. */
export const properties: INodeProperties[] = [
	resource,
	recordOperation,
	campaignOperation,
	phoneNumberOperation,
	...recordOperations.flatMap((operation) => propertiesOf(operation, 'record')),
	...campaignOperations.flatMap((operation) => propertiesOf(operation, 'campaign')),
	...phoneNumberOperations.flatMap((operation) => propertiesOf(operation, 'phoneNumber')),
];

/**
 * What stands below the node's name: "Find Record: 1001". `$rawParameter` gives a resource locator's
 * value and leaves an expression as it is; with one that needs an item `$parameter` throws, and n8n would
 * show nothing at all (n8n-workflow, workflow-data-proxy.js; n8n-editor-ui, getNodeSubtitle).
 */
export const subtitle = `={{ (${JSON.stringify(
	Object.fromEntries(operations.map(({ option }) => [option.value, option.name])),
)}[$parameter["operation"]] || "") + (/^\\s*\\d/.test($rawParameter["campaignId"]) ? ": " + $rawParameter["campaignId"] : "") }}`;

/** What no item can be used for, and which says so. */
const unknownOperation: Operation<{ operation: never }> = {
	option: { name: '', value: '' },
	parameters: {
		operation: {
			// Whatever the resource is.
			field: { ...recordOperation, displayOptions: undefined },
			check: () => {
				throw new Failure('operationUnknown');
			},
		},
	},
	words: {
		noun: { one: 'item', many: 'items' },
		done: 'processed',
		key: 'processed',
		subject: () => ({ label: { one: 'item', many: 'items' }, names: [] }),
	},
	// Never sent, since no item passes the check.
	call: { method: 'GET', script: 'information', api: '', repeatable: true, expects: 'message' },
	asked: () => ({}),
	content: () => ({}),
	outcome: () => new Failure('operationUnknown'),
};

/**
 * Finds an operation by its value.
 *
 * @param value from the node, or from a workflow file that someone wrote by hand
 * @returns the operation, or one that no item can be used for, and which says so
 */
export function operationOf(value: unknown): Operation {
	return operations.find(({ option }) => option.value === value) ?? unknownOperation;
}

/**
 * The fields of an operation, shown for it only.
 *
 * @param operation with its parameters
 * @param ofResource the value of its resource
 */
export function propertiesOf(operation: Operation, ofResource: string): INodeProperties[] {
	const { option, notice, parameters } = operation;
	const all = Object.values<Parameter>({ ...parameters });
	const has = (name: string) => all.some(({ field }) => field.name === name);
	const options = optionsOf(operation)
		.map(([, { field }]) => field)
		// As n8n's rules have it.
		.sort((one, other) => one.displayName.localeCompare(other.displayName));
	const noticeField: INodeProperties = {
		displayName: notice ?? '',
		name: `${option.value}Notice`,
		type: 'notice',
		default: '',
	};
	const fields: INodeProperties[] = [
		...(notice ? [noticeField] : []),
		...all.filter((one) => !one.option).map(({ field }) => field),
		...(has('campaignId') && !has('campaignType') ? [absentType] : []),
		{ ...optionsField, options },
	];
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { resource: [ofResource], operation: [option.value], ...field.displayOptions?.show },
		},
	}));
}
