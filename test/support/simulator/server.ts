import { getLocal, type CompletedRequest, type Mockttp } from 'mockttp';
import { sleep } from 'n8n-workflow';
import { ca } from '../ca';
import { handlers } from './handlers';
import { json, refusals, type Answer } from './replies';
import type { ActivityCode, Campaign, CampaignRecord, State, Token } from './state';

/**
 * A stand-in for Wolkvox: an intercepting proxy with a certificate authority of its own, so that
 * the node under test is the shipped one and believes that it talks to `wv0023.wolkvox.com`.
 *
 * It answers as Wolkvox's public pages have it, each call in a file of `handlers/`. Where no page says
 * what Wolkvox does, the answer is the simulator's own choice and says so.
 */
export class WolkvoxSimulator implements State {
	/** Every request that arrived, for whatever host, in the order of arrival. */
	readonly calls: Call[] = [];

	/** Says what goes wrong with a call; nothing does where it gives nothing. */
	fault: (call: Call) => Fault | undefined = () => undefined;

	/** Called when a call is over. */
	onAnswer: (call: Call) => void = () => {};

	whenMissing: State['whenMissing'] = 'refuse';

	readonly campaigns = new Map<string, Campaign>();

	readonly codes: ActivityCode[] = [];
	readonly skills: State['skills'] = [];
	readonly added: string[] = [];
	readonly blocked = new Map<string, string>();

	private readonly tokens = new Map<string, Token>();
	/** Requests without an answer, by their ID: what ends them. */
	private readonly hanging = new Map<string, () => void>();
	private clock = 0;
	/** Of the calls since the last reset. */
	private atOnce = { open: 0, most: 0 };

	private constructor(private readonly proxy: Mockttp) {}

	/**
	 * @param port where to listen, on all addresses of this machine (mockttp has no other way); any
	 * free one when it is left out
	 * @returns a running simulator without campaigns and tokens
	 */
	static async start(port?: number): Promise<WolkvoxSimulator> {
		const proxy = getLocal({ https: ca, recordTraffic: false });
		await proxy.start(port);
		const simulator = new WolkvoxSimulator(proxy);
		await proxy.on('abort', ({ id }) => {
			const call = simulator.calls.findLast((one) => one.id === id);
			if (call) call.aborted = true;
			simulator.hanging.get(id)?.();
		});
		await proxy.forAnyRequest().thenCallback(async (request) => await simulator.handle(request));
		return simulator;
	}

	/** Ends it, and every request that it still holds. */
	async stop(): Promise<void> {
		this.release();
		await this.proxy.stop();
	}

	/** The address for HTTPS_PROXY. */
	get proxyUrl(): string {
		return `http://127.0.0.1:${this.proxy.port}`;
	}

	/** Forgets everything: campaigns, tokens, faults and calls. */
	reset(): void {
		this.release();
		this.calls.length = 0;
		this.campaigns.clear();
		this.codes.length = 0;
		this.skills.length = 0;
		this.added.length = 0;
		this.blocked.clear();
		this.tokens.clear();
		this.fault = () => undefined;
		this.whenMissing = 'refuse';
		this.onAnswer = () => {};
		this.clock = 0;
		this.atOnce = { open: 0, most: 0 };
	}

	/** Adds a campaign; its records are given by customer ID alone, or with their other fields. */
	addCampaign(
		campaign: Partial<Omit<Campaign, 'records'>> & {
			id: string;
			records?: Iterable<string | CampaignRecord>;
		},
	): void {
		const { id, name = `Campaign ${id}`, type = 'predictive', status = 'Started' } = campaign;
		const { speed = '50' } = campaign;
		const records = new Map<string, CampaignRecord>();
		for (const given of campaign.records ?? []) {
			const record = typeof given === 'string' ? { customer_id: given } : given;
			records.set(record.customer_id, record);
		}
		this.campaigns.set(id, { id, name, type, status, speed, records });
	}

	/** Adds a token with its server, its quota of the day and how many calls it allows at once. */
	addToken(token: string, { server = '0023', quota = 1000, limit = 2 } = {}): void {
		this.tokens.set(token, { server, quota, limit, used: 0, open: 0 });
	}

