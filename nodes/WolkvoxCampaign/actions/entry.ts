import type { INodePropertyOptions } from 'n8n-workflow';
import type { Operation } from '../execution/operation';

/** The entry of an operation in its drop-down: one for persons only is not there in a tool. */
export function entryOf({ option, personOnly }: Operation): INodePropertyOptions {
	if (!personOnly) return option;
	return { ...option, displayOptions: { hide: { '@tool': [true] } } };
}
