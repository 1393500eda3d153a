/** Each operation that an agent may use, as a tool whose fields a model fills in. */

import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../test/support/simulator';

/** A tool, and what becomes of it. */
export interface OperationTool {
	parameters: IDataObject;
	/** What the model gives, by the names in `parameters`. */
	values: IDataObject;
	/** What it reads first, if anything, in the form of `request`. */
	lookUps?: string[];
	/** The request that comes of it: method, address within the API, body without empty fields. */
	request: string;
	/** What the model gets back. */
	result: IDataObject[];
	/** What the model gives wrongly beside that, and what it reads about it. */
	wrong: IDataObject;
	error: string;
}

/**
 * What n8n's editor writes for the button "Let the model define this parameter" (n8n-editor-ui,
 * fromAIOverride.utils.ts), and what people write by hand into a field without one.
 */
export function fromModel(name: string, type: 'string' | 'number' | 'boolean' = 'string'): string {
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${name}', \`\`, '${type}') }}`;
}

/** A request in short, as `OperationTool` has it. */
export function requestOf({ method, url, body }: Call): string {
	const filled =
		body && JSON.stringify(JSON.parse(body, (_, value) => (value === '' ? undefined : value)));
	return `${method} ${url.replace(/^.*\/api\/v2\//, '')} ${filled}`.trim();
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const campaignId = byId(fromModel('Campaign'));
const typedCampaign = { campaignType: fromModel('Campaign_Type'), campaignId };
const customerId = fromModel('Customer_ID');

const campaign = { Campaign: '1001' };
const typed = { Campaign_Type: 'predictive', ...campaign };
export const customer = '0012345678';
const ofCampaign = 'type_campaign=predictive&campaign_id=1001';
const campaign1001 = { campaign_id: '1001' };
const record = { ...campaign1001, customer_id: customer };

/** By the value of the operation. */
export const operationTools: Record<string, OperationTool> = {
	addRecord: {
		parameters: {
			...typedCampaign,
			fields: {
				mappingMode: 'defineBelow',
				value: {
					customer_id: customerId,
					customer_name: fromModel('First_Name'),
					tel1: fromModel('Phone'),
				},
				matchingColumns: [],
				schema: [],
			},
			options: { skipExisting: false },
		},
		values: { ...typed, Customer_ID: '0077', First_Name: 'Lia', Phone: '+57 300 1' },
		request: `POST campaign.php?api=add_record&${ofCampaign} [{"customer_name":"Lia","customer_id":"0077","tel1":"+57 300 1"}]`,
		result: [
			{
				...{ added: true, ...campaign1001, customer_id: '0077', code: 201 },
				...{ msg: 'All records has been added successfully', request_records: 1 },
			},
		],
		wrong: { Phone: '5.73E+11' },
		error: 'Phone 1 was damaged before it reached this node (customer ID 0077 in campaign 1001)',
	},
	codifyRecord: {
		parameters: {
			...{ ...typedCampaign, customerId },
			activityCode: byId(fromModel('Activity_Code')),
			comment: fromModel('Comment'),
			options: { secondActivityCode: fromModel('Second_Activity_Code') },
		},
		values: {
			...{ ...typed, Customer_ID: customer, Activity_Code: '12' },
			...{ Comment: 'Will pay on Friday', Second_Activity_Code: '31' },
		},
		request: `PUT campaign.php?api=codify&${ofCampaign} {"cod_act":"12","cod_act_2":"31","comment":"Will pay on Friday","customer_id":"${customer}"}`,
		result: [
			{
				...{ codified: true, ...record, cod_act: '12' },
				...{ code: 202, msg: `customer_id ${customer} has been coded` },
			},
		],
		wrong: { Activity_Code: '12,7' },
		error: `the Activity Code is not the ID of a code (customer ID ${customer} in campaign 1001)`,
	},
	findRecord: {
		parameters: {
			searchIn: fromModel('Search_In'),
			...{ campaignId, customerId },
			searchBy: fromModel('Search_By'),
		},
		values: {
			...{ Search_In: 'campaign', Search_By: 'customerId' },
			...{ ...campaign, Customer_ID: '1020304050' },
		},
		request: 'GET campaign.php?api=find_record&campaign_id=1001&customer_id=1020304050',
		result: [{ found: true, ...campaign1001, customer_id: '1020304050', customer_name: 'Ana' }],
		wrong: { Customer_ID: '1.02E+09' },
		error: 'the Customer ID was damaged before it reached this node (campaign 1001)',
	},
	getManyRecords: {
		parameters: { campaignId, returnAll: fromModel('All', 'boolean'), limit: 1 },
		values: { Campaign: '1002', All: false },
		request: 'GET campaign.php?api=campaign_15&campaign_id=1002',
		result: [{ id_cliente: '1', nombre_cliente: '', tel1: '', resultado: 'ANSWER' }],
		wrong: { Campaign: 'Renewals' },
		error: 'the Campaign is not a campaign ID',
	},
	markDoNotCall: {
		parameters: { campaignId, customerId },
		values: { ...campaign, Customer_ID: customer },
		request: `PUT configuration.php?api=block_predictive_dnc {"id_campaing":"1001","id_cliente":["${customer}"]}`,
		result: [
			{
				...{ marked: true, ...record, code: 202 },
				msg: '1 records were successfully marked as DO-NOT-CALL in campaign 1001',
			},
		],
		wrong: { Customer_ID: '#N/A' },
		error: 'the Customer ID was damaged before it reached this node (campaign 1001)',
	},
	removeRecord: {
		parameters: { ...typedCampaign, customerId },
		values: { ...typed, Customer_ID: 'CC-88' },
		request: `DELETE campaign.php?api=remove_record&${ofCampaign} {"customer_id":"CC-88"}`,
		result: [
			{
				...{ removed: true, ...campaign1001, customer_id: 'CC-88' },
				...{ code: 202, msg: 'customer_id CC-88 has been deleted successfully' },
			},
		],
		wrong: { Campaign_Type: 'all' },
		error:
			'the Campaign Type is neither predictive nor preview (customer ID CC-88 in campaign 1001)',
	},
	removeEverywhere: {
		parameters: { customerId, options: { campaignTypes: fromModel('Campaign_Types') } },
		values: { Customer_ID: 'CC-99', Campaign_Types: 'predictive,preview' },
		lookUps: [
			'GET campaign.php?api=find_record&customer_id=CC-99',
			'GET information.php?api=campaigns',
		],
		request: `DELETE campaign.php?api=remove_record&${ofCampaign} {"customer_id":"CC-99"}`,
		result: [
			{
				...{ removed: true, ...campaign1001, campaign_type: 'predictive', customer_id: 'CC-99' },
				...{ code: 202, msg: 'customer_id CC-99 has been deleted successfully' },
			},
		],
		wrong: { Campaign_Types: 'all' },
		error: 'Campaign Types is none of predictive, preview (customer ID CC-99)',
	},
	scheduleCallback: {
		parameters: {
			...{ campaignId, customerId },
			...{ callAt: fromModel('Call_At'), phone: fromModel('Phone') },
			options: { timeZone: fromModel('Time_Zone') },
		},
		values: {
			...{ ...campaign, Customer_ID: customer, Phone: '3000000000' },
			...{ Call_At: '2099-12-01T09:30:00Z', Time_Zone: 'America/Bogota' },
		},
		request: `PUT campaign.php?api=recall&campaign_id=1001 {"recall_date":"20991201043000","recall_telephone":"3000000000","customer_id":"${customer}"}`,
		result: [
			{
				...{ scheduled: true, ...record, call_at: '20991201043000', phone: '3000000000' },
				code: 202,
				msg: `customer_id ${customer} has been updated and will be call back on 20991201043000 to phone 3000000000`,
			},
		],
		wrong: { Call_At: '2020-12-01T09:30:00' },
		error: `Call At is in the past (customer ID ${customer} in campaign 1001)`,
	},
	createCampaign: {
		parameters: {
			campaignType: fromModel('Campaign_Type'),
			...{ name: fromModel('Name'), description: fromModel('Description') },
			...{ startTime: fromModel('Start_Time'), endTime: fromModel('End_Time') },
			skillId: byId(fromModel('Skill')),
			additionalFields: { enableEdition: fromModel('Enable_Edition', 'boolean') },
		},
		values: {
			...{ Campaign_Type: 'predictive', Name: 'Reminders', Description: 'Of January' },
			...{ Start_Time: '08:00', End_Time: '18:30', Skill: '33', Enable_Edition: false },
		},
		request:
			'POST campaign.php?api=create_campaign&type_campaign=predictive {"campaign_name":"Reminders","campaign_description":"Of January","start_time":"080000","end_time":"183000","skill_id":"33","enable_edition":"no"}',
		result: [
			{
				...{ created: true, campaign_id: '9003', campaign_name: 'Reminders' },
				...{ code: 201, msg: 'The # 9003 has been created successfully' },
			},
		],
		wrong: { End_Time: '07:00' },
		error: 'the End Time is not after the Start Time (campaign Reminders)',
	},
	getCampaign: {
		parameters: { campaignId },
		values: campaign,
		request: 'GET information.php?api=campaigns&campaign=1001',
		result: [
			{
				...{ ...campaign1001, campaign_name: 'Collections', campaign_description: '' },
				...{ type_campaign: 'predictive', status: 'Started', records: '3' },
			},
		],
		wrong: { Campaign: 'Collections' },
		error: 'the Campaign is not a campaign ID',
	},
	getCampaignDetail: {
		parameters: {
			...typedCampaign,
			...{ from: fromModel('From'), to: fromModel('To'), detail: 'all' },
		},
		values: {
			...{ Campaign_Type: 'predictive', Campaign: '1002' },
			...{ From: '2026-01-01T00:00', To: '2026-01-02T00:00' },
		},
		request:
			'GET campaign.php?api=detail&type_campaign=predictive&campaign_id=1002&date_ini=20260101000000&date_end=20260102000000&detail=all',
		result: [{ customer_id: '1', result: 'ANSWER' }],
		wrong: { To: '2026-03-01T00:00' },
		error: 'From and To are more than 31 days apart (the detail of campaign 1002)',
	},
	getManyCampaigns: {
		parameters: {
			limit: fromModel('Limit', 'number'),
			filters: { campaignType: fromModel('Campaign_Type') },
		},
		values: { Limit: 1, Campaign_Type: 'predictive' },
		request: 'GET information.php?api=campaigns',
		result: [
			{
				...{ ...campaign1001, campaign_name: 'Collections', campaign_description: '' },
				...{ type_campaign: 'predictive', status: 'Started', records: '3' },
			},
		],
		wrong: { Limit: -1 },
		error: 'Limit is not a whole number above 0',
	},
	setCampaignFilter: {
		parameters: {
			...typedCampaign,
			filterActive: fromModel('Filter_Active', 'boolean'),
			conditions: {
				condition: [{ field: 'city', operator: 'equals', value: fromModel('City') }],
			},
		},
		values: { ...typed, Filter_Active: true, City: 'Cali' },
		request: `PUT campaign.php?api=campaign_filter&${ofCampaign} {"filter_active":"yes","connector":"and","filters":[{"field":"city","operator":"=","value":"Cali"}]}`,
		result: [
			{
				...{ total_records: '3', pending_records: '3', applied_filter: 'yes', filtered: true },
				...{ ...campaign1001, code: 200, msg: 'Campaign filter successfully updated' },
			},
		],
		wrong: { City: '[object Object]' },
		error: 'the Value of a condition was damaged before it reached this node (campaign 1001)',
	},
	setCampaignSpeed: {
		parameters: { ...typedCampaign, speed: fromModel('Speed', 'number') },
		values: { ...typed, Speed: 20 },
		request: `PUT campaign.php?api=speed&${ofCampaign} {"speed":"20"}`,
		result: [
			{
				...{ speed: 20, ...campaign1001, code: 202 },
				msg: 'The speed of 1001 campaign_id has been updated successfully',
			},
		],
		wrong: { Speed: 120 },
		error: 'Speed is not a whole number from 0 to 100 (the speed of campaign 1001)',
	},
	stopCampaign: {
		parameters: typedCampaign,
		values: typed,
		request: `PUT campaign.php?api=stop&${ofCampaign}`,
		result: [
			{
				...{ stopped: true, ...campaign1001, code: 202 },
				msg: 'The 1001 campaign_id has been stopped successfully',
			},
		],
		wrong: { Campaign: '1001 (Collections)' },
		error: 'the Campaign is not a campaign ID',
	},
	updateCampaign: {
		parameters: {
			campaignId,
			updateFields: { name: fromModel('Name'), startTime: fromModel('Start_Time') },
		},
		values: { ...campaign, Name: 'Collections II', Start_Time: '09:00' },
		request:
			'PUT campaign.php?api=edit_campaign&campaign_id=1001 {"campaign_name":"Collections II","start_time":"09:00:00"}',
		result: [
			{
				...{ updated: true, ...campaign1001, code: 200 },
				msg: 'Campaign has been updated successfully',
			},
		],
		wrong: { Start_Time: 'nine' },
		error: 'the Start Time is not a time of day, such as 08:00 or 17:30:00 (campaign 1001)',
	},
	blockPhoneNumber: {
		parameters: { phone: fromModel('Phone'), days: fromModel('Days', 'number') },
		values: { Phone: '3000000000', Days: 30 },
		request: 'POST campaign.php?api=add_dnc [{"telephone":"3000000000","days_block":"30"}]',
		result: [
			{
				...{ blocked: true, phone: '3000000000', days: 30 },
				...{ total_added: '1', total_rejected: '0', total_sent: '1' },
				...{ code: 201, msg: '1 telephones were added' },
			},
		],
		wrong: { Days: 0 },
		error: 'Days is not a whole number from 1 to 3650 (phone number 3000000000)',
	},
};

/** The operations that are for people only, as a workflow file may give them to a tool: complete. */
export const forbiddenTools: Record<string, IDataObject> = {
	clearCampaign: { ...typedCampaign, clear: 'all', confirmCampaignId: '1001' },
	deleteCampaign: { ...typedCampaign, confirmCampaignId: '1001' },
	redialRecords: { campaignId, redialValue: 'NO-ANSWER', confirmCampaignId: '1001' },
	startCampaign: typedCampaign,
};
