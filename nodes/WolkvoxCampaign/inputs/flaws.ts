/**
 * What makes a value unsure, whichever field it is for. A field says with which reason it refuses
 * a flaw; see `customerIds.ts`.
 */

/** Why a value is not taken for what it seems to be. */
export type Flaw =
	| 'empty'
	| 'notText'
	| 'notWhole'
	| 'tooLarge'
	| 'invisible'
	| 'damaged'
	| 'oneNumber'
	| 'quoted'
	| 'formula'
	| 'apostrophe'
	| 'expression';

/**
 * Characters that no one sees: controls, formats (soft hyphen, zero-width, direction, tags), halves
 * of characters, separators of lines, what Unicode says to ignore in display, the blank Braille cell.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** n8n's own variables, and the braces around an expression. */
const EXPRESSION = /\{\{|\}\}|\$(?:json|input|node|items?|binary|fromAI|parameter)\b|\$\(/;

/** Words for nothing, as the whole value: of JavaScript, Python, databases, spreadsheets, people. */
const NOTHING =
	/^["'`([{<\s]*(?:undefined|null|none|nil|nan|nat|na|n\/[ad]|n\.a\.?|\\n|[+-]?infinity|true|false|empty|blank|invalid date(?:time)?|nulo|ningun[oa]|vac[i\u00ed]o)["'`)\]}>\s]*$/i;

/** What JavaScript writes for nothing, stuck to other text; and half of a character set. */
const STUCK =
	/\[object \w+\]|[Uu]ndefined|^(?:null|NaN)|(?:null|NaN)$|[^\p{L}](?:null|NaN)[^\p{L}]|\ufffd/u;

/**
 * What a spreadsheet shows for a cell that failed: "#REF!", in Spanish with a sign before the word,
 * too; "#N/A", "#N/D"; "Err:502" in LibreOffice.
 */
const FAILED_CELL =
	/#[\u00a1\u00bf]?\p{L}[\p{L}\p{N}/_]*[!?]$|#(?:N\/[AD]|NV|GETTING_DATA)$|^Err:\d+$/iu;

/** "1.02E+09", "1.02E9", "1e+21". Without point and sign it may be a code, such as "219E01". */
const EXPONENT = /^[+\-\u2212]?(?:(?:\d+[.,]\d*|[.,]\d+)\s*E\s*[+-]?|\d+\s*E\s*[+-])\s*\d+$/i;

/** "1020304050.0", "1 020.50". Not "12.345", which is how some countries write their documents. */
const DECIMALS =
	/^[\s+\-\u2212\p{Sc}]*(?:(?![1-9]\d{0,2}\.\d{3}$)\d+\.\d*|\.\d+|\d{1,3}(?:[\s'\u2019]\d{3})+\.\d+)[\s\p{Sc}]*$/u;

const APOSTROPHE = /^['`\u00b4\u2018\u2019]/;

const BRACKET_OR_QUOTE =
	/^[[\](){}<>"'`\u00ab\u00b4\u00bb\u2018-\u201f\u2039\u203a]|[[\]{}<>"'`\u00ab\u00b4\u00bb\u2018-\u201f\u2039\u203a]$|^[^(]*\)$/;

/** "1,020,304.00", also with a sign, a currency, "CC" or a check digit; several of them in a row. */
const THOUSANDS =
	/^[^\d,]*\d{1,3},\d{3}(?:\.\d+)?(?:,(?:\d{1,2},)?\d{3}(?:\.\d+)?)*(?:-\w{1,2})?[^\d,]*$/;

/**
 * "1020304050,00", "1.020.304,50", "34,00"; several of them in a row. Short numbers such as "34,12"
 * are two: decimals have one or two digits behind more than three, or zeros only.
 */
const DECIMAL_COMMA =
	/^[^\d,]*(?:\d{4,},(?:\d{1,2}|0{3,})(?:,\d{4,},(?:\d{1,2}|0{3,}))*|\d{1,3}(?:\.\d{3})+,\d{1,6}(?:,\d{1,3}(?:\.\d{3})+,\d{1,6})*|\d+,0+)[^\d,]*$/;

/** "1 020 304,50", "1'020'304,50"; not the two IDs "1 020 304,1 020 305". */
const BLANKS_AND_COMMA =
	/(?<![\p{L}\p{Nd}.,]|\p{Nd}[\s'\u2019])\d{1,3}(?:[\s'\u2019]\d{3})+,\d{1,6}(?!\s?\p{Nd}|\p{L})/u;

/** "1,02E+09", "1,02E9". */
const EXPONENT_AND_COMMA = /(?<![\p{L}\p{Nd}])\d(?:,\d+E\d+|\d*,\d+E[+-]\d+)(?![\p{L}\p{Nd}])/iu;

/** "$ 34,50", "34,50 EUR". */
const MONEY =
	/^(?=[^\d,]*\p{Sc})[^\d,]*\d+,\d|\d,\d+\s*\p{Sc}|^[A-Z]{3}\s\d+,\d{1,2}$|^\d+,\d{1,2}\s[A-Z]{3}$/u;

/**
 * Looks at a value before it is made text.
 *
 * @returns what is wrong with it; nothing when it is text or a whole number
 */
export function flawOfValue(value: unknown): Flaw | undefined {
	switch (typeof value) {
		case 'string':
		case 'bigint':
			return undefined;
		case 'number':
			if (Number.isSafeInteger(value)) return undefined;
			// NaN and Infinity are numbers to JavaScript only.
			if (!Number.isFinite(value)) return 'notText';
			return Number.isInteger(value) ? 'tooLarge' : 'notWhole';
		default:
			return value === undefined || value === null ? 'empty' : 'notText';
	}
}

/**
 * Looks at a whole text, before it is parted at its commas.
 *
 * @param text without blanks around it
 */
export function flawOfText(text: string): Flaw | undefined {
	if (EXPRESSION.test(text)) return 'expression';
	if (STUCK.test(text) || NOTHING.test(text)) return 'damaged';
	if (text.startsWith('=')) return 'formula';
	return undefined;
}

/**
 * Whether a text reads like one number, or like several, that commas are part of. To part it there
 * would make other people's IDs of it. Any doubt counts: "100,200" may be one or two.
 */
export function readsLikeOneNumber(text: string): boolean {
	if (!text.includes(',')) return false;
	if (BLANKS_AND_COMMA.test(text) || EXPONENT_AND_COMMA.test(text) || MONEY.test(text)) return true;
	return text
		.split(/[\s;|]+/)
		.map((word) => word.replace(/^,+|,+$/g, ''))
		.some((word) => THOUSANDS.test(word) || DECIMAL_COMMA.test(word));
}

/**
 * Looks at a text that is to be taken as it is.
 *
 * @param text without blanks around it, not empty
 */
export function flawOfId(text: string): Flaw | undefined {
	const flaw = flawOfText(text);
	if (flaw) return flaw;
	if (INVISIBLE.test(text)) return 'invisible';
	// Dashes and "########" stand for nothing as well.
	if (!/[\p{L}\p{N}]/u.test(text)) return 'damaged';
	if (FAILED_CELL.test(text) || EXPONENT.test(text)) return 'damaged';
	if (DECIMALS.test(text)) return 'notWhole';
	if (!BRACKET_OR_QUOTE.test(text)) return undefined;
	return APOSTROPHE.test(text) && !BRACKET_OR_QUOTE.test(text.slice(1)) ? 'apostrophe' : 'quoted';
}

/**
 * Looks at a text that people read, such as a name: it may say anything but what an expression spoiled.
 */
export function flawOfProse(text: string): Flaw | undefined {
	if (/\[object \w+\]|\ufffd/.test(text)) return 'damaged';
	return /\{\{.*\}\}/s.test(text) ? 'expression' : undefined;
}

/**
 * Looks at a text that is to be taken as a phone number.
 *
 * @param text without blanks around it, not empty
 * @returns what is wrong with it; `notPhone` where it is no spoiled number, but none that can be dialed
 */
export function flawOfPhone(text: string): Flaw | 'notPhone' | undefined {
	const flaw = flawOfText(text);
	if (flaw) return flaw;
	if (INVISIBLE.test(text)) return 'invisible';
	if (APOSTROPHE.test(text)) return 'apostrophe';
	if (!/[0-9]/.test(text) || FAILED_CELL.test(text) || EXPONENT.test(text)) return 'damaged';
	if (/^[+\-\u2212]?\d+\.0*$|^[+\-\u2212]?\d{5,}\.\d+$/.test(text)) return 'notWhole';
	// The shortest are short codes and extensions.
	const digits = text.replace(/[^0-9]/g, '').length;
	return digits >= 3 && /^[0-9\s().\-/*#+]+$/.test(text) ? undefined : 'notPhone';
}

/**
 * Reads a list that is written as text, such as `["601","602"]`.
 *
 * @returns its elements, or nothing when the text is no list of JSON
 */
export function listIn(text: string): unknown[] | undefined {
	if (!text.startsWith('[')) return undefined;
	try {
		// To JSON.parse "604.0" and "604.0000000000000001" are whole numbers; here they are not.
		const list: unknown = JSON.parse(
			text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:E[+-]?\d+)?/gi, (token) =>
				/^-?\d+$|^"/.test(token) ? token : '0.5',
			),
		);
		return Array.isArray(list) ? list : undefined;
	} catch {
		return undefined;
	}
}
