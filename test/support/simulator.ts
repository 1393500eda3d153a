import { getLocal, type CompletedRequest, type Mockttp } from 'mockttp';
import { sleep } from 'n8n-workflow';
import { ca } from './ca';

/**
 * A stand-in for Wolkvox: an intercepting proxy with a certificate authority of its own, so that
 * the node under test is the shipped one and believes that it talks to `wv0023.wolkvox.com`.
 *
 * It answers as Wolkvox's public pages have it. Where no page says what Wolkvox does, the answer is
 * the simulator's own choice and says so.
 */
export class WolkvoxSimulator {
	/** Every request that arrived, for whatever host, in the order of arrival. */
	readonly calls: Call[] = [];

	/** Says what goes wrong with a call; nothing does where it gives nothing. */
	fault: (call: Call) => Fault | undefined = () => undefined;

	/** Called when a call is over. */
	onAnswer: (call: Call) => void = () => {};

	/** What happens to a customer ID that the campaign does not have: no page says it. */
	whenMissing: 'refuse' | 'accept' = 'refuse';

	private readonly campaigns = new Map<string, Campaign>();
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
		this.tokens.clear();
		this.fault = () => undefined;
		this.whenMissing = 'refuse';
		this.onAnswer = () => {};
		this.clock = 0;
		this.atOnce = { open: 0, most: 0 };
	}

	/** Adds a campaign; its records are the customer IDs that were uploaded. */
	addCampaign(
		campaign: Partial<Omit<Campaign, 'records'>> & { id: string; records?: Iterable<string> },
	): void {
		const { id, name = `Campaign ${id}`, type = 'predictive', status = 'Started' } = campaign;
		this.campaigns.set(id, { id, name, type, status, records: new Set(campaign.records) });
	}

	/** Adds a token with its server, its quota of the day and how many calls it allows at once. */
	addToken(token: string, { server = '0023', quota = 1000, limit = 2 } = {}): void {
		this.tokens.set(token, { server, quota, limit, used: 0, open: 0 });
	}

	/** The records that a campaign still has. */
	recordsOf(campaignId: string): string[] {
		return [...(this.campaigns.get(campaignId)?.records ?? [])];
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
			case 'codeAsText':
				return withCodeAsText(answer ?? refusals.parameterMissing);
			case 'reset':
			case 'close':
				return fault.reply;
			case 'hang':
				await new Promise<void>((resolve) => this.hanging.set(call.id, resolve));
				this.hanging.delete(call.id);
				return 'close';
			default:
				return fault.reply;
		}
	}

	private api(call: Call, url: URL, token: Token | undefined): Answer {
		const { searchParams } = url;
		if (call.token === undefined) return refusals.tokenMissing;
		if (!token || url.host !== `wv${token.server}.wolkvox.com`) return refusals.tokenRefused;
		if (token.open > token.limit) return refusals.busy;
		if (token.used >= token.quota) return refusals.quotaSpent;
		token.used++;

		switch (`${call.method} ${url.pathname} ${searchParams.get('api')}`) {
			case 'DELETE /api/v2/campaign.php remove_record':
				return this.removeRecord(call, searchParams);
			case 'GET /api/v2/information.php token_info':
				return this.tokenInfo(token);
			case 'GET /api/v2/information.php campaigns':
				return this.listCampaigns(searchParams.get('campaign'));
			default:
				return refusals.callUnknown;
		}
	}

	private removeRecord(call: Call, parameters: URLSearchParams): Answer {
		const { customer_id: customerId } = parse(call.body);
		const campaign = this.campaigns.get(parameters.get('campaign_id') ?? '');
		if (typeof customerId !== 'string' || !parameters.get('type_campaign') || !campaign) {
			return refusals.parameterMissing;
		}
		const ids = customerId.split(',');
		const missing = ids.filter((id) => !campaign.records.has(id));
		if (campaign.type !== parameters.get('type_campaign')) missing.push(...ids);
		if (missing.length > 0 && this.whenMissing === 'refuse') {
			const msg = `customer_id ${missing[0]} is not in this campaign (words of the simulator)`;
			return json(404, { code: 404, error: 'NOT FOUND', msg });
		}
		for (const id of ids) campaign.records.delete(id);
		call.removed = ids;
		const msg = `customer_id ${customerId} has been deleted successfully`;
		return json(202, { code: 202, error: null, msg });
	}

	private tokenInfo({ quota, used }: Token): Answer {
		const data = {
			description: 'simulator',
			token_limit: String(quota),
			token_use_today: String(used),
			all_token_today: String(used),
			available_consumption_options: String(quota - used),
		};
		return json(200, { code: '200', error: null, msg: '1 records were found', data: [data] });
	}

	private listCampaigns(id: string | null): Answer {
		const data = [...this.campaigns.values()]
			.filter((campaign) => id === null || campaign.id === id)
			.map((campaign) => ({
				campaign_id: campaign.id,
				campaign_name: campaign.name,
				campaign_description: '',
				type_campaign: campaign.type,
				status: campaign.status,
				records: String(campaign.records.size),
			}));
		const msg = `${data.length} records were found`;
		return json(200, { code: '200', error: null, msg, data });
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
	/** What comes back in place of Wolkvox's answer. */
	reply?: 'reset' | 'close' | 'hang' | 'codeAsText' | Answer;
}

