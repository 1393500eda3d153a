import { activityCodes } from './activityCodes';
import { blockPredictiveDnc } from './blockPredictiveDnc';
import { campaigns } from './campaigns';
import { speed, start, stop } from './campaignState';
import { codify } from './codify';
import { findRecord } from './findRecord';
import type { Handler } from './handler';
import { recall } from './recall';
import { removeRecord } from './removeRecord';
import { tokenInfo } from './tokenInfo';

/** The calls that the simulator answers: method, script and the URL's parameter `api`. */
export const handlers: Record<string, Handler> = {
	'DELETE campaign.php remove_record': removeRecord,
	'GET campaign.php find_record': findRecord,
	'GET information.php activity_codes': activityCodes,
	'GET information.php campaigns': campaigns,
	'GET information.php token_info': tokenInfo,
	'PUT campaign.php codify': codify,
	'PUT campaign.php recall': recall,
	'PUT campaign.php speed': speed,
	'PUT campaign.php start': start,
	'PUT campaign.php stop': stop,
	'PUT configuration.php block_predictive_dnc': blockPredictiveDnc,
};
