import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { RECORD_FIELDS } from '../inputs';

/**
 * The fields of a record for n8n's mapping of fields: those that the chosen Campaign Type has, or all
 * while an expression leaves it open. It asks nobody: Wolkvox has the same for every campaign.
 *
 * @param this the editor's call
 */
export async function getRecordFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const chosen = String(this.getCurrentNodeParameter('campaignType') ?? '').toLowerCase();
	const isOpen = chosen !== 'predictive' && chosen !== 'preview';
	return {
		fields: RECORD_FIELDS.filter(({ only = chosen }) => isOpen || only === chosen).map(
			({ name, label }) => ({
				id: name,
				displayName: `${label} (${name})`,
				type: 'string',
				required: false,
				defaultMatch: false,
				canBeUsedToMatch: false,
				display: true,
			}),
		),
	};
}
