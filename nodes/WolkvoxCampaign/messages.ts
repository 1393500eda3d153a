/**
 * Every text that tells a person why a record was not removed.
 *
 * The words follow n8n's guidelines: `what` says what happened and names a parameter by its label,
 * `hint` says how to get on. Wolkvox's own texts are quoted in the hint and never in the message,
 * because n8n replaces a message in which it finds "EEXIST", "EACCES" and the like, as in
 * "preexistente" (n8n-workflow, node.error.js).
 */

/**
 * What is known of the record when an item fails.
 *
 * - `notSent`: no request left this node.
 * - `notRemoved`: the request was refused, or never reached Wolkvox.
 * - `unknown`: the request may have reached Wolkvox, and no answer that can be understood came back.
 */
type Effect = 'notSent' | 'notRemoved' | 'unknown';

interface Text {
	effect: Effect;
	/** Whether each further request of this token would fail too (Wolkvox's response codes). */
	endsRun?: true;
	/** Whether a request for several records may have met it because of one of them. */
	ofOne?: true;
	what: string;
	hint: string;
}

const CHECK_RECORD =
	'Look in wolkvox Manager whether the record is still in the campaign, or run this item again: removing a record that is already gone does no harm.';

const TRY_LATER = 'Try again in a few minutes.';

const CHECK_SERVER =
	'Check the Server in the credential. When it is right, the answer came from something between n8n and Wolkvox, such as a proxy or a firewall: show this text to the person who runs n8n.';

