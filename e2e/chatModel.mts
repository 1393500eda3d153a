import { getLocal, type CompletedRequest, type Mockttp } from 'mockttp';

/** A message of the conversation, as the API has it; what is not used here is left out. */
export interface Message {
	/** `tool`, for instance. */
	role: string;
	content: string | null;
	/** The call that the result of a tool belongs to. */
	tool_call_id?: string;
}

/** A tool, as the model gets to know it. */
export interface Tool {
	name: string;
	description: string;
	/** A JSON schema. */
	parameters: {
		type: string;
		properties: Record<string, { type: string; description?: string }>;
		required: string[];
	};
}

/** What the model was asked. */
export interface Question {
	messages: Message[];
	tools: Tool[];
}

/** A call of a tool. */
export interface ToolCall {
	name: string;
	args: Record<string, unknown>;
}

/**
 * A stand-in for a chat model: the part of OpenAI's Chat Completions API that n8n's OpenAI Chat Model
 * asks for. It understands nothing, and says what a test wants it to say.
 */
export class ChatModel {
	/** What to say to the next questions: a text, or calls of tools, which get the IDs `call_1` and so on. */
	answers: Array<string | ToolCall[]> = [];

	/** What it was asked. */
	questions: Question[] = [];

	/** Every request since the start as it was on the wire. */
	readonly wire: string[] = [];

	private calls = 0;

	private constructor(
		private readonly server: Mockttp,
		/** The key that a request has to bring. */
		readonly apiKey: string,
	) {}

	static async start(): Promise<ChatModel> {
		const server = getLocal({ recordTraffic: false });
		const model = new ChatModel(server, 'made-up-key');
		await server.start();
		await server
			.forPost('/v1/chat/completions')
			.thenCallback(async (request) => await model.handle(request));
		return model;
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	/** The Base URL for n8n's credential. */
	get url(): string {
		return `http://127.0.0.1:${this.server.port}/v1`;
	}

	/** Forgets the questions and the answers. */
	reset(): void {
		this.answers = [];
		this.questions = [];
		this.calls = 0;
	}

	/** What the tools gave back, by the ID of the call, as the last question has it. */
	get results(): Record<string, string | null> {
		const messages = this.questions.at(-1)?.messages ?? [];
		return Object.fromEntries(
			messages
				.filter(({ role }) => role === 'tool')
				.map(({ tool_call_id: id, content }) => [id, content]),
		);
	}

	private async handle(request: CompletedRequest): Promise<{ statusCode: number; json: object }> {
		const body = (await request.body.getText()) ?? '';
		this.wire.push(`${JSON.stringify(request.rawHeaders)} ${body}`);
		if (request.headers.authorization !== `Bearer ${this.apiKey}`) return refusal(401, 'no key');

		const { messages, tools = [], stream } = JSON.parse(body);
		this.questions.push({
			messages,
			tools: tools.map((tool: { function: Tool }) => tool.function),
		});
		if (stream) return refusal(400, 'the stand-in does not stream');
		const answer = this.answers.shift();
		if (answer === undefined) return refusal(400, 'the stand-in has nothing to say');
		return { statusCode: 200, json: this.completion(answer) };
	}

	private completion(answer: string | ToolCall[]): object {
		const choice =
			typeof answer === 'string'
				? { finish_reason: 'stop', message: { role: 'assistant', content: answer } }
				: {
						finish_reason: 'tool_calls',
						message: {
							role: 'assistant',
							content: null,
							tool_calls: answer.map(({ name, args }) => ({
								id: `call_${++this.calls}`,
								type: 'function',
								function: { name, arguments: JSON.stringify(args) },
							})),
						},
					};
		return {
			id: 'chatcmpl-stand-in',
			object: 'chat.completion',
			created: 0,
			model: 'stand-in',
			choices: [{ index: 0, ...choice }],
			usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
		};
	}
}

function refusal(statusCode: number, message: string): { statusCode: number; json: object } {
	return { statusCode, json: { error: { message } } };
}
