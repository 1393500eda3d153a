import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { Failure, reported } from '../failures/failure';
import { readMaxRetries, readSwitch, readTimeout } from '../inputs';
import type { RequestOptions } from '../transport/retry';
import { hasExpression, valueReader } from './expressions';
import { pacer } from './loop';
import type { Context, Job, Operation, Parameter } from './operation';

/** The options of every operation. Their names are in people's workflows: they stay. */
const requestOptions: { [Name in keyof RequestOptions]: Parameter<RequestOptions[Name]> } = {
	timeout: {
		field: {
			displayName: 'Timeout (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			// Wolkvox cuts a call off after 60: a little longer lets its own answer come first.
			default: 65,
			// n8n's helper measures from the last sign, not the whole request (axios, lib/adapters/http.js).
			description:
				'How long to wait for an answer without a sign from the server. Wolkvox ends a request after 60 seconds.',
		},
		option: true,
		check: readTimeout,
	},
	maxRetries: {
		field: {
			displayName: 'Max Retries',
			name: 'maxRetries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10 },
			default: 3,
			description:
				'How many times to send a request again when the connection breaks or Wolkvox has trouble on its side. A request that Wolkvox refuses is not sent again.',
		},
		option: true,
		check: readMaxRetries,
	},
};

/** The options of every operation that changes something. */
const changeOptions: Record<string, Parameter> = {
	dryRun: {
		field: {
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description:
				'Whether to read and check everything, send nothing, and tell what would be sent. It costs no call of the quota.',
		},
		option: true,
		check: readSwitch('dryRunInvalid'),
	},
	checkQuota: {
		field: {
			displayName: 'Check Quota First',
			name: 'checkQuota',
			type: 'boolean',
			default: false,
			description:
				'Whether to ask Wolkvox first how many calls are left today, which costs one, and to send nothing when the run needs more',
		},
		option: true,
		check: readSwitch('checkQuotaInvalid'),
	},
};

/** All options of an operation by their names in its input, in the order in which they are checked. */
export function optionsOf({ call, parameters }: Operation): Array<[string, Parameter]> {
	const own = Object.entries<Parameter>({ ...parameters }).filter(([, { option }]) => option);
	const change = call.method === 'GET' ? {} : changeOptions;
	return [...Object.entries<Parameter>({ ...requestOptions, ...change }), ...own];
}

/** The collection that holds options. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [],
};

/**
 * Reads and checks what each item asks for. A field is read once for each item, because an
 * expression takes n8n nearly a millisecond; a field without an expression once for all of them.
 *
 * @param this the node's run
 * @param operation whose parameters to read
 * @param unusable why no item can be sent, whatever it asks for
 * @param signal ends the reading when it is aborted
 * @returns a job for each item, in order, with the first thing that stands against it as its
 * outcome; fewer when the signal is aborted meanwhile. Never throws
 */
export async function readJobs(
	this: IExecuteFunctions,
	operation: Operation,
	unusable: Failure | undefined,
	signal: AbortSignal | undefined,
): Promise<Job[]> {
	const readers = readersOf.call(this, operation);
	const { refuse } = operation;
	const jobs: Job[] = [];
	const letOthersGoOn = pacer();
	for (const itemIndex of this.getInputData().keys()) {
		if (signal?.aborted) break;
		const input = {};
		let outcome = unusable;
		for (const { field, read } of readers) {
			if (!isShown(field, input)) continue;
			const values = read(itemIndex);
			if (values instanceof Failure) outcome ??= values;
			else Object.assign(input, values);
		}
		outcome ??= refuse?.(input);
		jobs.push({ itemIndex, input: input as Job['input'], outcome });
		// Thousands of expressions take seconds.
		await letOthersGoOn();
	}
	return jobs;
}

/** Gives values of one item by their names in the input, or why they can't be read. */
interface Reader {
	field: INodeProperties;
	read: (itemIndex: number) => object | Failure;
}

/**
 * Whether a field is there, by what was read of the others. n8n takes a field away that is hidden
 * (n8n-workflow, node-helpers.js), and keeps it where an expression decides.
 */
function isShown({ displayOptions }: INodeProperties, input: object): boolean {
	// Most fields depend on none, and this is asked of each for each item.
	if (!displayOptions?.show) return true;
	const values = new Map(Object.entries<unknown>({ ...input }));
	return Object.entries(displayOptions.show).every(([name, shownFor = []]) =>
		(shownFor as unknown[]).includes(values.get(name)),
	);
}

/** A reader for each field of an operation, and one for its options, which are read at once. */
function readersOf(this: IExecuteFunctions, operation: Operation): Reader[] {
	const fields = Object.entries<Parameter>({ ...operation.parameters })
		.filter(([, { option }]) => !option)
		.map(([name, { field, check }]) =>
			readerOf.call(this, field, (value, context) => ({ [name]: check(value, context) })),
		);
	const options = optionsOf(operation);
	const readOptions = (collection: unknown, context: Context) => {
		const values = options.map(([name, { field, absent, check }]) => {
			const { [field.name]: value } = collection as IDataObject;
			const given = value === undefined ? field.default : value;
			const read = value === undefined && absent !== undefined ? absent : check(given, context);
			return [name, read] as const;
		});
		return Object.fromEntries(values);
	};
	return [...fields, readerOf.call(this, optionsField, readOptions)];
}

function readerOf(
	this: IExecuteFunctions,
	field: INodeProperties,
	check: (value: unknown, context: Context) => object,
): Reader {
	const { name, displayName, type, noDataExpression } = field;
	const what = `${displayName} holds an expression`;
	const timeZone = this.getTimezone();
	const items = this.getInputData();
	const raw = this.getNodeParameter(name, 0, null, { rawExpressions: true });
	const valueOf = valueReader.call(this, field, raw);
	const read: Reader['read'] = (itemIndex) => {
		try {
			const value = valueOf(itemIndex);
			if (noDataExpression && hasExpression(raw)) throw new Failure('typedOnly', { what });
			const item = items[itemIndex]?.json ?? {};
			return check(value, { timeZone, item, raw });
		} catch (error) {
			if (error instanceof Failure) return error;
			const detail = `It is the field ${displayName}. ${reported(error) ?? ''}`;
			return new Failure('parameterUnreadable', { detail });
		}
	};
	// Its mode may be to take the fields of the item.
	if (hasExpression(raw) || type === 'resourceMapper') return { field, read };
	const values = read(0);
	return { field, read: () => values };
}
