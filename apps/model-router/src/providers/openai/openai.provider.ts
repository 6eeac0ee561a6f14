import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ChatCompletionRequest } from '@throughline/contracts';
import { retry, RetryBudget, type RetryPolicy } from '@throughline/resilience';
import { ModelRouterConfig } from '../../config.js';
import type { Prices } from '../../costs/cost.js';
import { UnknownModelError } from '../../models/model.errors.js';
import { traceModelCall } from '../model-call-span.js';
import type { ModelProvider, ProviderAnswer } from '../provider.js';
import { answerOfWire, requestBody } from './openai-body.js';
import { failureOf, type HttpAnswer, meansNoSuchModel } from './openai-failure.js';
import { isWorthRetrying, waitOf } from './openai-retry.js';
import { OpenAiTarget } from './openai-target.js';
import { OpenAiClient } from './openai.client.js';
import { readWire, WireCompletion, WireModelList } from './openai.wire.js';

const LIST_TIMEOUT_MS = 10_000;
const MAX_TRIES = 3;
const WITHOUT_LIST = [404, 405, 501];

/** OpenAI, and any server that speaks its wire form. */
@Injectable()
export class OpenAiProvider implements ModelProvider, OnApplicationShutdown {
  readonly name = 'openai';
  readonly spelling = 'openai/NAME';
  readonly wayToDefault =
    'set OPENAI_API_KEY; set OPENAI_BASE_URL and OPENAI_MODEL for a server that speaks the same API';
  readonly #target: OpenAiTarget;
  readonly #client: OpenAiClient;
  readonly #budget = new RetryBudget();

  constructor(@Inject(ModelRouterConfig) private readonly config: ModelRouterConfig) {
    this.#target = new OpenAiTarget(config);
    this.#client = new OpenAiClient({ baseUrl: this.#target.baseUrl, apiKey: config.openAiApiKey });
  }

  get missing(): string | undefined {
    return this.#target.missing;
  }

  get defaultModel(): string | undefined {
    return this.#target.defaultModel;
  }

  pricesOf(model: string): Prices | null {
    return this.#target.pricesOf(model);
  }

  async listModels(): Promise<readonly string[]> {
    return (await this.#list()) ?? [];
  }

  async assertCallable(model: string): Promise<void> {
    const known = await this.#list();
    if (known === undefined || known.includes(model) || known.includes(`${model}:latest`)) return;
    throw new UnknownModelError(
      `openai/${model}`,
      known.map((name) => `openai/${name}`),
    );
  }

  complete(model: string, request: ChatCompletionRequest, signal: AbortSignal): Promise<ProviderAnswer> {
    return retry(
      (attempt) =>
        traceModelCall({ provider: this, model, request, attempt, server: this.#target.baseUrl }, () =>
          this.#ask(model, request, signal),
        ),
      { ...this.#policy(), signal },
    );
  }

  /** Not earlier: answers that are under way are still waited for. */
  onApplicationShutdown(): Promise<void> {
    return this.#client.close();
  }

  async #ask(model: string, request: ChatCompletionRequest, signal: AbortSignal): Promise<ProviderAnswer> {
    const answer = await this.#client.post(
      '/chat/completions',
      requestBody(model, request),
      this.config.openAiTimeoutMs,
      signal,
    );
    if (meansNoSuchModel(answer)) throw new UnknownModelError(`openai/${model}`, []);
    return answerOfWire(model, readWire(WireCompletion, this.#succeeded(answer)));
  }

  /** The server's models; undefined when it has no such list. */
  #list(): Promise<readonly string[] | undefined> {
    return retry(async () => {
      const answer = await this.#client.get('/models', LIST_TIMEOUT_MS);
      if (WITHOUT_LIST.includes(answer.status)) return undefined;
      return readWire(WireModelList, this.#succeeded(answer)).data.map(({ id }) => id);
    }, this.#policy());
  }

  #succeeded(answer: HttpAnswer): string {
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw failureOf(answer, this.config.openAiApiKey);
  }

  #policy(): RetryPolicy {
    return {
      attempts: MAX_TRIES,
      baseDelayMs: 500,
      maxDelayMs: 8000,
      budget: this.#budget,
      isRetryable: isWorthRetrying,
      retryAfterMs: waitOf,
    };
  }
}
