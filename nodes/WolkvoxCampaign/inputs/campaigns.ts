import { Failure } from '../failures/failure';

/** Wolkvox's two types of campaign that have records to remove (page "8. Borrar registro"). */
export type CampaignType = 'predictive' | 'preview';

/**
 * Reads the Campaign of an item.
 *
 * @param value the campaign's number, as text with blanks around it or as a whole number
 * @returns its digits
 * @throws {Failure} when the value is anything else
 */
export function readCampaignId(value: unknown): string {
	const text = typeof value === 'string' || Number.isSafeInteger(value) ? String(value).trim() : '';
	// Wolkvox counts from 1, and 18 digits are the most that no system on the way rounds.
	if (!/^(?=[0-9]{1,18}$)0*[1-9]/.test(text)) throw new Failure('campaignIdInvalid');
	return text;
}

/**
 * Reads the Campaign Type of an item.
 *
 * @param value `predictive` or `preview`, in any case and with blanks around it
 * @returns the same in lower case
 * @throws {Failure} when the value is anything else
 */
export function readCampaignType(value: unknown): CampaignType {
	const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (text !== 'predictive' && text !== 'preview') throw new Failure('campaignTypeInvalid');
	return text;
}