/** The table of texts: one row for each reason, in the order in which a request can meet them. */
export const MESSAGES = {
	// What the workflow gave. Nothing is sent for these.
	parameterUnreadable: {
		effect: 'notSent',
		what: 'a field of this node could not be worked out',
		hint: 'Open the node and look at the expressions in its fields.',
	},
	campaignTypeInvalid: {
		effect: 'notSent',
		what: 'the Campaign Type is neither predictive nor preview',
		hint: 'Choose Predictive or Preview, or let the expression give one of these two words.',
	},
	campaignIdInvalid: {
		effect: 'notSent',
		what: 'the Campaign is not a campaign ID',
		hint: 'A campaign ID has digits only, such as 1001. It stands beside the campaign in wolkvox Manager.',
	},
	customerIdEmpty: {
		effect: 'notSent',
		what: 'the Customer ID is empty',
		hint: 'Map the field that holds the customer ID. If it is mapped, this item has nothing in that field.',
	},
	customerIdNotText: {
		effect: 'notSent',
		what: 'the Customer ID is neither text nor a number',
		hint: 'Map one field that holds the customer ID as text, or a list of customer IDs.',
	},
	customerIdNotWhole: {
		effect: 'notSent',
		what: 'the Customer ID is a number, but not a whole one',
		hint: 'A customer ID has no decimals. Pass it as text, exactly as it was uploaded to the campaign.',
	},
	customerIdTooLarge: {
		effect: 'notSent',
		what: 'the Customer ID is a number too large to be exact',
		hint: 'It may already be the ID of another customer: numbers beyond 9007199254740991 lose their last digits. Pass it as text from the start, in the node that reads it.',
	},
	customerIdInvisible: {
		effect: 'notSent',
		what: 'the Customer ID holds a character that cannot be seen',
		hint: 'It has a line break, a tab or another hidden character inside. Clean the field before this node.',
	},
	customerIdDamaged: {
		effect: 'notSent',
		what: 'the Customer ID lost its value before it reached this node',
		hint: 'It reads like a value that a spreadsheet or an expression spoiled, not like an ID. Pass it as text, exactly as it was uploaded to the campaign.',
	},
	timeoutInvalid: {
		effect: 'notSent',
		what: 'the Timeout is not a number of seconds above 0 and up to 3600',
		hint: 'Give a number of seconds. Wolkvox ends a call after 60, so 65 is a good value.',
	},
	maxRetriesInvalid: {
		effect: 'notSent',
		what: 'Max Retries is not a whole number from 0 to 10',
		hint: 'Give a whole number, or remove the option: it is 3 then.',
	},
	recordsPerRequestInvalid: {
		effect: 'notSent',
		what: 'Records per Request is not a whole number from 1 to 1000',
		hint: 'Give a whole number, or remove the option: it is 1 then.',
	},

	// What the credential holds. Nothing is sent for these.
	credentialUnreadable: {
		effect: 'notSent',
		what: 'the Wolkvox credential could not be read',
		hint: 'Open the node, choose the credential again and save.',
	},
	serverInvalid: {
		effect: 'notSent',
		what: 'the Server in the credential is not a Wolkvox server',
		hint: 'Enter the code that Wolkvox support gave you, such as 0023 or wv0023.wolkvox.com.',
	},
	tokenEmpty: {
		effect: 'notSent',
		what: 'the Token in the credential is empty',
		hint: 'Copy it from wolkvox Manager, under Configuration > Integrations > Tokens, into the credential.',
	},
	tokenInvalid: {
		effect: 'notSent',
		what: 'the Token in the credential holds a character that no token has',
		hint: 'It has a line break, a tab or a letter with an accent in it. Copy the token again from wolkvox Manager, under Configuration > Integrations > Tokens, without the lines around it.',
	},

	// What Wolkvox refused. Its list of response codes has the first seven.
	callUnknown: {
		effect: 'notRemoved',
		what: 'Wolkvox does not know this call',
		hint: 'Check the Server in the credential, and that this operation of Wolkvox has the campaign API.',
	},
	parameterMissing: {
		effect: 'notRemoved',
		ofOne: true,
		what: 'Wolkvox missed a value in the request',
		hint: 'Check Campaign Type, Campaign and Customer ID.',
	},
	tokenMissing: {
		effect: 'notRemoved',
		endsRun: true,
		what: 'Wolkvox did not see a token',
		hint: 'Put the token into the credential again. If it stays so, a proxy on the way removes it.',
	},
	tokenRefused: {
		effect: 'notRemoved',
		endsRun: true,
		what: 'Wolkvox did not accept the token',
		hint: 'Make a new one in wolkvox Manager under Configuration > Integrations > Tokens, and put it into the credential. Its Server has to be the one of the same operation.',
	},
	quotaSpent: {
		effect: 'notRemoved',
		endsRun: true,
		what: 'the quota of calls for today is spent',
		hint: 'Run the remaining items tomorrow. The quota is shared by all tokens and reports of the operation; Wolkvox support can tell how to get more.',
	},
	tokenBusy: {
		effect: 'notRemoved',
		what: 'the token was in use by others at the same time',
		hint: 'Wolkvox allows 2 requests at once per token. Run the item again when the other workflow or report is done, or give each its own token.',
	},
	maintenance: {
		effect: 'notRemoved',
		endsRun: true,
		what: 'Wolkvox is in maintenance',
		hint: 'Run the remaining items when the maintenance is over.',
	},
	forbidden: {
		effect: 'notRemoved',
		ofOne: true,
		what: 'Wolkvox did not allow the request',
		hint: 'Read what Wolkvox answered, and ask Wolkvox support when that does not help.',
	},
	notFound: {
		effect: 'notRemoved',
		ofOne: true,
		what: 'Wolkvox did not find what the request names',
		hint: 'Check that the campaign has this ID and type, and that the customer was uploaded to it with this ID.',
	},
	tooManyCalls: {
		effect: 'notRemoved',
		what: 'Wolkvox asks for fewer calls',
		hint: 'Run the item again after a pause.',
	},
	refused: {
		effect: 'notRemoved',
		ofOne: true,
		what: 'Wolkvox refused the request',
		hint: 'Read what Wolkvox answered, and ask Wolkvox support when that does not help.',
	},

	// What can't be understood. Wolkvox may have carried out the request.
	serverTrouble: {
		effect: 'unknown',
		what: 'Wolkvox had trouble on its side',
		hint: TRY_LATER,
	},
	contradiction: {
		effect: 'unknown',
		what: 'Wolkvox answered with a code of success inside an answer that is none',
		hint: TRY_LATER,
	},
	redirect: {
		effect: 'unknown',
		what: 'the answer was a redirect to another address, which was not followed',
		hint: `${CHECK_SERVER} The token was not sent on.`,
	},
	webPage: {
		effect: 'unknown',
		what: 'the answer was a web page (HTML) and not an answer of the Wolkvox API',
		hint: CHECK_SERVER,
	},
	answerEmpty: {
		effect: 'unknown',
		what: 'the answer was empty',
		hint: TRY_LATER,
	},
	answerCutOff: {
		effect: 'unknown',
		what: 'the answer was cut off',
		hint: TRY_LATER,
	},
	answerNotJson: {
		effect: 'unknown',
		what: 'the answer was text that is not JSON',
		hint: CHECK_SERVER,
	},
	answerNotObject: {
		effect: 'unknown',
		what: 'the answer was JSON, but not an object as Wolkvox sends it',
		hint: CHECK_SERVER,
	},
	answerWithoutCode: {
		effect: 'unknown',
		what: 'the answer had no code that says whether it worked',
		hint: TRY_LATER,
	},
	noCampaigns: {
		effect: 'notSent',
		what: 'Wolkvox has no campaigns for this token',
		hint: 'Make one in wolkvox Manager, or check that the credential is the one of the right operation.',
	},
	noCampaignsOfType: {
		effect: 'notSent',
		what: 'Wolkvox has no campaigns of this Campaign Type for this token',
		hint: 'Choose the other Campaign Type, or make a campaign of this one in wolkvox Manager.',
	},

	// What happened to the connection.
	connectionRefused: {
		effect: 'notRemoved',
		what: 'the connection to the Wolkvox server was refused',
		hint: 'Check the Server in the credential and the network of this n8n, then run the item again.',
	},
	serverNotFound: {
		effect: 'notRemoved',
		what: 'the Wolkvox server was not found',
		hint: 'Check the Server in the credential. When it is right, the network of this n8n cannot look up addresses now.',
	},
	connectionNotSafe: {
		effect: 'notRemoved',
		what: 'the server could not prove that it is Wolkvox',
		hint: 'Its certificate was not accepted, so the token was not sent. Check the Server in the credential, and the certificates of a proxy if there is one.',
	},
	connectionBroken: {
		effect: 'unknown',
		what: 'the connection broke before the whole answer came',
		hint: TRY_LATER,
	},
	timedOut: {
		effect: 'unknown',
		what: 'no answer came in time',
		hint: TRY_LATER,
	},
	stopped: {
		effect: 'unknown',
		what: 'the execution was stopped while this request was on its way',
		hint: TRY_LATER,
	},
	noAnswer: {
		effect: 'unknown',
		what: 'no answer came from Wolkvox',
		hint: TRY_LATER,
	},
} satisfies Record<string, Text>;

