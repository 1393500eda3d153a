import { campaigns } from './campaigns';
import type { Handler } from './handler';
import { removeRecord } from './removeRecord';
import { tokenInfo } from './tokenInfo';

/** The calls that the simulator answers: method, script and the URL's parameter `api`. */
export const handlers: Record<string, Handler> = {
	'DELETE campaign.php remove_record': removeRecord,
	'GET information.php campaigns': campaigns,
	'GET information.php token_info': tokenInfo,
};