/** An HTTP reply. */
export interface Answer {
	statusCode: number;
	headers?: Record<string, string>;
	body?: string;
}

interface Campaign {
	id: string;
	name: string;
	type: 'predictive' | 'preview';
	status: 'Started' | 'Stopped';
	records: Set<string>;
}

interface Token {
	server: string;
	quota: number;
	limit: number;
	used: number;
	open: number;
}

/** A JSON reply with the headers that Wolkvox's servers send. */
export function json(statusCode: number, value: unknown): Answer {
	const headers = {
		'Content-Type': 'application/json; charset=utf-8',
		Server: 'Apache',
		// Without it the end of the connection is the end of the answer.
		'Transfer-Encoding': 'chunked',
	};
	return { statusCode, headers, body: JSON.stringify(value) };
}

const refusal = (code: number, error: string, msg: string) => json(code, { code, error, msg });

/** The refusals of Wolkvox's list of response codes. */
export const refusals = {
	callUnknown: refusal(400, 'BAD REQUEST', 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
	parameterMissing: refusal(400, 'BAD REQUEST', 'SOME PARAMETERS ARE REQUIRED'),
	tokenMissing: refusal(401, 'UNAUTHORIZED', 'PLEASE ENTER THE WOLKVOX-TOKEN'),
	tokenRefused: refusal(403, 'FORBIDDEN', 'PLEASE VALIDATE TOKEN'),
	quotaSpent: refusal(403, 'FORBIDDEN', 'TOKEN LIMIT EXCEEDED'),
	busy: refusal(403, 'FORBIDDEN', 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'),
	// The wording is not published; these words are the simulator's.
	maintenance: refusal(403, 'FORBIDDEN', 'THE SERVER IS IN MAINTENANCE'),
} satisfies Record<string, Answer>;

const html = { 'Content-Type': 'text/html; charset=utf-8', Server: 'Apache' };

/** Replies that Wolkvox's pages do not have, and that networks make. */
export const strangeReplies = {
	webPage: {
		statusCode: 200,
		headers: html,
		body: '<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>',
	},
	gatewayPage: {
		statusCode: 502,
		headers: html,
		body: '<html><head><title>502 Bad Gateway</title></head></html>',
	},
	empty: { statusCode: 200, body: '' },
	cutOff: { ...json(202, {}), body: '{"code": 202, "error": null, "msg": "customer_id 1020' },
	redirect: { statusCode: 302, headers: { Location: 'https://elsewhere.example/api/v2/' } },
	errorIn200: { ...refusals.tokenRefused, statusCode: 200 },
	errorIn200AsText: json(200, { code: '403', error: 'FORBIDDEN', msg: 'PLEASE VALIDATE TOKEN' }),
	withoutCode: json(200, {
		error: null,
		msg: 'customer_id 1020304050 has been deleted successfully',
	}),
	plainText: { statusCode: 200, headers: { 'Content-Type': 'text/plain' }, body: 'OK' },
	list: json(200, [{ code: 202 }]),
	successIn500: json(500, { code: 202, error: null, msg: 'customer_id … has been deleted' }),
} satisfies Record<string, Answer>;

function parse(body: string): Record<string, unknown> {
	try {
		return JSON.parse(body) ?? {};
	} catch {
		return {};
	}
}

function withCodeAsText({ statusCode, body = '{}' }: Answer): Answer {
	const value = parse(body);
	return json(statusCode, { ...value, code: String(value.code) });
}
