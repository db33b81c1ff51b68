import type { OpenAI } from 'openai';
import { HttpLlm } from '#llm/http/httpLlm.ts';
import type { JsonObject } from '#llm/json.ts';
import type { LlmConfig } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

/** The common part of both wires of OpenAI's official SDK: its client, which sends the requests. */
export abstract class OpenAiLlm extends HttpLlm {
  readonly #path: string;
  #client: OpenAI | undefined;

  /** @param path where requests for a stream go, below the base URL. */
  constructor(config: LlmConfig, wire: Wire, path: string) {
    super(config, wire);
    this.#path = path;
  }

  protected override requestUrl(): string {
    return `${this.endpoint.baseUrl}${this.#path}`;
  }

  protected override async send(request: JsonObject, signal: AbortSignal): Promise<Response> {
    const client = await this.#openClient();
    // Not the SDK's own method for this path: docs/wire.md, "Why responses are read raw".
    return client.post(this.#path, { body: request, stream: true, signal }).asResponse();
  }

  protected override async sendModelList(signal: AbortSignal): Promise<Response> {
    const client = await this.#openClient();
    return client.models.list({ signal }).asResponse();
  }

  async #openClient(): Promise<OpenAI> {
    const { endpoint } = this;
    this.#client ??= (await import('./openAiClient.ts')).createOpenAiClient(endpoint);
    return this.#client;
  }
}
