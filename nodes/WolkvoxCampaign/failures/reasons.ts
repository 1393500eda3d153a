/**
 * The table of texts: for each reason why an item fails what happened and how to get on.
 *
 * The words follow n8n's guidelines: `what` says what happened and names a parameter by its label,
 * `hint` says how to get on. Wolkvox's own texts are quoted in the hint and never in the message,
 * because n8n replaces a message in which it finds "EEXIST", "EACCES" and the like, as in
 * "preexistente" (n8n-workflow, node.error.js).
 */

/**
 * What is known of what was asked for when an item fails.
 *
 * - `notSent`: no request left this node.
 * - `notDone`: the request was refused, or never reached Wolkvox.
 * - `unknown`: the request may have reached Wolkvox, and no answer that can be understood came back.
 */
export type Effect = 'notSent' | 'notDone' | 'unknown';

interface Row {
	effect: Effect;
	/** Whether each further request of this token would fail too (Wolkvox's response codes). */
	endsRun?: true;
	/** Whether each further request for the same campaign would fail too. */
	endsTarget?: true;
	/** Whether one of several records in a request may be the cause, so that it is split. */
	splittable?: true;
	what: string;
	hint: string;
}

const TRY_LATER = 'Try again in a few minutes.';

const CHECK_SERVER =
	'Check the Server in the credential. When it is right, the answer came from something between n8n and Wolkvox, such as a proxy or a firewall: show this text to the person who runs n8n.';

const REGISTERED =
	'Wolkvox lets in registered IP addresses only (its pages "Agregar IP" and "Remover IP", ten per license), so the address of this n8n may have to be registered. Then trying again never helps.';

