/** What the editor makes of the fields, and what finds the node. */

import {
	NodeHelpers,
	type ILoadOptionsFunctions,
	type INode,
	type INodeParameters,
} from 'n8n-workflow';
import { WolkvoxApi, WolkvoxCampaign } from '../index';
import codex from '../nodes/WolkvoxCampaign/WolkvoxCampaign.node.json';
import { REASONS } from '../nodes/WolkvoxCampaign/failures/reasons';

const { description, methods } = new WolkvoxCampaign();
const fieldOf = (name: string, operation = 'removeRecord') =>
	description.properties.find(
		({ name: one, displayOptions }) =>
			one === name && displayOptions?.show?.operation?.includes(operation),
	)!;

/** What the editor says below the field Campaign. */
function issuesOf(mode: 'id' | 'list', value: unknown): string[] {
	const node = {
		parameters: { resource: 'record', operation: 'removeRecord' },
	} as unknown as INode;
	const parameters = {
		...node.parameters,
		campaignId: { __rl: true, mode, value },
	} as INodeParameters;
	const issues = NodeHelpers.getParameterIssues(
		fieldOf('campaignId'),
		parameters,
		'',
		{ ...node, parameters },
		null,
	);
	return issues.parameters?.campaignId ?? [];
}

describe('the field Campaign', () => {
	test('is emptied by n8n when the type changes', () => {
		expect(fieldOf('campaignId').typeOptions?.loadOptionsDependsOn).toEqual(['campaignType']);
	});

	test.each(['1001', ' 1001 ', '\t1001\n', 1001, '0', '={{ $json.campaign }}'])(
		'takes the ID %p',
		(value) => {
			expect(issuesOf('id', value)).toEqual([]);
		},
	);

	test.each(['1001a', 'Collections', '10 01', '1.001', '-1', '1001 - Collections', '１００１'])(
		'says at once that %p is no ID',
		(value) => {
			expect(issuesOf('id', value)).toEqual(['A campaign ID has digits only, such as 1001']);
		},
	);
});

test('the list of campaigns is searched by what the node has', () => {
	const [list] = fieldOf('campaignId').modes!;
	expect(Object.keys(methods.listSearch)).toContain(list.typeOptions?.searchListMethod);
});

describe('the fields of a record', () => {
	const fieldsFor = async (campaignType: unknown) => {
		const editor = { getCurrentNodeParameter: () => campaignType };
		const { getRecordFields } = methods.resourceMapping;
		return (await getRecordFields.call(editor as unknown as ILoadOptionsFunctions)).fields;
	};

	test.each([
		['predictive', ['tel_extra', 'email', 'recall_date', 'recall_telephone']],
		['preview', ['agent_id']],
		// What an expression has while it is open.
		[undefined, ['tel_extra', 'email', 'recall_date', 'recall_telephone', 'agent_id']],
	])('are those of the type: %s', async (type, own) => {
		const names = (await fieldsFor(type)).map(({ id }) => id);
		expect(names).toHaveLength(33 + own.length);
		expect(names.slice(33)).toEqual(own);
	});

	test('begin with three in the form, and offer the others', async () => {
		const fields = await fieldsFor('predictive');
		expect(fields.filter(({ removed }) => !removed).map(({ id }) => id)).toEqual([
			...['customer_name', 'customer_id', 'tel1'],
		]);
		expect(fields.every(({ display }) => display)).toBe(true);
		// n8n would take them out of the form again (n8n-editor-ui, ResourceMapper.vue).
		const { resourceMapper } = fieldOf('fields', 'addRecord').typeOptions!;
		expect(resourceMapper).not.toHaveProperty('addAllFields');
	});
});

test('the Campaign Type is one of the two that have records', () => {
	expect(fieldOf('campaignType').options).toEqual([
		{ name: 'Predictive', value: 'predictive' },
		{ name: 'Preview', value: 'preview' },
	]);
});

test('the credential is the one that the node asks for, and needs both of its fields', () => {
	const { name, properties } = new WolkvoxApi();
	expect(description.credentials).toEqual([expect.objectContaining({ name, required: true })]);
	expect(properties.map((field) => [field.name, field.required])).toEqual([
		['server', true],
		['token', true],
	]);
});

test('the Customer ID says below it how it has to be', () => {
	expect(fieldOf('customerId').hint).toBe('Exactly as uploaded, leading zeros included, as text');
});

test('the label of the time-out has its unit, and the text about it has the label', () => {
	const { options = [] } = fieldOf('options');
	const timeout = options.find(({ name }) => name === 'timeout');
	expect(timeout).toMatchObject({ displayName: 'Timeout (Seconds)' });
	expect(REASONS.timeoutInvalid.what).toContain('Timeout (Seconds)');
});

test('people find the node by their own words', () => {
	expect(codex.alias).toEqual(
		expect.arrayContaining([
			...['delete record', 'predictive', 'preview', 'do not call', 'DNC', 'opt out'],
			...['contact centre', 'dialler', 'marcador', 'discador', 'campaña', 'registro'],
		]),
	);
});
