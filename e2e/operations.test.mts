/**
 * Every operation in the editor of a real n8n, in a real browser: picked, filled in and run.
 *
 * With SCREENSHOTS=1 the pictures of docs/images are taken anew.
 */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { operations } from '../nodes/WolkvoxCampaign/actions';
import type { Parameter } from '../nodes/WolkvoxCampaign/execution/operation';
import { exampleCredential } from '../test/support/example';
import { WolkvoxSimulator } from '../test/support/simulator';
import {
	choose,
	closeBrowser,
	consoleErrors,
	hasText,
	hasValue,
	itemsShown,
	large,
	logIn,
	openBrowser,
	openNode,
	output,
	page,
	screenshot,
	small,
} from './browser.mjs';
import { N8n, type Server } from './n8n.mjs';
import { nodeOf, resourceOf } from './workflow.mjs';

let simulator: WolkvoxSimulator;
let n8n: N8n;
let server: Server;

const { token } = exampleCredential.data;

before(async () => {
	simulator = await WolkvoxSimulator.start();
	n8n = await N8n.create(simulator);
	await n8n.importCredential(exampleCredential);
	server = await n8n.start();
	await server.setUpOwner();
	await openBrowser();
	await logIn(server);
});
beforeEach(() => {
	simulator.reset();
	simulator.addToken(token);
	const maria = { customer_id: '1020304050', customer_name: 'Maria Ejemplo', tel1: '3000000000' };
	const pedro = { customer_id: '1020304051', customer_name: 'Pedro Prueba', tel1: '3000000001' };
	simulator.addCampaign({ id: '1001', name: 'Collections', records: [maria, pedro] });
	simulator.addCampaign({ id: '1002', name: 'Renewals', status: 'Stopped', records: [maria] });
	simulator.addCampaign({ id: '2001', name: 'Surveys', type: 'preview' });
	simulator.addCode({ cod_act: '12', description_cod_act: 'Paid by web' });
	simulator.addCode({ cod_act: '7', description_cod_act: 'Will pay later' });
	simulator.skills.push({ skill_id: '33', skill_name: 'Collections' });
});
after(async () => {
	await closeBrowser();
	await n8n?.remove();
	await simulator?.stop();
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Opens a new workflow whose one node of ours has these parameters, and opens that node. */
async function openOperation(
	parameters: IDataObject,
	items: IDataObject[] = [{ customer_id: '1020304050', customer_name: 'Maria Ejemplo' }],
): Promise<void> {
	const { id, name } = exampleCredential;
	const workflowId = await server.addWorkflow({
		name: 'Operations',
		nodes: [
			nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1),
			{
				...nodeOf('Wolkvox Campaign', 'n8n-nodes-wolkvox.wolkvoxCampaign', 1, parameters),
				position: [240, 0],
				credentials: { wolkvoxApi: { id, name } },
			},
		],
		connections: { Start: { main: [[{ node: 'Wolkvox Campaign', type: 'main', index: 0 }]] } },
		pinData: { Start: items.map((json) => ({ json })) },
	});
	await page.goto(`${server.url}/workflow/${workflowId}`);
	await openNode();
}

const form = () => page.getByTestId('node-parameters');
const field = (name: string) => page.getByTestId(`parameter-input-${name}`);
const locator = (name: string) =>
	page.getByTestId(`resource-locator-${name}`).getByTestId('rlc-input');

async function execute(): Promise<void> {
	await page.getByTestId('node-execute-button').click();
}

function calls(): string[] {
	return simulator.calls.map(({ method, url, body }) =>
		`${method} ${new URL(url).searchParams} ${body}`.trim(),
	);
}

/** Takes one picture by day and one by night. */
async function screenshots(name: string): Promise<void> {
	await screenshot(name);
	await page.emulateMedia({ colorScheme: 'dark' });
	await page.waitForTimeout(500);
	await screenshot(`${name}-dark`);
	await page.emulateMedia({ colorScheme: 'light' });
}

const RESOURCES = { Record: 'record', Campaign: 'campaign', 'Phone Number': 'phoneNumber' };

describe('a person', { timeout: 900_000 }, () => {
	test('picks each resource and each operation, and sees its fields', async () => {
		await page.setViewportSize(large);
		await openOperation({});
		for (const [label, resource] of Object.entries(RESOURCES)) {
			if (label !== 'Record') await choose(field('resource'), label);
			await hasValue(field('resource').locator('input'), label);
			const ofResource = operations.filter((one) => resourceOf(one.option.value) === resource);
			assert.ok(ofResource.length > 0);
			for (const { option, notice, parameters } of ofResource) {
				const chosen = await field('operation').locator('input').inputValue();
				if (chosen !== option.name) await choose(field('operation'), option.name);
				await hasValue(field('operation').locator('input'), option.name);
				const fields = Object.values<Parameter>({ ...parameters })
					.filter((one) => !one.option && !one.field.displayOptions)
					// n8n shows no label of a mapping of fields.
					.map(({ field: { type, displayName } }) =>
						type === 'resourceMapper' ? 'Mapping Column Mode' : displayName,
					);
				for (const text of [...fields, ...(notice ? [notice.slice(0, 40)] : [])]) {
					await hasText(form(), text);
				}
			}
		}
	});

	test('keeps the campaign and the customer when the operation changes', async () => {
		await openOperation({ campaignId: byId('1001'), customerId: '={{ $json.customer_id }}' });
		for (const label of ['Find Record', 'Codify Record', 'Schedule Callback', 'Remove Record']) {
			await choose(field('operation'), label);
			await hasValue(field('operation').locator('input'), label);
			await hasText(form(), label === 'Schedule Callback' ? 'Call At' : 'Customer ID');
			// The editor empties a field a moment after the form has changed.
			await page.waitForTimeout(1_500);
			await hasValue(locator('campaignId'), '1001');
			await hasText(field('customerId'), '{{ $json.customer_id }}');
		}
		await choose(field('resource'), 'Campaign');
		await choose(field('operation'), 'Set Campaign Speed');
		await page.waitForTimeout(1_500);
		await hasValue(locator('campaignId'), '1001');
	});

	test('has to choose a preview campaign again where the operation has no type', async () => {
		await openOperation({
			campaignType: 'preview',
			campaignId: byId('2001'),
			customerId: '={{ $json.customer_id }}',
		});
		await choose(field('operation'), 'Find Record');
		await hasValue(locator('campaignId'), /^$/);
		await choose(field('operation'), 'Remove Record');
		await hasValue(field('campaignType').locator('input'), 'Predictive');
		await hasValue(locator('campaignId'), /^$/);
	});

	test('finds a customer in all campaigns', async () => {
		await openOperation({ operation: 'findRecord', customerId: '={{ $json.customer_id }}' });
		await choose(field('searchIn'), 'All Campaigns');
		await page.getByTestId('resource-locator-campaignId').waitFor({ state: 'hidden' });
		await execute();
		await hasText(output(), '2 items');
		await hasText(output(), 'Maria Ejemplo');
		assert.deepEqual(
			(await itemsShown()).map((item) => [item.found, item.customer_id, item.campaign_id]),
			[
				['true', '1020304050', '1001'],
				['true', '1020304050', '1002'],
			],
		);
		assert.deepEqual(calls(), ['GET api=find_record&customer_id=1020304050']);
		await screenshots('find-record');
	});

	test('chooses an activity code from the list, which costs one call whatever is typed', async () => {
		await openOperation({
			operation: 'codifyRecord',
			campaignId: byId('1001'),
			customerId: '={{ $json.customer_id }}',
		});
		await locator('activityCode').click();
		const entries = page.getByTestId('rlc-item');
		await hasText(entries, /^12 - Paid by web 7 - Will pay later$/);
		await page.keyboard.type('paid', { delay: 100 });
		await hasText(entries, /^12 - Paid by web$/);
		await entries.click();
		await hasValue(locator('activityCode'), '12 - Paid by web');
		assert.deepEqual(calls(), ['GET api=activity_codes']);
		await execute();
		await hasText(output(), '1 item');
		await hasText(output(), 'codified');
		assert.equal(simulator.recordOf('1001', '1020304050')?.cod_act, '12');
		await screenshots('codify-record');
	});

	test('shows more of a long list where a person scrolls, without another call', async () => {
		for (let id = 100; id < 350; id++) {
			simulator.skills.push({ skill_id: `${id}`, skill_name: `Skill ${id}` });
		}
		await openOperation({ resource: 'campaign', operation: 'createCampaign' });
		await locator('skillId').click();
		const entries = page.getByTestId('rlc-item');
		await entries.first().waitFor();
		for (let shown = 1; shown < 251; shown = await entries.count()) {
			await entries.nth(shown - 1).scrollIntoViewIfNeeded();
			await entries.nth(shown).waitFor();
		}
		assert.equal(await entries.last().innerText(), '349 - Skill 349');
		assert.deepEqual(calls(), ['GET api=skills']);
	});

	test('plans a callback with a date from the calendar', async () => {
		await openOperation({
			operation: 'scheduleCallback',
			campaignId: byId('1001'),
			customerId: '={{ $json.customer_id }}',
			phone: '3000000000',
		});
		const year = new Date().getFullYear() + 1;
		const input = field('callAt').locator('input');
		await input.click();
		await input.fill(`${year}-03-04 10:30:00`);
		await page.keyboard.press('Enter');
		await execute();
		await hasText(output(), '1 item');
		await hasText(output(), `${year}0304103000`);
		assert.equal(simulator.recordOf('1001', '1020304050')?.recall_date, `${year}0304103000`);
	});

	test('lists the campaigns', async () => {
		await openOperation({ resource: 'campaign', operation: 'getManyCampaigns' });
		await execute();
		await hasText(output(), '3 items');
		await hasText(output(), 'Renewals');
		assert.deepEqual(calls(), ['GET api=campaigns']);
		await screenshots('campaigns');
	});

	test('adds a record from a node that is new: maps its fields, and adds one more', async () => {
		await openOperation({}, [{ id: '0078', phone: '3000000002' }]);
		await choose(field('operation'), 'Add Record');
		await locator('campaignId').click();
		await page.getByTestId('rlc-item').filter({ hasText: 'Collections' }).click();
		await hasText(
			mapping(),
			/First Name \(customer_name\).* Customer ID \(customer_id\).* Phone 1 \(tel1\)/,
		);
		await map('customer_id', '$json.id', '0078');
		await map('tel1', '$json.phone', '3000000002');
		await fill(field('customer_name'), 'Lia Lead');
		await addField('City (city)');
		await fill(field('city'), 'Cali');
		await execute();
		await hasText(output(), '1 item');
		await hasText(output(), 'All records has been added successfully');
		// What the form does not have goes out empty.
		const added = Object.entries(simulator.recordOf('1001', '0078') ?? {});
		assert.deepEqual(Object.fromEntries(added.filter(([, value]) => value !== '')), {
			...{ customer_name: 'Lia Lead', customer_id: '0078', tel1: '3000000002', city: 'Cali' },
		});
	});

	test('sees the fields of the other type of campaign, with nothing in them', async () => {
		await openOperation({ operation: 'addRecord' });
		await fill(field('customer_name'), 'Lia Lead');
		await addField('Email (email)');
		await hasText(mapping(), 'Email (email)');
		await choose(field('campaignType'), 'Preview');
		// n8n empties a mapping whose fields depend on what was changed (n8n-editor-ui, ResourceMapper.vue).
		await hasValue(field('customer_name').locator('input'), /^$/);
		await page.getByTestId('add-fields-select').getByRole('button').click();
		await page.getByText('Agent ID (agent_id)').waitFor();
		assert.equal(await page.getByText('Email (email)').count(), 0);
		await page.keyboard.press('Escape');
	});

	test('maps the fields of a lead automatically', async () => {
		await openOperation(
			{
				operation: 'addRecord',
				campaignId: byId('1001'),
				fields: { mappingMode: 'autoMapInputData', value: null },
				options: { dryRun: true },
			},
			[{ customer_id: '77', customer_name: 'Lead', source: 'web' }],
		);
		await hasText(form(), 'Mapping Column Mode');
		await execute();
		await hasText(
			output().getByTestId('node-hint'),
			'Left out, because Wolkvox has no such fields: source.',
		);
		assert.deepEqual(
			(await itemsShown()).map((item) => [item.added, item.dry_run, item.customer_id]),
			[['false', 'true', '77']],
		);
		assert.deepEqual(calls(), []);
	});

	test('has to type the ID of a campaign before it is deleted, which no expression can do', async () => {
		await openOperation({
			resource: 'campaign',
			operation: 'deleteCampaign',
			campaignId: byId('1002'),
		});
		await form().getByText('Confirm Campaign ID').hover();
		assert.equal(
			await page
				.getByTestId('confirmCampaignId-parameter-input-options-container')
				.getByTestId('radio-button-expression')
				.count(),
			0,
		);
		await fill(field('confirmCampaignId'), '1001');
		await execute();
		await hasText(output(), 'Not sent: ');
		assert.deepEqual(calls(), []);
		assert.equal(simulator.campaigns.has('1002'), true);

		await fill(field('confirmCampaignId'), '1002');
		await execute();
		await hasText(output(), '1 campaigns deleted successfully');
		assert.equal(simulator.campaigns.has('1002'), false);
		assert.equal(simulator.campaigns.has('1001'), true);
	});

	test('sees no trouble in the console of the browser', async () => {
		await page.setViewportSize(small);
		assert.deepEqual(consoleErrors, []);
	});
});

/** Where the fields of a record are mapped. */
function mapping(): Locator {
	return page.getByTestId('mapping-fields-container');
}

/** Adds a field to the mapping. */
async function addField(label: string): Promise<void> {
	await page.getByTestId('add-fields-select').getByRole('button').click();
	await page.getByText(label, { exact: true }).click();
}

/**
 * Gives a field of a record an expression.
 *
 * @param expression without the brackets
 * @param value what the editor says that it gives
 */
async function map(name: string, expression: string, value: string): Promise<void> {
	await field(name).hover();
	await page
		.getByTestId(`value["${name}"]-parameter-input-options-container`)
		.getByTestId('radio-button-expression')
		.click();
	await field(name).locator('.cm-content').click();
	// The editor adds the brackets behind it.
	await page.keyboard.type(`{{ ${expression}`);
	await page.getByTestId('tab-params').click();
	await hasText(page.getByTestId(`parameter-expression-preview-${name}`), value);
}

async function fill(input: Locator, value: string): Promise<void> {
	await input.locator('input, textarea').first().fill(value);
	// The editor takes over what is typed a moment later.
	await page.waitForTimeout(700);
}
