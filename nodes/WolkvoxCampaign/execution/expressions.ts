/** Reads fields that hold expressions: by n8n's engine, or where they stand. */

import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

/**
 * One single `{{ }}` with white space around it, behind n8n's sign for an expression. It ends where
 * n8n lets it end: at the first "}}" without a backslash before it (@n8n/tournament,
 * ExpressionSplitter.js).
 */
const LONE_EXPRESSION = /^=\s*(\{\{(?:[^\\}]|\\[^]|\}(?!\}))*\}\})\s*$/;

/** One step of a path: `.name`, `["name"]`, `['name']`. What needs a closer look is left to n8n. */
const STEP = /\s*(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*(?:"([^"\\{}\r\n]*)"|'([^'\\{}\r\n]*)')\s*\])/g;

/** A field that is one path in the item and nothing else, such as `{{ $json.customer.id }}`. */
const PATH = new RegExp(`^=\\s*\\{\\{\\s*\\$json((?:${STEP.source})+)\\s*\\}\\}\\s*$`);

/** Stands for a value that only n8n knows. */
const UNSURE = Symbol('unsure');

/** Gives what a field is for the JSON of an item. */
type Read = (json: unknown) => unknown;

/** n8n marks an expression by the sign "=" before it (n8n-workflow, expression-helpers.js). */
export function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && Object.values(value ?? {}).some(hasExpression);
}

/**
 * Finds the shortest way to read a field. n8n's engine takes up to a millisecond for an expression, which
 * was most of what the node took for a record when one request carries many. So what is one path in the
 * item, as `{{ $json.name }}` is, is read where it stands, if text, a number, true or false stands there,
 * or nothing. All else n8n reads; all of a field too, where the two differ for the first or the last item
 * that could be read so.
 *
 * @param this the node's run
 * @param field whose values to read
 * @param raw the same with expressions in place of values
 * @returns reads the value of an item; throws where n8n can't read it
 */
export function valueReader(
	this: IExecuteFunctions,
	{ name, type }: INodeProperties,
	raw: unknown,
): (itemIndex: number) => unknown {
	// n8n's own validation looks through all fields for each item, and knows less than our checks.
	const options = { extractValue: type === 'resourceLocator', skipValidation: true };
	const evaluate = (itemIndex: number) => {
		const value = this.getNodeParameter(name, itemIndex, undefined, options);
		return withLoneExpressions.call(this, value, raw, itemIndex);
	};
	return directReader(raw, this.getInputData(), evaluate);
}

function directReader(
	raw: unknown,
	items: INodeExecutionData[],
	evaluate: (itemIndex: number) => unknown,
): (itemIndex: number) => unknown {
	const read = readOf(raw);
	if (!read) return evaluate;
	const readItem = (itemIndex: number) => read(items[itemIndex].json);
	const isSure = (_: unknown, itemIndex: number) => readItem(itemIndex) !== UNSURE;
	const first = items.findIndex(isSure);
	const last = items.findLastIndex(isSure);
	const agrees = (itemIndex: number) => {
		try {
			return isSame(readItem(itemIndex), evaluate(itemIndex));
		} catch {
			return false;
		}
	};
	if (first < 0 || ![...new Set([first, last])].every(agrees)) return evaluate;
	return (itemIndex) => {
		const value = readItem(itemIndex);
		return value === UNSURE ? evaluate(itemIndex) : value;
	};
}

/** How to read a field in the item; undefined where it holds an expression that is no path. */
function readOf(raw: unknown): Read | undefined {
	// Of a resource locator n8n gives the value alone.
	if (isPlain(raw) && '__rl' in raw) return readOf(raw.value);
	if (!hasExpression(raw)) return () => raw;
	if (typeof raw === 'string') return pathReader(raw);
	const readers = Object.entries(raw as object).map(([name, one]) => ({ name, read: readOf(one) }));
	if (readers.some(({ read }) => !read)) return undefined;
	return (json) => {
		const values = readers.map(({ name, read }) => [name, read?.(json)] as const);
		if (values.some(([, value]) => value === UNSURE)) return UNSURE;
		return Array.isArray(raw) ? values.map(([, value]) => value) : Object.fromEntries(values);
	};
}

function pathReader(raw: string): Read | undefined {
	const path = PATH.exec(raw)?.[1];
	if (path === undefined) return undefined;
	const names = [...path.matchAll(STEP)].map(([, ...forms]) => forms.join(''));
	return (json) => {
		let value = json;
		for (const name of names) {
			// Of dates and lists n8n hands out something of its own. What a plain object inherits is no
			// simple value.
			if (!isPlain(value)) return UNSURE;
			value = value[name];
		}
		const isSimple = ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
		return isSimple || value === null ? value : UNSURE;
	};
}

/** Whether a value is an object as JSON has it, of this process or of a sandbox. */
function isPlain(value: unknown): value is IDataObject {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether two values are the same in all that they hold. */
function isSame(one: unknown, other: unknown): boolean {
	if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) {
		return Object.is(one, other);
	}
	const values = new Map(Object.entries(other));
	const own = Object.entries(one);
	return (
		own.length === values.size && own.every(([name, value]) => isSame(value, values.get(name)))
	);
}

/**
 * Puts in the value that an expression gives where n8n makes it text, because of a blank or a line
 * break beside its braces: as text no check can see that a number is too large to be exact.
 *
 * @param value what n8n read
 * @param raw the same with expressions in place of values
 */
function withLoneExpressions(
	this: IExecuteFunctions,
	value: unknown,
	raw: unknown,
	itemIndex: number,
): unknown {
	if (typeof raw === 'string') {
		const lone = LONE_EXPRESSION.exec(raw)?.[1];
		// Without white space around it n8n has read it so already.
		if (lone === undefined || raw === `=${lone}`) return value;
		return this.evaluateExpression(lone, itemIndex);
	}
	if (typeof raw !== 'object' || raw === null) return value;
	// Of a resource locator n8n gives the value alone.
	if ('__rl' in raw)
		return withLoneExpressions.call(this, value, (raw as IDataObject).value, itemIndex);
	if (typeof value !== 'object' || value === null) return value;
	const values = Object.entries(value).map(([key, one]) => [
		key,
		withLoneExpressions.call(this, one, (raw as IDataObject)[key], itemIndex),
	]);
	return Array.isArray(value) ? values.map(([, one]) => one) : Object.fromEntries(values);
}
