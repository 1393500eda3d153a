/** A campaign ID has up to 18 digits, and is not 0. */

import { readCampaignId } from '../nodes/WolkvoxCampaign/inputs';

test.each([
	'0',
	'-0',
	'000',
	' 0 ',
	0,
	-0,
	'1'.repeat(19),
	'0'.repeat(18) + '1',
	'1,001',
	'1e3',
	'1001.0',
])('a Campaign %p is refused', (value) => {
	expect(() => readCampaignId(value)).toThrow('campaignIdInvalid');
});

test.each(['1', '0007', '1001', '9'.repeat(18), '0'.repeat(17) + '1'])(
	'a Campaign %p is taken',
	(value) => {
		expect(readCampaignId(` ${value} `)).toBe(value);
	},
);