/** A row of the table of texts. */
export type Reason = keyof typeof MESSAGES;

/** Wolkvox's own words about a request, made safe to show by `transport/reply.ts`. */
export interface Answer {
	code?: string;
	error?: string;
	msg?: string;
}

/** What is known of a failure beyond its row of the table of texts. */
interface Facts {
	/** The HTTP status of the reply, when one came. */
	httpStatus?: number;
	/** The code that counts: Wolkvox's own where it sent one, else the HTTP status. */
	code?: number;
	/** The header Retry-After of the reply. */
	retryAfter?: string;
	/** What Wolkvox sent in its reply. */
	answer?: Answer;
	/** One more sentence for the hint, safe to show, such as n8n's own words. */
	detail?: string;
	/** How many times the request was sent. */
	attempts?: number;
	/** Whether an earlier attempt may have removed the record. */
	mayBeGone?: boolean;
	/** Whether this is the failure of an item before, because of which nothing was sent. */
	leftOut?: boolean;
	/** The customer IDs of the request, separated by commas, when it was for several items. */
	together?: string;
	/** The same of a request before, which Wolkvox refused. */
	refusedAmong?: string;
}

/** Why an item fails: a row of the table of texts, and what is known beyond it. */
export class Failure extends Error {
	constructor(
		readonly reason: Reason,
		readonly facts: Facts = {},
	) {
		super(reason);
	}

	/** What is known of the record. */
	get effect(): Effect {
		return this.facts.leftOut ? 'notSent' : MESSAGES[this.reason].effect;
	}

	/** Whether each further request of this token would fail too. */
	get endsRun(): boolean {
		return 'endsRun' in MESSAGES[this.reason];
	}

	/** Whether a request for several records may have met it because of one of them. */
	get ofOne(): boolean {
		return 'ofOne' in MESSAGES[this.reason];
	}

	/** This failure with more that is known of it. */
	with(facts: Facts): Failure {
		return new Failure(this.reason, { ...this.facts, ...facts });
	}

	/** This failure as the reason why a later item is not sent. */
	forLaterItems(): Failure {
		return new Failure(this.reason, { answer: this.facts.answer, leftOut: true });
	}

