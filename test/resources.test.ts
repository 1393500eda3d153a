/** The form of the node by resource and operation, and what n8n makes of it. */

import {
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { WolkvoxCampaign } from '../index';
import { jsonOf, loadWorkflow, runWorkflow } from './support/engine';
import { MODES, nodeWorkflow, REMOVE_RECORD, TOKEN, type Mode } from './support/node';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

const { description } = new WolkvoxCampaign();
const { properties } = description;

/** Names that are in people's workflows, with their labels, by the order of the drop-downs. */
const NAMES = {
	record: {
		addRecord: 'Add Record',
		codifyRecord: 'Codify Record',
		findRecord: 'Find Record',
		getManyRecords: 'Get Many Records',
		markDoNotCall: 'Mark as Do Not Call',
		removeRecord: 'Remove Record',
		removeEverywhere: 'Remove Record From All Campaigns',
		scheduleCallback: 'Schedule Callback',
	},
	campaign: {
		createCampaign: 'Create Campaign',
		deleteCampaign: 'Delete Campaign',
		getCampaign: 'Get Campaign',
		getCampaignDetail: 'Get Campaign Detail',
		getManyCampaigns: 'Get Many Campaigns',
		redialRecords: 'Redial Records',
		clearCampaign: 'Remove All Records',
		setCampaignFilter: 'Set Campaign Filter',
		setCampaignSpeed: 'Set Campaign Speed',
		startCampaign: 'Start Campaign',
		stopCampaign: 'Stop Campaign',
		updateCampaign: 'Update Campaign',
	},
	phoneNumber: { blockPhoneNumber: 'Block Phone Number' },
};
const resourceOf = (operation: string) =>
	Object.entries(NAMES).find(([, operations]) => operation in operations)![0];
const ALL = Object.entries(NAMES).flatMap(([resource, operations]) =>
	Object.entries(operations).map(([operation, label]) => ({ resource, operation, label })),
);

/** The options of the drop-down Operation of a resource. */
function operationsOf(resource: string): INodePropertyOptions[] {
	const dropDown = properties.find(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions?.show?.resource?.includes(resource),
	);
	return (dropDown?.options ?? []) as INodePropertyOptions[];
}

const optionOf = (operation: string) =>
	Object.keys(NAMES)
		.flatMap(operationsOf)
		.find(({ value }) => value === operation)!;

/** What the form holds when these parameters are chosen and the rest is left as it is. */
function formWith(parameters: IDataObject): INodeParameters {
	const filled = NodeHelpers.getNodeParameters(
		properties,
		parameters as INodeParameters,
		true,
		false,
		{ typeVersion: 1 },
		description,
	);
	return filled ?? {};
}

/** The fields that the form shows. */
function shown(parameters: IDataObject): INodeProperties[] {
	const form = formWith(parameters);
	return properties.filter(
		(property) =>
			property.type !== 'hidden' &&
			NodeHelpers.displayParameter(form, property, { typeVersion: 1 }, description),
	);
}

const namesOf = (fields: Array<{ name: string }> = []) => fields.map(({ name }) => name);

describe('the drop-downs', () => {
	test('have three resources, with Record as the default', () => {
		const resource = properties.find(({ name }) => name === 'resource');
		expect(resource).toMatchObject({
			default: 'record',
			options: [
				{ name: 'Campaign', value: 'campaign' },
				{ name: 'Phone Number', value: 'phoneNumber' },
				{ name: 'Record', value: 'record' },
			],
		});
	});

	test.each(Object.entries(NAMES))('have the operations of %s by label', (resource, operations) => {
		const options = operationsOf(resource);
		expect(options.map(({ value, name }) => [value, name])).toEqual(Object.entries(operations));
		const labels = options.map(({ name }) => name);
		expect(labels).toEqual([...labels].sort());
	});

	test('have each value once, across resources', () => {
		const values = ALL.map(({ operation }) => operation);
		expect(new Set(values).size).toBe(values.length);
	});

	test('begin with a removal, as nodes from before there were several do, and with a read', () => {
		expect(formWith({})).toMatchObject({ resource: 'record', operation: 'removeRecord' });
		expect(formWith({ resource: 'campaign' })).toMatchObject({ operation: 'getCampaign' });
	});
});

describe('the fields', () => {
	const record = ['resource', 'operation'];
	test.each<[string, IDataObject, string[]]>([
		[
			'codifyRecord',
			{},
			['campaignType', 'campaignId', 'customerId', 'activityCode', 'comment', 'options'],
		],
		['findRecord', {}, ['searchIn', 'campaignId', 'searchBy', 'customerId', 'options']],
		['findRecord', { searchIn: 'allCampaigns' }, ['searchIn', 'searchBy', 'customerId', 'options']],
		[
			'findRecord',
			{ searchBy: 'phone' },
			['searchIn', 'campaignId', 'searchBy', 'phone', 'options'],
		],
		[
			'findRecord',
			{ searchIn: 'allCampaigns', searchBy: 'phone' },
			['searchIn', 'searchBy', 'phone', 'options'],
		],
		// An expression decides when the node runs: both are there to be filled in.
		[
			'findRecord',
			{ searchIn: '={{ $json.in }}', searchBy: '={{ $json.by }}' },
			['searchIn', 'campaignId', 'searchBy', 'customerId', 'phone', 'options'],
		],
		['markDoNotCall', {}, ['markDoNotCallNotice', 'campaignId', 'customerId', 'options']],
		[
			'removeRecord',
			{},
			['removeRecordNotice', 'campaignType', 'campaignId', 'customerId', 'options'],
		],
		['removeEverywhere', {}, ['removeEverywhereNotice', 'customerId', 'options']],
		[
			'scheduleCallback',
			{},
			['scheduleCallbackNotice', 'campaignId', 'customerId', 'callAt', 'phone', 'options'],
		],
		['getCampaign', {}, ['campaignId', 'options']],
		['getManyCampaigns', {}, ['returnAll', 'limit', 'filters', 'options']],
		['getManyCampaigns', { returnAll: true }, ['returnAll', 'filters', 'options']],
		[
			'getManyCampaigns',
			{ returnAll: '={{ true }}' },
			['returnAll', 'limit', 'filters', 'options'],
		],
		['setCampaignSpeed', {}, ['campaignType', 'campaignId', 'speed', 'options']],
		['startCampaign', {}, ['startCampaignNotice', 'campaignType', 'campaignId', 'options']],
		['stopCampaign', {}, ['campaignType', 'campaignId', 'options']],
		['addRecord', {}, ['addRecordNotice', 'campaignType', 'campaignId', 'fields', 'options']],
		['getManyRecords', {}, ['campaignId', 'returnAll', 'limit', 'options']],
		[
			'createCampaign',
			{},
			[
				...['campaignType', 'name', 'description', 'startTime', 'endTime', 'skillId'],
				...['additionalFields', 'options'],
			],
		],
		[
			'createCampaign',
			{ campaignType: 'preview' },
			['campaignType', 'name', 'description', 'skillId', 'additionalFields', 'options'],
		],
		['updateCampaign', {}, ['campaignId', 'updateFields', 'options']],
		[
			'setCampaignFilter',
			{},
			[
				...['setCampaignFilterNotice', 'campaignType', 'campaignId', 'filterActive'],
				...['connector', 'conditions', 'options'],
			],
		],
		[
			'redialRecords',
			{},
			[
				...['redialRecordsNotice', 'campaignId', 'redialField', 'redialValue'],
				...['confirmCampaignId', 'options'],
			],
		],
		[
			'clearCampaign',
			{},
			[
				...['clearCampaignNotice', 'campaignType', 'campaignId', 'clear', 'result'],
				...['confirmCampaignId', 'options'],
			],
		],
		[
			'clearCampaign',
			{ clear: 'all' },
			[
				...['clearCampaignNotice', 'campaignType', 'campaignId', 'clear'],
				...['confirmCampaignId', 'options'],
			],
		],
		[
			'deleteCampaign',
			{},
			['deleteCampaignNotice', 'campaignType', 'campaignId', 'confirmCampaignId', 'options'],
		],
		['getCampaignDetail', {}, ['campaignType', 'campaignId', 'from', 'to', 'detail', 'options']],
		['blockPhoneNumber', {}, ['phone', 'days', 'options']],
	])('of %s with %j', (operation, parameters, names) => {
		const resource = resourceOf(operation);
		expect(namesOf(shown({ resource, operation, ...parameters }))).toEqual([...record, ...names]);
	});

	test('are none for an operation that the resource does not have', () => {
		expect(namesOf(shown({ resource: 'campaign', operation: 'removeRecord' }))).toEqual(record);
		expect(namesOf(shown({ resource: 'record', operation: 'startCampaign' }))).toEqual(record);
	});

	test.each(ALL)('are for one operation each: $operation', ({ resource, operation }) => {
		for (const field of shown({ resource, operation }).slice(2)) {
			expect(field.displayOptions?.show).toMatchObject({
				resource: [resource],
				operation: [operation],
			});
		}
	});

	test.each([
		['startCampaign', 'People will be dialed'],
		['markDoNotCall', 'can be undone only together with all other such marks'],
		['removeRecord', 'Removal cannot be undone.'],
		['removeEverywhere', 'Removal cannot be undone.'],
		['scheduleCallback', 'The customer will be called at this time'],
	])('of %s begin with a notice', (operation, text) => {
		const notices = properties.filter(
			({ type, displayOptions }) =>
				type === 'notice' && displayOptions?.show?.operation?.includes(operation),
		);
		expect(notices).toHaveLength(1);
		expect(notices[0].displayName).toContain(text);
	});

	test.each([
		['findRecord', 'searchAllCampaigns'],
		['markDoNotCall', 'searchPredictiveCampaigns'],
		['scheduleCallback', 'searchPredictiveCampaigns'],
		['codifyRecord', 'searchCampaigns'],
		['removeRecord', 'searchCampaigns'],
		['getCampaign', 'searchAllCampaigns'],
		['startCampaign', 'searchCampaigns'],
		['stopCampaign', 'searchCampaigns'],
		['setCampaignSpeed', 'searchCampaigns'],
		['addRecord', 'searchCampaigns'],
		['getManyRecords', 'searchAllCampaigns'],
		['updateCampaign', 'searchAllCampaigns'],
		['setCampaignFilter', 'searchCampaigns'],
		['redialRecords', 'searchPredictiveCampaigns'],
		['clearCampaign', 'searchCampaigns'],
		['deleteCampaign', 'searchCampaigns'],
		['getCampaignDetail', 'searchCampaigns'],
	])('of %s list campaigns by %s', (operation, method) => {
		const resource = resourceOf(operation);
		const fields = shown({ resource, operation });
		const campaign = fields.find(({ name }) => name === 'campaignId');
		expect(campaign?.modes?.[0].typeOptions?.searchListMethod).toBe(method);
		// n8n empties the field where the type changes that it depends on, also to nothing.
		expect(campaign?.typeOptions?.loadOptionsDependsOn).toEqual(['campaignType']);
		expect(formWith({ resource, operation }).campaignType).toBe('predictive');
		const { listSearch } = new WolkvoxCampaign().methods;
		expect(listSearch).toHaveProperty(method);
	});
});

describe('the options', () => {
	const always = ['maxRetries', 'timeout'];
	const changing = ['checkQuota', 'dryRun'];

	test.each<[string, string[]]>([
		['codifyRecord', [...changing, 'lookUpUnknown', 'maxRecords', 'secondActivityCode']],
		['findRecord', ['maxRecords']],
		['markDoNotCall', [...changing, 'lookUpUnknown', 'maxRecords', 'recordsPerRequest']],
		['removeRecord', [...changing, 'keepCopy', 'lookUpUnknown', 'maxRecords', 'recordsPerRequest']],
		['removeEverywhere', [...changing, 'campaignTypes', 'keepCopy', 'lookUpUnknown', 'maxRecords']],
		['scheduleCallback', [...changing, 'maxRecords', 'timeZone']],
		['getCampaign', []],
		['getManyCampaigns', []],
		['setCampaignSpeed', changing],
		['startCampaign', changing],
		['stopCampaign', changing],
		[
			'addRecord',
			[
				...[...changing, 'maxRecords', 'recordsPerRequest', 'campaignStatus', 'skipExisting'],
				...['timeZone', 'lookUpUnknown'],
			],
		],
		['getManyRecords', []],
		['createCampaign', changing],
		['updateCampaign', changing],
		['setCampaignFilter', changing],
		['redialRecords', changing],
		['clearCampaign', changing],
		['deleteCampaign', changing],
		['getCampaignDetail', ['timeZone']],
		['blockPhoneNumber', [...changing, 'maxRecords', 'recordsPerRequest']],
	])('of %s are those that it can use: %p', (operation, own) => {
		const resource = resourceOf(operation);
		const [collection] = shown({ resource, operation }).slice(-1);
		const options = collection.options as INodeProperties[];
		expect(namesOf(options).sort()).toEqual([...always, ...own].sort());
		const labels = options.map(({ displayName }) => displayName);
		expect(labels).toEqual([...labels].sort((one, other) => one.localeCompare(other)));
	});
});

describe('switching the operation', () => {
	/** What the editor keeps, which takes what is hidden away (n8n-editor-ui, updateNodeParameter). */
	function switchTo(operation: string, before: IDataObject): INodeParameters {
		const resource = resourceOf(operation);
		const node = { typeVersion: 1 };
		const typed = NodeHelpers.getNodeParameters(
			properties,
			before as INodeParameters,
			false,
			false,
			node,
			description,
		);
		return formWith({ ...typed, resource, operation });
	}

	const campaignId = { __rl: true, mode: 'list', value: '1001', cachedResultName: '1001 - A' };
	const typed = {
		resource: 'record',
		operation: 'removeRecord',
		campaignType: 'preview',
		campaignId,
		customerId: '={{ $json.id }}',
		options: { timeout: 30, maxRetries: 0, dryRun: true, maxRecords: 7, recordsPerRequest: 5 },
	};

	test.each(ALL)('keeps what $operation has, too', ({ resource, operation }) => {
		const after = switchTo(operation, typed);
		const names = namesOf(shown({ resource, operation }));
		expect(after).toMatchObject({ resource, operation });
		for (const name of ['campaignId', 'customerId'] as const) {
			expect(after[name]).toEqual(names.includes(name) ? typed[name] : undefined);
		}
		const hasType = names.includes('campaignType') || names.includes('campaignId');
		expect(after.campaignType).toBe(hasType ? 'preview' : undefined);
		const [collection] = shown({ resource, operation }).slice(-1);
		const has = namesOf(collection.options as INodeProperties[]);
		const kept = Object.entries(typed.options).filter(([name]) => has.includes(name));
		expect(after.options).toEqual(Object.fromEntries(kept));
	});

	test('keeps a phone between the two operations that have one', () => {
		const find = {
			resource: 'record',
			operation: 'findRecord',
			searchBy: 'phone',
			phone: '300',
			campaignId,
		};
		expect(switchTo('scheduleCallback', find)).toMatchObject({ phone: '300', campaignId });
		const schedule = { ...find, operation: 'scheduleCallback', searchBy: undefined };
		// Find Record looks for a customer ID first, so the phone is hidden.
		expect(switchTo('findRecord', schedule)).toMatchObject({ searchBy: 'customerId', campaignId });
	});

	test('saves no value that is a default, and loads it again', () => {
		const form = formWith({ resource: 'record', operation: 'removeRecord' });
		const saved = NodeHelpers.getNodeParameters(
			properties,
			form,
			false,
			false,
			{ typeVersion: 1 },
			description,
		);
		expect(saved).not.toHaveProperty('resource');
		expect(saved).not.toHaveProperty('operation');
		expect(formWith(saved as IDataObject)).toEqual(form);
	});
});

describe('what stands below the name of the node', () => {
	function subtitleOf(operation: string, parameters: IDataObject): unknown {
		const workflow = loadWorkflow(nodeWorkflow({ operation, items: [], parameters }));
		const node = workflow.nodes['Wolkvox Campaign'];
		return workflow.expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
	}
	const campaign = (value: unknown, mode = 'id') => ({
		campaignId: { __rl: true, mode, value } as IDataObject,
	});

	test.each(ALL)('is the operation with its campaign: $label', ({ resource, operation, label }) => {
		const hasCampaign = namesOf(shown({ resource, operation })).includes('campaignId');
		expect(subtitleOf(operation, campaign('1001'))).toBe(hasCampaign ? `${label}: 1001` : label);
		expect(subtitleOf(operation, {})).toBe(label);
	});

	test.each<[IDataObject, string]>([
		[campaign('1001', 'list'), 'Find Record: 1001'],
		[campaign(1001), 'Find Record: 1001'],
		[campaign(''), 'Find Record'],
		[{ ...campaign('1001'), searchIn: 'allCampaigns' }, 'Find Record'],
		// n8n shows nothing where the expression of the subtitle throws.
		[campaign('={{ $json.campaign }}'), 'Find Record'],
		[campaign("={{ $('Items').item.json.campaign }}"), 'Find Record'],
	])('of Find Record with %j is "%s"', (parameters, expected) => {
		expect(subtitleOf('findRecord', parameters)).toBe(expected);
	});
});

describe('the action of an operation', () => {
	test.each(ALL)('is there, as words of its own: $operation', ({ operation }) => {
		const { action = '', description: text = '' } = optionOf(operation);
		expect(action).toMatch(/^[A-Z][a-z]+ [^.]+$/);
		expect(text).toMatch(/^[A-Z]/);
	});

	test('is another one for each', () => {
		const actions = ALL.map(({ operation }) => optionOf(operation).action);
		expect(new Set(actions).size).toBe(ALL.length);
	});

	test('says what can not be undone, and what dials people', () => {
		expect(optionOf('startCampaign').action).toContain('dials people');
		const forGood = ['removeRecord', 'removeEverywhere', 'clearCampaign', 'deleteCampaign'];
		for (const operation of forGood) {
			expect(optionOf(operation).action).toContain('cannot be undone');
		}
		const others = ALL.filter(({ operation }) => !forGood.includes(operation));
		for (const { operation } of others) {
			expect(optionOf(operation).action).not.toContain('undone');
		}
	});
});

describe('the tool of an agent', () => {
	/** The node as n8n has it in a workflow, with the values that the file leaves out. */
	function nodeWith(parameters: IDataObject): INode {
		const file = nodeWorkflow({ operation: 'removeRecord', items: [] });
		const node = file.nodes.find(({ name }) => name === 'Wolkvox Campaign')!;
		node.parameters = parameters as INodeParameters;
		return loadWorkflow(file).nodes['Wolkvox Campaign'];
	}

	test.each(ALL)('is told by the action: $operation', ({ resource, operation }) => {
		const node = nodeWith({ resource, operation });
		const text = `${optionOf(operation).action} in Wolkvox Campaign`;
		expect(NodeHelpers.makeDescription(node.parameters, description)).toBe(text);
	});

	test('warns also where the file names neither resource nor operation', () => {
		expect(NodeHelpers.makeDescription(nodeWith({}).parameters, description)).toBe(
			'Remove a record from a campaign, which cannot be undone in Wolkvox Campaign',
		);
	});

	test('has a card with two short sentences for a person', () => {
		expect(description.usableAsTool).toBe(true);
		const sentences = description.description.split(/(?<=\.) /);
		expect(sentences).toHaveLength(2);
		expect(description.description).toContain('cannot be undone');
		expect(description.description.length).toBeLessThan(160);
	});
});

describe('a node that was saved', () => {
	/** Runs a workflow whose node has these parameters and no others. */
	async function runSaved(parameters: IDataObject, mode: Mode = 'continueRegularOutput') {
		simulator().addCampaign({ id: '1001', records: ['1', '2'] });
		const file = nodeWorkflow({
			operation: 'removeRecord',
			items: [{ id: '1' }, { id: '2' }],
			node: { onError: mode },
		});
		const node = file.nodes.find(({ name }) => name === 'Wolkvox Campaign')!;
		node.parameters = parameters as INodeParameters;
		const run = await runWorkflow(file, { server: '0023', token: TOKEN });
		return { ...run, output: jsonOf(run.outputs('Wolkvox Campaign').flat()) };
	}
	const sent = () => simulator().calls.map(({ method, url, body }) => `${method} ${url} ${body}`);
	const removed = ['1', '2'].map(
		(id) =>
			`DELETE https://wv0023.wolkvox.com/api/v2/campaign.php?api=remove_record&type_campaign=predictive&campaign_id=1001 {"customer_id":"${id}"}`,
	);

	test.each(MODES)('before there were resources still removes (%s)', async (mode) => {
		const { output, error } = await runSaved(REMOVE_RECORD, mode);
		expect(error).toBeUndefined();
		expect(sent()).toEqual(removed);
		expect(output.map((item) => item.removed)).toEqual([true, true]);
	});

	test.each<IDataObject>([{ operation: 'removeRecord' }, { resource: 'record' }])(
		'with %j only removes, too',
		async (chosen) => {
			await runSaved({ ...REMOVE_RECORD, ...chosen });
			expect(sent()).toEqual(removed);
		},
	);

	test.each<IDataObject>([
		// An operation of the other resource.
		{ resource: 'campaign', operation: 'removeRecord' },
		{ resource: 'record', operation: 'startCampaign' },
		// What the node does not have.
		{ resource: 'records', operation: 'removeRecord' },
		{ resource: 'record', operation: 'remove' },
		{ operation: 'constructor' },
		{ operation: '' },
		// The drop-downs take no expression; a file may still have one.
		{ operation: '={{ "removeRecord" }}' },
		{ resource: '={{ "record" }}', operation: 'stopCampaign' },
	])('with %j does nothing', async (chosen) => {
		const { output } = await runSaved({ ...REMOVE_RECORD, campaignType: 'predictive', ...chosen });
		expect(sent()).toEqual([]);
		expect(output.map((item) => String(item.error).slice(0, 10))).toEqual([
			'Not sent: ',
			'Not sent: ',
		]);
	});
});
