// @ts-check

/** Properties that hold a text for people, in the descriptions of n8n and in tables of texts. */
const TEXTS = new Set(['displayName', 'description', 'placeholder', 'hint', 'what', 'action']);

/**
 * Whether a piece of source is a text that only people read, such as a label, a hint or a message.
 * A text with values in it is none: what goes into it is logic, as are n8n's expressions (`=…`).
 *
 * @param {import('@babel/core').NodePath} path
 */
export function isProse(path) {
	const text = textOf(path);
	if (text === undefined || text.startsWith('=')) return false;
	// A sentence, wherever it is written.
	if (/\S\s+\S+\s+\S/.test(text)) return true;

	const { parent } = path;
	if (parent.type !== 'ObjectProperty' && parent.type !== 'ClassProperty') return false;
	const name = keyOf(parent);
	return TEXTS.has(name) || (name === 'name' && isLabel(path.parentPath?.parent));
}

/**
 * @param {import('@babel/core').NodePath} path
 * @returns {string | undefined} the text of a piece of source that is one
 */
function textOf({ node }) {
	if (node.type === 'StringLiteral') return node.value;
	if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
		return node.quasis[0].value.raw;
	}
	return undefined;
}

/**
 * The `name` of an option stands beside its `value` and is its label; others are code.
 *
 * @param {import('@babel/types').Node | undefined} object
 */
function isLabel(object) {
	return (
		object?.type === 'ObjectExpression' &&
		object.properties.some((one) => one.type === 'ObjectProperty' && keyOf(one) === 'value')
	);
}

/**
 * @param {import('@babel/types').ObjectProperty | import('@babel/types').ClassProperty} property
 * @returns {string}
 */
function keyOf({ key }) {
	if (key.type === 'Identifier') return key.name;
	return key.type === 'StringLiteral' ? key.value : '';
}
