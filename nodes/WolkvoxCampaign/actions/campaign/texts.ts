/** Fields that Create Campaign and Update Campaign share, and the rules for them. */

import type { INodeProperties } from 'n8n-workflow';
import { readChoice, readListedId, readSwitch, readText } from '../../inputs';

/** Wolkvox's codes for finding answering machines; its page on creating campaigns. */
export const COUNTRIES = [
	...['ARG', 'CHL', 'COL', 'CRI', 'ECU', 'ESP', 'GTM'],
	...['HND', 'ITA', 'MEX', 'NIC', 'PAN', 'PER'],
] as const;

/** Names of the extra columns of a campaign: Optional 1 to Optional 12. */
export const labelNumbers = Array.from({ length: 12 }, (_, index) => index + 1);

export const labelFields: INodeProperties[] = labelNumbers.map((number) => ({
	displayName: `Label of Optional ${number}`,
	name: `opt${number}`,
	type: 'string',
	default: '',
	description: `What the column Optional ${number} is called in the campaign`,
}));

/**
 * Reads the labels among the fields of a collection.
 *
 * @param read reads one of them
 * @throws {Failure} when one is no text
 */
export function readLabels(
	given: Record<string, unknown>,
	read = readText,
): Record<string, string> {
	const labels = labelNumbers
		.filter((number) => given[`opt${number}`] !== undefined)
		.map((number) => [
			`opt${number}`,
			read(given[`opt${number}`], `the Label of Optional ${number}`),
		]);
	return Object.fromEntries(labels);
}

/** Wolkvox's words for a switch. */
export function yesOrNo(value: boolean): 'yes' | 'no' {
	return value ? 'yes' : 'no';
}

export const readEdition = readSwitch('enableEditionInvalid');
export const readSkill = readListedId('skillInvalid');
export const readCountry = readChoice('AMD Country', COUNTRIES);
