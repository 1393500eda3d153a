import type * as Workflow from 'n8n-workflow';

let ahead = 0;

/** How many milliseconds of waits the clock has jumped over so far, without the time that passed. */
export const jumped = () => ahead;

/**
 * A clock that jumps ahead by each wait of the node, so that waits of minutes take no time and can
 * be measured with `Date.now()`. Connections keep their own, real time. For the head of a test file:
 *
 *     jest.mock('n8n-workflow', () =>
 *       jest.requireActual('./support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
 *     );
 *
 * @param actual n8n-workflow
 * @returns the same, with a `sleep` that makes the clock jump
 */
export function onJumpingClock(actual: typeof Workflow): typeof Workflow {
	const now = Date.now.bind(Date);
	Date.now = () => now() + ahead;
	return {
		...actual,
		sleep: async (ms) => {
			ahead += ms;
			await actual.sleep(0);
		},
	};
}
