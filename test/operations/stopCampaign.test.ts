/** Stop Campaign: one call for all items that ask for the same campaign. */

import { testCampaignState } from '../support/campaignState';
import { formOf } from '../support/form';
import { refusals } from '../support/simulator';
import { useSimulator } from '../support/wolkvox';

jest.mock('n8n-workflow', () =>
	jest.requireActual('../support/clock').onJumpingClock(jest.requireActual('n8n-workflow')),
);

const simulator = useSimulator();

const { set: stop } = testCampaignState(
	{
		name: 'Stop Campaign',
		operation: 'stopCampaign',
		api: 'stop',
		key: 'stopped',
		from: 'Started',
		to: 'Stopped',
	},
	simulator,
);

test('Stop Campaign holds a campaign with one call for a thousand records that reach it', async () => {
	const { output, items } = await stop(Array<string>(1000).fill('1001'));
	expect(simulator().calls).toHaveLength(1);
	expect(output).toHaveLength(1000);
	expect(output.every((one) => one.stopped === true)).toBe(true);
	expect(items.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(
		Array.from({ length: 1000 }, (_, item) => item),
	);
});

test('Stop Campaign says what Wolkvox answers when it refuses', async () => {
	simulator().fault = () => ({ reply: refusals.parameterMissing });
	const { output } = await stop(['1001']);
	expect(output[0].message).toContain(
		'Wolkvox answered: code 400, BAD REQUEST, "SOME PARAMETERS ARE REQUIRED".',
	);
	expect(JSON.stringify(output)).not.toMatch(/remov|customer/i);
});

test('the form of Stop Campaign has what it needs, and the options of what changes something', () => {
	const form = formOf({ resource: 'campaign', operation: 'stopCampaign' });
	expect(form.entry?.name).toBe('Stop Campaign');
	expect(form.fields).toEqual(['campaignType', 'campaignId', 'options']);
	expect(form.options).toEqual(['checkQuota', 'dryRun', 'maxRetries', 'timeout']);
});
