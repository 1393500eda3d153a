// @ts-check
/**
 * Writes docs/troubleshooting.md from the node's own texts: the table of reasons, and what each
 * operation says of itself. Needs the built package.
 *
 *   node scripts/troubleshooting.mjs          writes the page
 *   node scripts/troubleshooting.mjs --print  prints it and writes nothing
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { operations } from '../dist/nodes/WolkvoxCampaign/actions/index.js';
import { REASONS } from '../dist/nodes/WolkvoxCampaign/failures/reasons.js';

const page = fileURLToPath(new URL('../docs/troubleshooting.md', import.meta.url));

/** @type {Record<import('../dist/nodes/WolkvoxCampaign/failures/reasons.js').Effect, string>} */
const HEADINGS = {
	notSent: `## Nothing was sent

The text begins with "Not sent: …". Nothing was done.`,
	notDone: `## It was not done

The text says "… was not removed …", or the word of the operation. Wolkvox refused the request, or the request never reached it.`,
	unknown: `## It may have been done

The text says "… may or may not have been removed …", or the word of the operation. The request may have reached Wolkvox, and no answer that can be understood came back. The operations whose names begin with Find or Get change nothing, so they say "was not". How to find out what became of it:

${verifications()}

What the text ends with:`,
};

const text = `<!-- Written by \`npm run docs\`. Change nodes/WolkvoxCampaign/failures/reasons.ts, or the words of an operation. -->

# Troubleshooting

Every text of the node, and what to do. Search this page for the end of the message that you got. Some texts have the names and numbers of your run in them, such as "campaign 1001 has no such customer". Behind each text stands its \`reason\`, which a failing item has with On Error "Continue": see [reliability.md](reliability.md#on-error). Where an operation stands below a text, it has a hint of its own.

[Nothing was sent](#nothing-was-sent) · [It was not done](#it-was-not-done) · [It may have been done](#it-may-have-been-done)

${Object.entries(HEADINGS)
	.map(([effect, heading]) => `${heading}\n\n${entries(effect)}`)
	.join('\n\n')}
`;

const config = await resolveConfig(page);
const formatted = await format(text, { ...config, parser: 'markdown' });
if (process.argv.includes('--print')) process.stdout.write(formatted);
else writeFileSync(page, formatted);

/**
 * @param {string} effect
 * @returns {string} a list of the reasons that have it, in the order of the table
 */
function entries(effect) {
	return Object.entries(REASONS)
		.filter(([, row]) => row.effect === effect)
		.map(([reason, row]) => {
			const end = 'endsRun' in row ? ', ends the run' : '';
			const entry = `- **${row.what}** (\`${reason}\`${end}): ${asCode(row.hint)}`;
			return [entry, ...hintsFor(reason)].join('\n');
		})
		.join('\n');
}

/**
 * @param {string} reason
 * @returns {string[]} what operations say in place of the hint of the table, for each once
 */
function hintsFor(reason) {
	return grouped(
		({ hints }) => /** @type {Record<string, string | undefined>} */ (hints ?? {})[reason],
	).map(({ names, said }) => `  - ${names}: ${asCode(said)}`);
}

/**
 * @param {string} hint
 * @returns {string} the same with addresses as code: they are examples, and a page would link them
 */
function asCode(hint) {
	return hint.replace(/https?:\/\/[^\s,]*[^\s,.]/g, '`$&`');
}

/** @returns {string} a list of what operations say of an outcome that is not known */
function verifications() {
	return grouped(({ verify }) => verify)
		.map(({ names, said }) => `- ${names}: ${said}`)
		.join('\n');
}

/**
 * @param {(words: (typeof operations)[number]['words']) => string | undefined} textOf
 * @returns {Array<{ names: string, said: string }>} each text once, with the operations that say it
 */
function grouped(textOf) {
	/** @type {Map<string, string[]>} */
	const names = new Map();
	for (const { option, words } of operations) {
		const said = textOf(words);
		if (said) names.set(said, [...(names.get(said) ?? []), option.name]);
	}
	return [...names].map(([said, all]) => ({ names: all.join(', '), said }));
}
