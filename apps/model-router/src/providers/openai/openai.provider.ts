import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ChatCompletionRequest } from '@throughline/contracts';
import { retry, RetryBudget, type RetryPolicy } from '@throughline/resilience';
import { ModelRouterConfig } from '../../config.js';
import type { Prices } from '../../costs/cost.js';
import { openAiPricesOf } from '../../costs/price-table.js';
import { UnknownModelError } from '../../models/model.errors.js';
import { traceModelCall } from '../model-call-span.js';
import type { ModelProvider, ProviderAnswer } from '../provider.js';
import { answerOfWire, requestBody } from './openai-body.js';
import { failureOf, type HttpAnswer, meansNoSuchModel } from './openai-failure.js';
import { isWorthRetrying, waitOf } from './openai-retry.js';
import { OpenAiClient } from './openai.client.js';
import { readWire, WireCompletion, WireModelList } from './openai.wire.js';

export const OPENAI_URL = 'https://api.openai.com/v1';
const OPENAI_DEFAULT_MODEL = 'gpt-5.4';
const LIST_TIMEOUT_MS = 10_000;
const MAX_TRIES = 3;

/** OpenAI, and any server that speaks its wire form. */
@Injectable()
export class OpenAiProvider implements ModelProvider, OnModuleDestroy {
  readonly name = 'openai';
  readonly spelling = 'openai/NAME';
  readonly wayToDefault =
    'set OPENAI_API_KEY; set OPENAI_BASE_URL and OPENAI_MODEL for a server that speaks the same API';
  readonly #client: OpenAiClient;
  readonly #budget = new RetryBudget();

  constructor(@Inject(ModelRouterConfig) private readonly config: ModelRouterConfig) {
    this.#client = new OpenAiClient({ baseUrl: this.#baseUrl, apiKey: config.openAiApiKey });
  }

  get missing(): string | undefined {
    const { openAiApiKey, openAiBaseUrl } = this.config;
    if (openAiApiKey !== undefined || openAiBaseUrl !== undefined) return undefined;
    return 'set OPENAI_API_KEY, or OPENAI_BASE_URL to use a server that speaks the same API';
  }

  /** A server of one's own has models of its own, so a default is known for the official one only. */
  get defaultModel(): string | undefined {
    if (this.missing !== undefined) return undefined;
    return this.config.openAiModel ?? (this.#isOfficial ? OPENAI_DEFAULT_MODEL : undefined);
  }

  pricesOf(model: string): Prices | null {
    return this.#isOfficial ? openAiPricesOf(model) : null;
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

  complete(model: string, request: ChatCompletionRequest): Promise<ProviderAnswer> {
    return retry(
      (attempt) =>
        traceModelCall({ provider: this, model, request, attempt, server: this.#baseUrl }, () =>
          this.#ask(model, request),
        ),
      this.#policy(),
    );
  }

  onModuleDestroy(): Promise<void> {
    return this.#client.close();
  }

  async #ask(model: string, request: ChatCompletionRequest): Promise<ProviderAnswer> {
    const answer = await this.#client.post(
      '/chat/completions',
      requestBody(model, request),
      this.config.openAiTimeoutMs,
    );
    if (meansNoSuchModel(answer)) throw new UnknownModelError(`openai/${model}`, []);
    return answerOfWire(model, readWire(WireCompletion, this.#succeeded(answer)));
  }

  /** The server's models; undefined when it has no such list. */
  async #list(): Promise<readonly string[] | undefined> {
    const answer = await retry(() => this.#client.get('/models', LIST_TIMEOUT_MS), this.#policy());
    if ([404, 405, 501].includes(answer.status)) return undefined;
    return readWire(WireModelList, this.#succeeded(answer)).data.map(({ id }) => id);
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

  get #baseUrl(): string {
    return (this.config.openAiBaseUrl ?? OPENAI_URL).replace(/\/+$/, '');
  }

  get #isOfficial(): boolean {
    return this.#baseUrl === OPENAI_URL;
  }
}
