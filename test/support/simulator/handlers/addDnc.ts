import { json, refusals, valueOf } from '../replies';
import type { Handler } from './handler';

/** A number that is in the list already is rejected, and the rest goes in (Wolkvox's help center). */
export const addDnc: Handler = ({ call }, { blocked }) => {
	const phones = valueOf(call.body);
	if (!Array.isArray(phones)) return refusals.parameterMissing;
	let added = 0;
	for (const { telephone, days_block: days } of phones as Array<Record<string, string>>) {
		if (blocked.has(telephone)) continue;
		blocked.set(telephone, days);
		added++;
	}
	const counts = {
		total_added: String(added),
		total_rejected: String(phones.length - added),
		total_sent: String(phones.length),
	};
	const msg = `${added} telephones were added`;
	return json(201, { code: 201, error: null, msg, data: [counts] });
};
