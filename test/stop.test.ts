/** An execution that is stopped while the node runs. */

import { sleep as wait } from 'n8n-workflow';
import { jsonOf } from './support/engine';
import {
	customers,
	enqueue,
	type Mode,
	MODES,
	openQueues,
	removeRecords,
	TOKEN,
} from './support/node';
import { json, type Fault } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();
const items = customers(6);

/** Stops a run as soon as its fourth call is on its way, which goes wrong as given. */
async function stopAtTheFourth(mode: Mode, fault: Fault, after = 50) {
	simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
	let stop = () => {};
	let stopped = 0;
	simulator().fault = () => {
		if (simulator().calls.length < 4) return undefined;
		void wait(after).then(() => {
			stopped ||= Date.now();
			stop();
		});
		return fault;
	};
	const run = await removeRecords(items, {
		mode,
		onStart: (stopRun) => {
			stop = stopRun;
		},
	});
	return { ...run, took: Date.now() - stopped };
}

afterEach(() => expect(openQueues()).toBe(0));

describe.each(MODES)('%s', (mode) => {
	test('a stop leaves the request in flight unknown, keeps what is done and leaves out the rest', async () => {
		const { items: output, took } = await stopAtTheFourth(mode, {
			reply: 'hang',
			carriesOut: true,
		});
		expect(took).toBeLessThan(300);
		expect(jsonOf(output).map(({ customer_id, error }) => error ?? customer_id)).toEqual([
			items[0].id,
			items[1].id,
			items[2].id,
			`Customer ID ${items[3].id} may or may not have been removed from campaign 1001: the execution was stopped while this request was on its way`,
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(simulator().calls).toHaveLength(4);
	});

	test('a stop ends the wait before the next attempt at once', async () => {
		const fault = { reply: { ...json(503, { code: 503 }), headers: { 'Retry-After': '60' } } };
		const { items: output, took } = await stopAtTheFourth(mode, fault, 150);
		// n8n stores the execution within some milliseconds.
		expect(took).toBeLessThan(100);
		expect(output).toHaveLength(4);
		expect(output[3].json.error).toContain('may or may not have been removed from campaign 1001: ');
		expect(simulator().calls).toHaveLength(4);
	});

	test('a stop with Retry On Fail loses nothing and sends nothing again', async () => {
		simulator().addCampaign({ id: '1001', records: items.map(({ id }) => id) });
		let stop = () => {};
		simulator().fault = () => {
			void wait(50).then(() => stop());
			return { reply: 'hang' };
		};
		const { items: output } = await removeRecords(items, {
			mode,
			node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
			onStart: (stopRun) => {
				stop = stopRun;
			},
		});
		expect(output).toHaveLength(1);
		expect(output[0].json.error).toContain(`Customer ID ${items[0].id} may or may not`);
		expect(simulator().calls).toHaveLength(1);
	});
});

test('a stop while a request waits to be sent again leaves its item as the last attempt left it', async () => {
	const account = { host: 'wv0023.wolkvox.com', token: TOKEN };
	const last: { stop?: () => void; other?: Promise<unknown> } = {};
	simulator().fault = () => {
		// Stands in line behind this request, and so before its repetition.
		last.other = enqueue(account, undefined, async () => {
			await wait(200);
			last.stop?.();
			await wait(200);
		});
		return { reply: { ...json(503, { code: 503 }), headers: { 'Retry-After': '0' } } };
	};
	const { items: output } = await removeRecords(items.slice(0, 2), {
		onStart: (stop) => {
			last.stop = stop;
		},
	});
	expect(jsonOf(output).map(({ error }) => error)).toEqual([
		`Customer ID ${items[0].id} may or may not have been removed from campaign 1001: Wolkvox had trouble on its side`,
	]);
	expect(simulator().calls).toHaveLength(1);
	await last.other;
});

test.each(MODES.slice(1))('a stop leaves out items that could not be used: %s', async (mode) => {
	let stop = () => {};
	simulator().fault = () => {
		void wait(50).then(() => stop());
		return { reply: 'hang' };
	};
	const { items: output } = await removeRecords([items[0], { id: '' }, items[1]], {
		mode,
		onStart: (stopRun) => {
			stop = stopRun;
		},
	});
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
});

test('a stop while thousands of items are read sends nothing', async () => {
	// More than any machine reads before the stop.
	const { items: output } = await removeRecords(customers(50_000), {
		onStart: (stop) => void wait(100).then(stop),
	});
	expect(output).toEqual([]);
	expect(simulator().calls).toEqual([]);
});
