/** What the node can do with records. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { codifyRecord } from './codifyRecord.operation';
import { findRecord } from './findRecord.operation';
import { markDoNotCall } from './markDoNotCall.operation';
import { removeRecord } from './removeRecord.operation';
import { scheduleCallback } from './scheduleCallback.operation';

/** By label, as n8n's rules have it. */
export const recordOperations: Operation[] = [
	codifyRecord,
	findRecord,
	markDoNotCall,
	removeRecord,
	scheduleCallback,
];

export const recordOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['record'] } },
	options: recordOperations.map(({ option }) => option),
	// For ever: n8n's editor does not save a value that is the default.
	default: 'removeRecord',
};
