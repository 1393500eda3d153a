/** What the node can do with records. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { entryOf } from '../entry';
import { addRecord } from './addRecord.operation';
import { codifyRecord } from './codifyRecord.operation';
import { findRecord } from './findRecord.operation';
import { getManyRecords } from './getManyRecords.operation';
import { markDoNotCall } from './markDoNotCall.operation';
import { removeEverywhere } from './removeEverywhere.operation';
import { removeRecord } from './removeRecord.operation';
import { scheduleCallback } from './scheduleCallback.operation';

/** By label, as n8n's rules have it. */
export const recordOperations: Operation[] = [
	addRecord,
	codifyRecord,
	findRecord,
	getManyRecords,
	markDoNotCall,
	removeRecord,
	removeEverywhere,
	scheduleCallback,
];

export const recordOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['record'] } },
	options: recordOperations.map(entryOf),
	// For ever: n8n's editor does not save a value that is the default.
	default: 'removeRecord',
};
