import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { RECORD_FIELDS } from '../inputs';

/** Those that the form begins with; the person adds others. */
const FIRST = ['customer_id', 'customer_name', 'tel1'];

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
				// The form has it only in the list of fields to add (n8n-editor-ui, ResourceMapper.vue).
				removed: !FIRST.includes(name),
			}),
		),
	};
}