	/** Adds an activity code of the first group, which is for calls, unless told otherwise. */
	addCode(code: Partial<ActivityCode> & { cod_act: string }): void {
		const description_cod_act = `Code ${code.cod_act}`;
		this.codes.push({ description_cod_act, type_code: 'cod_act1', voice: 'yes', ...code });
	}

	/** The record of a customer in a campaign, with what calls wrote into it. */
	recordOf(campaignId: string, customerId: string): CampaignRecord | undefined {
		return this.campaigns.get(campaignId)?.records.get(customerId);
	}

	/** The customer IDs of the records that a campaign still has. */
	recordsOf(campaignId: string): string[] {
		return [...(this.campaigns.get(campaignId)?.records.keys() ?? [])];
	}

	/** The most calls that were open at the same time. */
	get mostAtOnce(): number {
		return this.atOnce.most;
	}

	private release(): void {
		for (const end of this.hanging.values()) end();
		this.hanging.clear();
	}

	private async handle(request: CompletedRequest): Promise<Answer | 'reset' | 'close'> {
		const url = new URL(request.url);
		const call: Call = {
			id: request.id,
			method: request.method,
			url: request.url,
			host: url.host,
			headers: request.rawHeaders,
			token: request.headers['wolkvox-token']?.toString(),
			body: (await request.body.getText()) ?? '',
			start: ++this.clock,
		};
		this.calls.push(call);
		const { atOnce } = this;
		atOnce.most = Math.max(atOnce.most, ++atOnce.open);
		const token = this.tokens.get(call.token ?? '');
		if (token) token.open++;
		try {
			const answer = await this.answer(call, url, token);
			if (typeof answer === 'object') call.status = answer.statusCode;
			return answer;
		} finally {
			if (token) token.open--;
			atOnce.open--;
			call.end = ++this.clock;
			this.onAnswer(call);
		}
	}

	private async answer(
		call: Call,
		url: URL,
		token: Token | undefined,
	): Promise<Answer | 'reset' | 'close'> {
		const fault = this.fault(call) ?? {};
		if (fault.delay) await sleep(fault.delay);
		const carriesOut = fault.carriesOut ?? fault.reply === undefined;
		const answer = carriesOut ? this.api(call, url, token) : undefined;

		switch (fault.reply) {
			case undefined:
				return answer ?? json(500, { code: 500, error: 'SIMULATOR', msg: 'nothing to say' });
			case 'reset':
			case 'close':
				return fault.reply;
			case 'hang':
				await new Promise<void>((resolve) => this.hanging.set(call.id, resolve));
				this.hanging.delete(call.id);
				return 'close';
			default:
				if (typeof fault.reply === 'object') return fault.reply;
				return fault.reply(answer ?? refusals.parameterMissing);
		}
	}

	private api(call: Call, url: URL, token: Token | undefined): Answer {
		if (call.token === undefined) return refusals.tokenMissing;
		if (!token || url.host !== `wv${token.server}.wolkvox.com`) return refusals.tokenRefused;
		if (token.open > token.limit) return refusals.busy;
		if (token.used >= token.quota) return refusals.quotaSpent;
		token.used++;

		const script = url.pathname.replace('/api/v2/', '');
		const { searchParams: parameters } = url;
		const handler = handlers[`${call.method} ${script} ${parameters.get('api')}`];
		return handler?.({ parameters, token, call }, this) ?? refusals.callUnknown;
	}
}

/** One request as it arrived. */
export interface Call {
	id: string;
	method: string;
	url: string;
	host: string;
	/** Names and values as they were on the wire. */
	headers: Array<[string, string]>;
	token?: string;
	body: string;
	/** Moments of one clock that counts up, for the order of starts and ends. */
	start: number;
	end?: number;
	/** The HTTP status of the reply, when there was one. */
	status?: number;
	/** Whether the client left before the reply was there. */
	aborted?: boolean;
	/** The customer IDs that this call removed. */
	removed?: string[];
}

/** What goes wrong with one call. */
export interface Fault {
	/** Milliseconds before anything happens. */
	delay?: number;
	/** Whether Wolkvox does what it was asked to before `reply` replaces its answer. */
	carriesOut?: boolean;
	/** What comes back in place of Wolkvox's answer, or what becomes of that answer on its way. */
	reply?: 'reset' | 'close' | 'hang' | Answer | ((answer: Answer) => Answer);
}
