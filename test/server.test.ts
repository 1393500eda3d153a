/** The Server of a credential, as people paste it. */

import * as fc from 'fast-check';
import { Failure } from '../nodes/WolkvoxCampaign/failures/failure';
import { readAccount } from '../nodes/WolkvoxCampaign/transport/account';

const hostOf = (server: unknown) => readAccount({ server, token: 'made-up' } as never).host;

test.each([
	'0023',
	'wv0023',
	' WV0023.wolkvox.com ',
	'0023/',
	'https://wv0023.wolkvox.com',
	'https://wv0023.wolkvox.com/',
	'http://wv0023.wolkvox.com/api/v2/campaign.php',
	'https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive',
	'https://WV0023.Wolkvox.com/api/v2/campaign.php?api={{api}}&next=https://evil.com#x',
	'wv0023.wolkvox.com/api',
	'wv0023.wolkvox.com?api=campaigns',
	'wv0023.wolkvox.com#top',
	'wv0023.wolkvox.com/me@evil.com',
])('%p is taken for its host', (server) => {
	expect(hostOf(server)).toBe('wv0023.wolkvox.com');
});

test.each([
	'https://wv0023.wolkvox.com@evil.com/api',
	'https://user@wv0023.wolkvox.com/api',
	'https://user:word@wv0023.wolkvox.com/api?x=1',
	'https://wv0023.wolkvox.com:443/api',
	'https://wv0023.wolkvox.com:8443',
	'https://evil.com/wv0023.wolkvox.com/api',
	'https://evil.com?wv0023.wolkvox.com',
	'https://evil.com#wv0023.wolkvox.com/api',
	'https://wv0023.wolkvox.com.evil.com/api',
	'https://wv0023.wolkvox.community/api',
	'https://wv0023.wolkvox.com\\@evil.com/api',
	'https://a.wv0023.wolkvox.com/api',
	'https://wv.wolkvox.com/api',
	'https://.wolkvox.com/api',
	'https://wolkvox.com/api',
	'https:///wv0023.wolkvox.com/api',
	'//wv0023.wolkvox.com/api',
	'ftp://wv0023.wolkvox.com/api',
	'wv0023/api',
	'wv0023?api=campaigns',
	'0023#x',
	'wv?x',
	'wv0023.wolkvox.com/a b',
	'wv0023.wolkvox.com/a\nb',
	'https://wv0023.wolkvox.com https://evil.com',
])('%p is refused', (server) => {
	expect(() => hostOf(server)).toThrow('serverInvalid');
});

test('whatever is pasted, the host is that of the address', () => {
	const piece = fc.constantFrom(
		...['https://', 'http://', 'wv0023', '.wolkvox.com', '/', '?', '#', '@', ':443', '\\', '.'],
		...['evil.com', 'api/v2', ' ', '%2e', '&'],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 7 }), (parts) => {
			const server = parts.join('');
			let host: string;
			try {
				host = hostOf(server);
			} catch (error) {
				expect((error as Failure).reason).toBe('serverInvalid');
				return;
			}
			const address = new URL(
				/^https?:/.test(server.trim()) ? server.trim() : `https://${server.trim()}`,
			);
			// A code alone is no address: the host is built on it.
			expect([host, host.replace('.wolkvox.com', '')]).toContain(address.host);
		}),
		{ numRuns: 20_000 },
	);
});
