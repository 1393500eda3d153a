/** The form of the node, as the editor shows it. */

import {
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../../index';

const { description } = new WolkvoxCampaign();

/** The form of one operation, with fields chosen. */
export interface Form {
	/** The entry of the drop-down Operation; undefined when it does not offer the operation. */
	entry: INodePropertyOptions | undefined;
	/** The text of the notice above the fields, if there is one. */
	notice: string | undefined;
	/** The names of the fields in order, without the drop-downs Resource and Operation and the notice. */
	fields: string[];
	/** The names of what Options offers, sorted. */
	options: string[];
	/** Gives a field by its name, of the form or of Options. */
	field: (name: string) => INodeProperties | undefined;
}

/**
 * @param chosen resource and operation, and fields that others depend on
 * @param nodeName that of the node; the node as a tool of an agent has another one
 */
export function formOf(chosen: IDataObject, nodeName = description.name): Form {
	const ofName = { ...description, name: nodeName };
	const node = { typeVersion: 1 };
	const { properties } = description;
	const values = NodeHelpers.getNodeParameters(
		properties,
		chosen as INodeParameters,
		true,
		false,
		node,
		ofName,
	);
	const isShown = (one: INodeProperties | INodePropertyOptions) =>
		NodeHelpers.displayParameter(values ?? {}, one as INodeProperties, node, ofName);
	const shown = properties.filter(isShown);
	const dropDown = shown.find(({ name }) => name === 'operation');
	const entries = (dropDown?.options ?? []) as INodePropertyOptions[];
	const fields = shown.filter(
		({ name, type }) =>
			!['notice', 'hidden'].includes(type) && name !== 'resource' && name !== 'operation',
	);
	const options = (shown.find(({ name }) => name === 'options')?.options ??
		[]) as INodeProperties[];
	return {
		entry: entries.filter(isShown).find(({ value }) => value === chosen.operation),
		notice: shown.find(({ type }) => type === 'notice')?.displayName,
		fields: fields.map(({ name }) => name),
		options: options.map(({ name }) => name).sort(),
		field: (wanted) => [...fields, ...options].find(({ name }) => name === wanted),
	};
}
