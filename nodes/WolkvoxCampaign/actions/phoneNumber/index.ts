/** What the node can do with phone numbers. */

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { entryOf } from '../entry';
import { blockPhoneNumber } from './blockPhoneNumber.operation';

/** By label, as n8n's rules have it. */
export const phoneNumberOperations: Operation[] = [blockPhoneNumber];

export const phoneNumberOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['phoneNumber'] } },
	options: phoneNumberOperations.map(entryOf),
	// For ever: n8n's editor does not save a value that is the default.
	default: 'blockPhoneNumber',
};
