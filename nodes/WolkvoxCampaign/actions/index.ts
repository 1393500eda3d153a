/** What the node can do, and the fields of the form that ask for it. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation, Parameter } from '../execution/operation';
import { optionsField, optionsOf } from '../execution/parameters';
import { Failure } from '../failures/failure';
import { removeRecord } from './record/removeRecord.operation';

/** All operations, in the order of the drop-down. */
const operations: Operation[] = [removeRecord];

const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: operations.map(({ option }) => option),
	// For ever: n8n's editor does not save a value that is the default.
	default: 'removeRecord',
};

/** All properties of the node, in the order of the form. */
export const properties: INodeProperties[] = [operationField, ...operations.flatMap(propertiesOf)];

/** What no item can be used for, and which says so. */
const unknownOperation: Operation<{ operation: never }> = {
	option: { name: '', value: '' },
	parameters: {
		operation: {
			field: operationField,
			check: () => {
				throw new Failure('operationUnknown');
			},
		},
	},
	words: {
		noun: { one: 'item', many: 'items' },
		done: 'processed',
		verify: '',
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

/** The fields of an operation, shown for it only. */
export function propertiesOf(operation: Operation): INodeProperties[] {
	const { option, notice, parameters } = operation;
	const all = Object.values<Parameter>({ ...parameters });
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
		{ ...optionsField, options },
	];
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { operation: [option.value], ...field.displayOptions?.show },
		},
	}));
}
