import type { IDataObject } from 'n8n-workflow';
import type { Operation } from '../../execution/operation';
import { Failure } from '../../failures/failure';
import { readPhones, readWholeNumber } from '../../inputs';
import { maxRecords, phone, recordsPerRequest } from '../fields';
import { rowsOf, textIn } from '../rows';

/** What one item asks for: that phone numbers are not called for some days. */
interface BlockPhoneNumber {
	phones: string[];
	days: number;
	/** 1 to 1000. */
	recordsPerRequest: number;
	maxRecords: number;
}

const PHONE = { one: 'phone number', many: 'phone numbers' };

/** Blocks phone numbers in all campaigns (Wolkvox's page "1. Insertar DNC"). */
export const blockPhoneNumber: Operation<BlockPhoneNumber> = {
	option: {
		name: 'Block Phone Number',
		value: 'blockPhoneNumber',
		description: 'Have no campaign call a phone number for some days',
		action: 'Block a phone number for some days',
	},
	parameters: {
		phones: {
			field: {
				...phone('The phone number to block, in all campaigns of the Wolkvox account').field,
				description:
					'The phone number to block, in all campaigns of the Wolkvox account. Several are separated by commas. It goes out unchanged: prefixes depend on the Wolkvox account. Pass long numbers as text.',
			},
			check: readPhones,
		},
		days: {
			field: {
				displayName: 'Days',
				name: 'days',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 3650 },
				default: 30,
				required: true,
				description: 'For how many days the number is not called',
			},
			check: (value) => readWholeNumber(value, 'Days', 1, 3650),
		},
		recordsPerRequest: {
			...recordsPerRequest,
			field: {
				...recordsPerRequest.field,
				description:
					'How many phone numbers of neighboring items to send with one request, up to 1000. A request costs one call of the quota however many it carries. When Wolkvox rejects some of them, it does not say which.',
			},
		},
		maxRecords,
	},
	words: {
		noun: PHONE,
		done: 'blocked',
		key: 'blocked',
		verify: 'Look in wolkvox Manager whether the number is in the list of numbers not to call.',
		subject: ({ phones = [] }) => ({ label: PHONE, names: phones }),
	},
	batch: {
		target: (input) => [String(input.days)],
		keys: (input) => input.phones,
		size: (input) => input.recordsPerRequest,
		once: true,
	},
	call: {
		method: 'POST',
		script: 'campaign',
		api: 'add_dnc',
		repeatable: true,
		expects: 'message',
	},
	asked,
	content: ([input], keys) => ({
		body: keys.map((telephone) => ({ telephone, days_block: String(input.days) })),
	}),
	outcome: (reply, input, { length: sent }) => {
		const [counts = {}] = rowsOf(reply);
		const { code, msg } = reply;
		const answer = { code: String(code), msg };
		const rejected = Number(textIn(counts, 'total_rejected') || 0);
		if (rejected > 0 && rejected < sent) {
			const what = `Wolkvox rejected ${rejected} of ${sent} phone numbers`;
			return new Failure('countedRejected', { what, answer });
		}
		if (rejected > 0) {
			const what = `Wolkvox rejected ${sent === 1 ? 'the phone number' : 'all of them'}`;
			return new Failure('phoneRejected', { what, answer });
		}
		const added = textIn(counts, 'total_added');
		if (added !== '' && Number(added) < sent) {
			const what = `Wolkvox counted ${added} of ${sent}`;
			return new Failure('countedFewer', { what, answer });
		}
		return [{ blocked: true, ...asked(input), ...counts, code, msg }];
	},
};

function asked({ phones, days }: Partial<BlockPhoneNumber>): IDataObject {
	return {
		...(phones && { phone: phones.join(',') }),
		...(days !== undefined && { days }),
	};
}
