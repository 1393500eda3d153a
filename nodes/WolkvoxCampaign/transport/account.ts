import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { Failure } from '../failures/failure';

/** The server and the token of a Wolkvox credential, checked. */
export interface Account {
	/** A host name under wolkvox.com, such as `wv0023.wolkvox.com`. */
	host: string;
	token: string;
}

/**
 * One host label under wolkvox.com, in the spellings that people paste, path and query of a whole
 * address included. A code follows "wv".
 */
const SERVER =
	/^(?:https?:\/\/)?(?:wv)?(?!wv(?:[./?#]|$))([a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?)(?:\/?|\.wolkvox\.com(?:[/?#]\S*)?)$/i;

/**
 * Checks what a Wolkvox credential holds. The host is built from the server's code on a fixed end,
 * so no server can send the token anywhere but to `wv….wolkvox.com`.
 *
 * @param data the fields of the credential: `server` (`0023`, `wv0023`, `wv0023.wolkvox.com` or any
 * address below it) and `token`
 * @returns the host, and the token without the blanks around it
 * @throws {Failure} when one of them can't be used
 */
export function readAccount(data: ICredentialDataDecryptedObject): Account {
	const { server, token } = data;
	const code = typeof server === 'string' ? SERVER.exec(server.trim())?.[1] : undefined;
	if (code === undefined) throw new Failure('serverInvalid');

	if (typeof token !== 'string' || token === '') throw new Failure('tokenEmpty');
	// A header is a line of visible characters: anything else splits it, or breaks it on the way.
	if (!/^[\x20-\x7e]*$/.test(token)) throw new Failure('tokenInvalid');
	if (token.trim() === '') throw new Failure('tokenEmpty');
	return { host: `wv${code.toLowerCase()}.wolkvox.com`, token: token.trim() };
}
