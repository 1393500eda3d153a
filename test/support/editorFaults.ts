import type { Reason } from '../../nodes/WolkvoxCampaign/failures/reasons';
import { json, refusals, strangeReplies, type Fault } from './simulator';

/**
 * What goes wrong when the editor asks Wolkvox, and the row of `REASONS` that has the words: for
 * the list of campaigns and for the test of the credential alike.
 */
export const editorFaults: Array<{ name: string; reason: Reason; reply: Fault['reply'] }> = [
	{ name: 'a token that is not accepted', reason: 'tokenRefused', reply: refusals.tokenRefused },
	{ name: 'the same in an HTTP 200', reason: 'tokenRefused', reply: strangeReplies.errorIn200 },
	{
		name: 'the same with its code as text',
		reason: 'tokenRefused',
		reply: strangeReplies.errorIn200AsText,
	},
	{ name: 'no token', reason: 'tokenMissing', reply: refusals.tokenMissing },
	{ name: 'a quota that is spent', reason: 'quotaSpent', reply: refusals.quotaSpent },
	{
		name: 'the same in an HTTP 200, as text',
		reason: 'quotaSpent',
		reply: json(200, { code: '403', error: 'FORBIDDEN', msg: 'TOKEN LIMIT EXCEEDED' }),
	},
	{ name: 'maintenance', reason: 'maintenance', reply: refusals.maintenance },
	{ name: 'a server that is not Wolkvox', reason: 'webPage', reply: strangeReplies.webPage },
	{ name: 'the page of a gateway', reason: 'serverTrouble', reply: strangeReplies.gatewayPage },
	{ name: 'a redirect', reason: 'redirect', reply: strangeReplies.redirect },
	{ name: 'an empty answer', reason: 'answerEmpty', reply: strangeReplies.empty },
	{ name: 'a connection that breaks', reason: 'connectionBroken', reply: 'reset' },
];