	/** This failure as the latest of several attempts. */
	after(earlier: Failure | undefined): Failure {
		return this.with({
			attempts: (earlier?.facts.attempts ?? 0) + 1,
			mayBeGone: earlier && (earlier.facts.mayBeGone || earlier.effect === 'unknown'),
		});
	}
}

/**
 * @param error what n8n threw, without a token in its message
 * @returns a sentence that quotes n8n's own words, for a failure's `detail`
 */
export function reported(error: unknown): string | undefined {
	return error instanceof Error ? `n8n reported: "${error.message}".` : undefined;
}

/** The record that an item is about, as far as it could be read. */
export interface Subject {
	/** One or more customer IDs, separated by commas. */
	customerId?: string;
	campaignId?: string;
}

/**
 * Puts a failure into words.
 *
 * @param failure why the item failed
 * @param subject the record that the item is about
 * @returns `error`, one sentence without a full stop on what happened to which record, and
 * `message`, what to do next with Wolkvox's own words
 */
export function explain(failure: Failure, subject: Subject): { error: string; message: string } {
	const { what, hint } = MESSAGES[failure.reason];
	const { attempts = 1, mayBeGone, leftOut, together, refusedAmong } = failure.facts;
	return {
		error: leftOut
			? `Not sent: ${nameOf(subject)}, because ${what}`
			: `${fateOf(failure, subject)}: ${what}`,
		message: join(
			hint,
			(failure.effect === 'unknown' || mayBeGone) && CHECK_RECORD,
			together && `The request was for ${records(idsIn(together))}.`,
			refusedAmong &&
				`Before, it was in a request for ${records(idsIn(refusedAmong))} that Wolkvox refused; no source says whether some of them were removed then.`,
			attempts > 1 && `The request was sent ${attempts} times.`,
			...known(failure),
		),
	};
}

/**
 * Puts a failure into words where no record is concerned.
 *
 * @param failure why the account can't be used, or a list not be had
 * @returns `error` and `message`, as `explain` does
 */
export function explainAccount(failure: Failure): { error: string; message: string } {
	const { what, hint } = MESSAGES[failure.reason];
	return { error: capital(what), message: join(hint, ...known(failure)) };
}

function known({ facts: { detail, answer = {} } }: Failure): Array<string | undefined> {
	const { code, error, msg } = answer;
	const words = [code && `code ${code}`, error, msg && `"${msg}"`].filter(Boolean);
	return [detail, words.length > 0 ? `Wolkvox answered: ${words.join(', ')}.` : undefined];
}

function fateOf({ effect, facts }: Failure, subject: Subject): string {
	if (effect === 'notSent') return `Nothing was sent for ${nameOf(subject)}`;
	const { customerId = '', campaignId } = subject;
	const were = customerId.includes(',') ? 'were' : 'was';
	let fate = `${were} not removed from campaign ${campaignId}`;
	if (effect === 'unknown') fate = `may or may not have been removed from campaign ${campaignId}`;
	else if (facts.mayBeGone) {
		fate = `may already have been removed from campaign ${campaignId} by an earlier attempt`;
	}
	return `${capital(namesOf(customerId))} ${fate}`;
}

/** The record as far as it is known, inside a sentence. */
function nameOf({ customerId, campaignId }: Subject): string {
	const who = customerId && namesOf(customerId);
	const where = campaignId && `campaign ${campaignId}`;
	return [who, where].filter(Boolean).join(' in ') || 'this item';
}

function idsIn(customerIds: string): number {
	return customerIds.split(',').length;
}

/**
 * @param count how many
 * @returns the count with its word
 */
export function records(count: number): string {
	return count === 1 ? '1 record' : `${count} records`;
}

function join(...sentences: Array<string | false | undefined>): string {
	return sentences.filter(Boolean).join(' ');
}

function capital(text: string): string {
	return `${text[0].toUpperCase()}${text.slice(1)}`;
}

/** Customer IDs as a person reads them: of a long list, or a long ID, only the beginning. */
function namesOf(customerId: string): string {
	const ids = customerId.split(',').map((id) => (id.length > 60 ? `${id.slice(0, 60)}…` : id));
	if (ids.length === 1) return `customer ID ${ids[0]}`;
	const rest = ids.length - 5;
	return `customer IDs ${ids.slice(0, 5).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