/** One row for each reason, in the order in which a request can meet them. */
export const REASONS = {
	// What the workflow gave. Nothing is sent for these.
	operationUnknown: {
		effect: 'notSent',
		what: 'the Operation is none that this node has',
		hint: 'Open the node and choose an operation.',
	},
	parameterUnreadable: {
		effect: 'notSent',
		what: 'an expression in this node failed',
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
		hint: 'A campaign ID has up to 18 digits, not all of them 0, such as 1001. It stands beside the campaign in wolkvox Manager.',
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
		what: 'the Customer ID was damaged before it reached this node',
		hint: 'It reads like a value that a spreadsheet or an expression spoiled, not like an ID. Pass it as text, exactly as it was uploaded to the campaign.',
	},
	customerIdOneNumber: {
		effect: 'notSent',
		what: 'the Customer ID reads like one number',
		hint: 'Pass it without separators, or several IDs as a list or with a blank after each comma.',
	},
	customerIdQuoted: {
		effect: 'notSent',
		what: 'the Customer ID has a bracket or a quote at its end',
		hint: 'Pass the ID alone, without brackets and quotes around it. Several IDs are a list, or separated by commas.',
	},
	customerIdFormula: {
		effect: 'notSent',
		what: 'the Customer ID is a formula of a spreadsheet',
		hint: 'It begins with an equals sign. Pass what the cell shows, not its formula.',
	},
	customerIdApostrophe: {
		effect: 'notSent',
		what: 'the Customer ID begins with an apostrophe',
		hint: 'Spreadsheets put one before a number to keep it as text. Remove it before this node.',
	},
	customerIdExpression: {
		effect: 'notSent',
		what: 'the Customer ID holds an expression as plain text',
		hint: 'Switch the field to Expression. If it is on Expression, this item has the text of an expression in its field.',
	},
	customerIdSeveral: {
		effect: 'notSent',
		what: 'the Customer ID is a list, and this operation takes one',
		hint: 'Give each customer an item of their own: split the list before this node.',
	},
	phoneEmpty: {
		effect: 'notSent',
		what: 'the Phone is empty',
		hint: 'Map the field that holds the phone number. If it is mapped, this item has nothing in that field.',
	},
	phoneInvalid: {
		effect: 'notSent',
		what: 'the Phone is not a phone number that is sure',
		hint: 'Pass one number as text, exactly as Wolkvox has it or dials it, with its prefix. It goes out unchanged.',
	},
	activityCodeInvalid: {
		effect: 'notSent',
		what: 'the Activity Code is not the ID of a code',
		hint: 'Choose it from the list, or map the field that holds the ID of the code.',
	},
	secondActivityCodeInvalid: {
		effect: 'notSent',
		what: 'the Second Activity Code is not the ID of a code',
		hint: 'Give the ID of a code of the second group, or remove the option.',
	},
	commentInvalid: {
		effect: 'notSent',
		what: 'the Comment is neither text nor a number',
		hint: 'Map one field that holds text, or leave the comment empty.',
	},
	callAtInvalid: {
		effect: 'notSent',
		what: 'Call At is not a date and time',
		hint: 'Pass it as 2026-12-01T09:30, with a zone or an offset behind it or without. Day and time are both needed.',
	},
	callAtPast: {
		effect: 'notSent',
		what: 'Call At is in the past',
		hint: 'Choose a later time, and look at the time zone: the option Time Zone, or that of the workflow.',
	},
	timeZoneInvalid: {
		effect: 'notSent',
		what: 'Time Zone is not the name of a time zone',
		hint: 'Give a name such as America/Bogota, or remove the option: it is that of the workflow then.',
	},
	speedInvalid: {
		effect: 'notSent',
		what: 'Speed is not a whole number from 0 to 100',
		hint: 'Give a whole number; 100 dials fastest.',
	},
	filterActiveInvalid: {
		effect: 'notSent',
		what: 'Filter Active is neither true nor false',
		hint: 'Switch it on or off, or let the expression give true or false.',
	},
	enableEditionInvalid: {
		effect: 'notSent',
		what: 'a switch among the fields is neither true nor false',
		hint: 'Switch it on or off, or let the expression give true or false.',
	},
	skillInvalid: {
		effect: 'notSent',
		what: 'the Skill is not the ID of a skill',
		hint: 'Choose it from the list, or map the field that holds the ID of the skill.',
	},
	skipExistingInvalid: {
		effect: 'notSent',
		what: 'Skip Existing is neither true nor false',
		hint: 'Switch the option on or off, or let the expression give true or false.',
	},
	returnAllInvalid: {
		effect: 'notSent',
		what: 'Return All is neither true nor false',
		hint: 'Switch it on or off, or let the expression give true or false.',
	},
	fieldInvalid: {
		effect: 'notSent',
		what: 'a field has a value that is not sure',
		hint: 'Pass it as text, as it has to reach Wolkvox, or leave the field empty.',
	},
	fieldTooLong: {
		effect: 'notSent',
		what: 'a field has more characters than Wolkvox takes',
		hint: 'Shorten it before this node.',
	},
	fieldUnknown: {
		effect: 'notSent',
		what: 'a mapped field is none that such a campaign has',
		hint: 'Open the node and map the fields again: predictive and preview campaigns have different ones.',
	},
	recordEmpty: {
		effect: 'notSent',
		what: 'all fields of the record are empty',
		hint: 'Map the fields of the record. If they are mapped, this item has nothing in them.',
	},
	timesInvalid: {
		effect: 'notSent',
		what: 'the end is not after the start',
		hint: 'Choose an end that is later than the start.',
	},
	rangeTooLong: {
		effect: 'notSent',
		what: 'From and To are more than 31 days apart',
		hint: 'Wolkvox takes 31 days at most: ask for several shorter times.',
	},
	nothingToUpdate: {
		effect: 'notSent',
		what: 'no field to update is given',
		hint: 'Add a field to Update Fields.',
	},
	conditionMissing: {
		effect: 'notSent',
		what: 'the filter is active and has no condition',
		hint: 'Add a condition, or switch Filter Active off.',
	},
	confirmationWrong: {
		effect: 'notSent',
		what: 'Confirm Campaign ID is not the ID of the campaign',
		hint: 'Type the ID of the campaign into this field. It keeps many records from being changed unintentionally.',
	},
	typedOnly: {
		effect: 'notSent',
		what: 'a field that a person types holds an expression',
		hint: 'Open the node and type the value.',
	},
	personOnly: {
		effect: 'notSent',
		what: 'this operation is not for AI agents',
		hint: 'It changes for many people whether they are called. Use it in a workflow that a person builds.',
	},
	limitInvalid: {
		effect: 'notSent',
		what: 'Limit is not a whole number above 0',
		hint: 'Give a whole number, or switch Return All on.',
	},
	choiceInvalid: {
		effect: 'notSent',
		what: 'a field has a value that it does not offer',
		hint: 'Choose one of those that the field offers, or let the expression give one of these words.',
	},
	timeoutInvalid: {
		effect: 'notSent',
		what: 'Timeout (Seconds) is not a number above 0 and up to 3600',
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
	dryRunInvalid: {
		effect: 'notSent',
		what: 'Dry Run is neither true nor false',
		hint: 'Switch the option on or off, or let the expression give true or false.',
	},
	keepCopyInvalid: {
		effect: 'notSent',
		what: 'Keep a Copy is neither true nor false',
		hint: 'Switch the option on or off, or let the expression give true or false.',
	},
	lookUpUnknownInvalid: {
		effect: 'notSent',
		what: 'Look Up Unknown Outcomes is neither true nor false',
		hint: 'Switch the option on or off, or let the expression give true or false.',
	},
	checkQuotaInvalid: {
		effect: 'notSent',
		what: 'Check Quota First is neither true nor false',
		hint: 'Switch the option on or off, or let the expression give true or false.',
	},
	maxRecordsInvalid: {
		effect: 'notSent',
		what: 'Max Records is not a whole number above 0',
		hint: 'Give a whole number, or remove the option: there is no limit then.',
	},
	tooManyRecords: {
		effect: 'notSent',
		what: 'this run is for more records than Max Records allows',
		hint: 'Look whether the workflow passes the items that you mean. If it does, raise Max Records.',
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
		effect: 'notDone',
		what: 'Wolkvox does not know this call',
		hint: 'Check the Server in the credential, and that this Wolkvox account has the campaign API.',
	},
	parameterMissing: {
		effect: 'notDone',
		splittable: true,
		what: 'Wolkvox says that a value is missing',
		hint: 'Check the fields of this node.',
	},
	tokenMissing: {
		effect: 'notDone',
		endsRun: true,
		what: 'Wolkvox did not see a token',
		hint: 'Put the token into the credential again. If it stays so, a proxy on the way removes it.',
	},
	tokenRefused: {
		effect: 'notDone',
		endsRun: true,
		what: 'Wolkvox did not accept the token',
		hint: 'Check that Server belongs to this Wolkvox account and that the whole token was copied. If both are right, make a new token in wolkvox Manager under Configuration > Integrations > Tokens.',
	},
	quotaSpent: {
		effect: 'notDone',
		endsRun: true,
		what: 'the quota of calls for today is spent',
		hint: 'Try again tomorrow. All tokens and reports of the Wolkvox account share it; ask Wolkvox support for more.',
	},
	quotaTooSmall: {
		effect: 'notSent',
		what: 'fewer calls are left today than this run needs',
		hint: 'Raise Records per Request, pass fewer items, or try again tomorrow. All tokens and reports of the Wolkvox account share the quota; ask Wolkvox support for more.',
	},
	quotaUnknown: {
		effect: 'notSent',
		what: 'Wolkvox did not tell how many calls are left today',
		hint: 'Try again, or switch Check Quota First off.',
	},
	tokenBusy: {
		effect: 'notDone',
		what: 'the token was in use by others at the same time',
		hint: 'Wolkvox allows 2 requests at once per token. Try again when the other workflow or report is done, or give each its own token.',
	},
	maintenance: {
		effect: 'notDone',
		endsRun: true,
		what: 'Wolkvox is in maintenance',
		hint: 'Try again when the maintenance is over.',
	},
	forbidden: {
		effect: 'notDone',
		splittable: true,
		what: 'Wolkvox did not allow the request',
		hint: 'Read what Wolkvox answered, and ask Wolkvox support when that does not help.',
	},
	notFound: {
		effect: 'notDone',
		splittable: true,
		what: 'Wolkvox found no such record or campaign; it may be gone already',
		hint: 'Check that the fields of this node name what is in Wolkvox.',
	},
	campaignMissing: {
		effect: 'notDone',
		what: 'this Wolkvox account has no campaign of this type with this ID',
		hint: 'Check Campaign Type and Campaign, and that the credential belongs to the right Wolkvox account.',
	},
	countedRejected: {
		effect: 'unknown',
		what: 'Wolkvox rejected some of the phone numbers',
		hint: 'A number that is blocked already is rejected. Give each phone number an item of its own, with Records per Request at 1, to see which one it is.',
	},
	phoneRejected: {
		effect: 'notDone',
		what: 'Wolkvox rejected the phone number',
		hint: 'A number that is blocked already is rejected. Look in wolkvox Manager whether it is in the list.',
	},
	notDeleted: {
		effect: 'notDone',
		what: 'Wolkvox deleted no campaign',
		hint: 'Look in wolkvox Manager whether the campaign is still there, and whether it is stopped.',
	},
	campaignFull: {
		effect: 'notDone',
		endsTarget: true,
		splittable: true,
		what: 'the campaign is full',
		hint: 'The licenses of the Wolkvox account limit the records of a campaign. Remove records that are done, or add to another campaign.',
	},
	customerMissing: {
		effect: 'notDone',
		splittable: true,
		what: 'the campaign has no such customer',
		hint: 'Check that the customer was uploaded to this campaign with this ID, exactly as it was uploaded.',
	},
	countedFewer: {
		effect: 'unknown',
		splittable: true,
		what: 'Wolkvox counted fewer records than were sent',
		hint: 'Give each customer ID an item of its own to see which one is missing.',
	},
	copyMissing: {
		effect: 'notSent',
		what: 'no copy could be made',
		hint: 'With Keep a Copy a record is removed only after it was read. Run the item again, or switch the option off.',
	},
	campaignUnlisted: {
		effect: 'notSent',
		what: 'the list of campaigns does not have the campaign that the customer is in',
		hint: 'Without the list nobody knows the type of the campaign. Remove the record with Remove Record.',
	},
	tooManyCalls: {
		effect: 'notDone',
		what: 'Wolkvox asks for fewer calls',
		hint: 'Try again after a pause.',
	},
	refused: {
		effect: 'notDone',
		splittable: true,
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
		what: 'Wolkvox answered with a success code in a failed response',
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
		hint: `${TRY_LATER} If it stays so, show this text to Wolkvox support.`,
	},
	answerNotObject: {
		effect: 'unknown',
		what: 'the answer was JSON, but not an object as Wolkvox sends it',
		hint: CHECK_SERVER,
	},
	answerWithoutList: {
		effect: 'unknown',
		what: 'the answer had no list',
		hint: `${TRY_LATER} If it stays so, show this text to Wolkvox support.`,
	},
	answerWithoutCode: {
		effect: 'unknown',
		what: 'the answer had no code that says whether it worked',
		hint: TRY_LATER,
	},
	noCampaigns: {
		effect: 'notSent',
		what: 'Wolkvox has no campaigns for this token',
		hint: 'Make one in wolkvox Manager, or check that the credential belongs to the right Wolkvox account.',
	},
	noActivityCodes: {
		effect: 'notSent',
		what: 'Wolkvox has no activity codes of this group for this token',
		hint: 'Make one in wolkvox Manager, or check that the credential belongs to the right Wolkvox account.',
	},
	noSkills: {
		effect: 'notSent',
		what: 'Wolkvox has no skills for this token',
		hint: 'Make one in wolkvox Manager, or check that the credential belongs to the right Wolkvox account.',
	},
	noCampaignsOfType: {
		effect: 'notSent',
		what: 'Wolkvox has no campaigns of this Campaign Type for this token',
		hint: 'Choose the other Campaign Type, or make a campaign of this one in wolkvox Manager.',
	},
	noPredictiveCampaigns: {
		effect: 'notSent',
		what: 'Wolkvox has no predictive campaigns for this token',
		hint: 'This operation is for predictive campaigns only. Make one in wolkvox Manager, or check that the credential belongs to the right Wolkvox account.',
	},

	// What happened to the connection.
	proxyAddressInvalid: {
		effect: 'notDone',
		endsRun: true,
		what: 'the address of the proxy that this n8n uses is not an address',
		hint: 'Where n8n is started, HTTPS_PROXY or ALL_PROXY has to be an address such as http://proxy.example.com:3128. Show this text to the person who runs n8n.',
	},
	proxyNotReached: {
		effect: 'notDone',
		what: 'this n8n could not reach its proxy',
		hint: 'Wolkvox was not asked. Show this text to the person who runs n8n: the proxy is named in HTTPS_PROXY or ALL_PROXY where n8n is started.',
	},
	proxyLogin: {
		effect: 'notDone',
		what: 'the proxy on the way to Wolkvox asks for a user name and a password',
		hint: 'Wolkvox was not asked. Show this text to the person who runs n8n: both belong into HTTPS_PROXY where n8n is started, as in http://name:password@proxy.example.com:3128.',
	},
	proxyRefused: {
		effect: 'notDone',
		what: 'the proxy of this n8n did not connect it to Wolkvox',
		hint: 'Wolkvox was not asked. Check the Server in the credential. When it is right, show this text to the person who runs n8n.',
	},
	proxyBroken: {
		effect: 'notDone',
		what: 'the proxy of this n8n broke off before it connected to Wolkvox',
		hint: `Wolkvox was not asked. ${TRY_LATER} If it stays so, show this text to the person who runs n8n.`,
	},
	connectionRefused: {
		effect: 'notDone',
		what: 'the connection to the Wolkvox server was refused',
		hint: `Check the Server in the credential and the network of this n8n, with its proxy if there is one. ${REGISTERED}`,
	},
	connectionTimedOut: {
		effect: 'notDone',
		what: 'no connection to the Wolkvox server was made in time',
		hint: `Check the Server in the credential and the network of this n8n, with its proxy if there is one. ${REGISTERED}`,
	},
	serverNotFound: {
		effect: 'notDone',
		what: 'the Wolkvox server was not found',
		hint: 'Check the Server in the credential. When it is right, the network of this n8n cannot look up addresses now.',
	},
	secureConnectionMissing: {
		effect: 'notDone',
		what: 'no secure connection (TLS) to the Wolkvox server was made',
		hint: `The request was not sent. ${TRY_LATER} If it stays so, a proxy or a firewall on the way may be the cause: show this text to the person who runs n8n.`,
	},
	connectionNotSafe: {
		effect: 'notDone',
		endsRun: true,
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
		hint: `${TRY_LATER} ${REGISTERED}`,
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
} satisfies Record<string, Row>;

/** A row of the table of texts. */
export type Reason = keyof typeof REASONS;
