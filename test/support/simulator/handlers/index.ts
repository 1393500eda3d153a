import { addDnc } from './addDnc';
import { addRecord } from './addRecord';
import { activityCodes } from './activityCodes';
import { blockPredictiveDnc } from './blockPredictiveDnc';
import { create, edit, filter, remove } from './campaignEdit';
import { clear, detail, exportRecords, redial } from './campaignRecords';
import { campaigns } from './campaigns';
import { speed, start, stop } from './campaignState';
import { codify } from './codify';
import { findRecord } from './findRecord';
import type { Handler } from './handler';
import { recall } from './recall';
import { removeRecord } from './removeRecord';
import { skills } from './skills';
import { tokenInfo } from './tokenInfo';

/** The calls that the simulator answers: method, script and the URL's parameter `api`. */
export const handlers: Record<string, Handler> = {
	'DELETE campaign.php clear_campaign': clear,
	'DELETE campaign.php delete_campaign': remove,
	'DELETE campaign.php remove_record': removeRecord,
	'GET campaign.php campaign_15': exportRecords,
	'GET campaign.php detail': detail,
	'GET campaign.php find_record': findRecord,
	'GET information.php activity_codes': activityCodes,
	'GET information.php campaigns': campaigns,
	'GET information.php skills': skills,
	'GET information.php token_info': tokenInfo,
	'POST campaign.php add_dnc': addDnc,
	'POST campaign.php add_record': addRecord,
	'POST campaign.php create_campaign': create,
	'PUT campaign.php campaign_filter': filter,
	'PUT campaign.php codify': codify,
	'PUT campaign.php edit_campaign': edit,
	'PUT campaign.php recall': recall,
	'PUT campaign.php recall_records': redial,
	'PUT campaign.php speed': speed,
	'PUT campaign.php start': start,
	'PUT campaign.php stop': stop,
	'PUT configuration.php block_predictive_dnc': blockPredictiveDnc,
};
