/** One request at a time for a token, whoever uses it in this process. */

import { sleep } from 'n8n-workflow';
import { openCampaignList, testCredential } from './support/editor';
import { customers, enqueue, openQueues, removeRecords, TOKEN } from './support/node';
import { json, refusals } from './support/simulator';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();
const OTHER = 'another-'.repeat(8);

afterEach(() => expect(openQueues()).toBe(0));

test('five runs with one token never have two requests open, and take turns', async () => {
	const runs = Array.from({ length: 5 }, (_, run) => customers(20, 1000 * (run + 1)));
	const short = customers(1, 9000);
	simulator().addCampaign({ id: '1001', records: [...runs.flat(), ...short].map(({ id }) => id) });
	simulator().fault = () => ({ delay: 2 });

	const ended: string[] = [];
	await Promise.all(
		[...runs, short].map(async (items) => {
			const { items: output } = await removeRecords(items);
			expect(output.every(({ json }) => json.removed)).toBe(true);
			ended.push(items[0].id);
		}),
	);
	expect(simulator().mostAtOnce).toBe(1);
	expect(simulator().calls).toHaveLength(101);
	expect(simulator().recordsOf('1001')).toEqual([]);
	// The run of one item waits for one request of each other run, not for their ends.
	expect(ended[0]).toBe(short[0].id);
	const place = simulator().calls.findIndex(({ body }) => body.includes('9000'));
	expect(place).toBeLessThan(12);
});

test.each([
	['tokens', { server: '0023', token: OTHER }],
	['servers', { server: '0042', token: TOKEN }],
])('runs with different %s do not wait for each other', async (_, credential) => {
	simulator().fault = () => ({ delay: 20, reply: json(202, { code: 202 }) });
	const runs = await Promise.all([
		removeRecords(customers(10)),
		removeRecords(customers(10), { credential }),
	]);
	for (const { items } of runs) expect(items.every(({ json: item }) => item.removed)).toBe(true);
	expect(simulator().mostAtOnce).toBe(2);
});

test('runs that spell one server in two ways wait for each other', async () => {
	simulator().fault = () => ({ delay: 20, reply: json(202, { code: 202 }) });
	await Promise.all(
		['wvab12', 'WVAB12.wolkvox.com'].map(
			async (server) =>
				await removeRecords(customers(10), { credential: { server, token: TOKEN } }),
		),
	);
	expect(new Set(simulator().calls.map(({ host }) => host))).toEqual(
		new Set(['wvab12.wolkvox.com']),
	);
	expect(simulator().calls).toHaveLength(20);
	expect(simulator().mostAtOnce).toBe(1);
});

test.each<[string, (credential: { server: string; token: string }) => Promise<unknown>]>([
	['the list of campaigns', openCampaignList],
	['the test of the credential', testCredential],
])('%s waits while a run has a request open', async (_, ask) => {
	simulator().addCampaign({ id: '1001', records: ['1'] });
	let asked: Promise<unknown> | undefined;
	simulator().fault = ({ method }) => {
		if (method === 'GET') return undefined;
		asked = ask({ server: '0023', token: TOKEN });
		return { delay: 300 };
	};
	await removeRecords([{ id: '1' }]);
	await asked;
	expect(simulator().calls.map(({ method }) => method)).toEqual(['DELETE', 'GET']);
	expect(simulator().mostAtOnce).toBe(1);
});

test('a run that is stopped leaves the line at once', async () => {
	simulator().addCampaign({ id: '1001', records: ['1', '2'] });
	simulator().fault = ({ body }) => (body.includes('"1"') ? { delay: 600 } : undefined);
	const first = removeRecords([{ id: '1' }]);
	let stopped = 0;
	const second = removeRecords([{ id: '2' }], {
		onStart: (stop) => {
			// The other run holds the line by then.
			void sleep(200).then(() => {
				stopped = Date.now();
				stop();
			});
		},
	});
	const { items } = await second;
	expect(Date.now() - stopped).toBeLessThan(300);
	expect(items).toEqual([]);
	expect((await first).items).toHaveLength(1);
	expect(simulator().recordsOf('1001')).toEqual(['2']);
});

test('an item that waits before it is sent again lets others go first', async () => {
	simulator().addCampaign({ id: '1001', records: ['1', '2', '3'] });
	let refused = 0;
	simulator().fault = ({ body }) =>
		body.includes('"1"') && refused++ < 3 ? { reply: refusals.busy } : undefined;
	const [first, second] = await Promise.all([
		removeRecords([{ id: '1' }]),
		removeRecords([{ id: '2' }, { id: '3' }]),
	]);
	expect(first.items[0].json.removed).toBe(true);
	expect(second.items).toHaveLength(2);
	expect(simulator().calls.at(-1)?.body).toContain('"1"');
});

const account = { host: 'wv0023.wolkvox.com', token: TOKEN };

test('requests with one token are sent first come, first served, also behind one that throws', async () => {
	const done: number[] = [];
	const works = [1, 2, 3, 4, 5].map(
		async (place) =>
			await enqueue(account, undefined, async () => {
				await sleep(5 - place);
				done.push(place);
				if (place === 2) throw new Error('made up');
			}).catch(() => undefined),
	);
	expect(openQueues()).toBe(1);
	await Promise.all(works);
	expect(done).toEqual([1, 2, 3, 4, 5]);
});

test('requests that wait leave no listener on the signal of their run', async () => {
	const controller = new AbortController();
	const add = jest.spyOn(controller.signal, 'addEventListener');
	const remove = jest.spyOn(controller.signal, 'removeEventListener');
	await Promise.all(
		[1, 2, 3].map(
			async () => await enqueue(account, controller.signal, async () => await sleep(1)),
		),
	);
	expect(add).toHaveBeenCalledTimes(2);
	expect(remove).toHaveBeenCalledTimes(2);
});

test('a request whose run is stopped is never sent, and those behind it are', async () => {
	const work = jest.fn();
	await enqueue(account, AbortSignal.abort(), work);
	const controller = new AbortController();
	const first = enqueue(account, undefined, async () => await sleep(20));
	const waiting = enqueue(account, controller.signal, work);
	const last = enqueue(account, undefined, async () => 'last');
	controller.abort();
	expect(await waiting).toBeUndefined();
	await first;
	expect(await last).toBe('last');
	expect(work).not.toHaveBeenCalled();
});
