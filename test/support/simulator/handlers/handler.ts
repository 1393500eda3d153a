import type { Answer } from '../replies';
import type { Call } from '../server';
import type { State, Token } from '../state';

/** A call of Wolkvox's API whose token was accepted. */
export interface ApiRequest {
	/** The parameters of the URL. */
	parameters: URLSearchParams;
	token: Token;
	/** The request as it came; what the call did is noted in it for the tests. */
	call: Call;
}

/** What one call of Wolkvox's API answers, and what it changes. */
export type Handler = (request: ApiRequest, state: State) => Answer;
