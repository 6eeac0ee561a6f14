import type { ChatCompletionRequest, ChatMessage } from '@throughline/contracts';
import type { Prices, TokenUsage } from '../costs/cost.js';

export interface ProviderAnswer {
  readonly id: string;
  /** The model that answered, in the provider's own words. */
  readonly model: string;
  readonly message: ChatMessage;
  readonly finishReason: string;
  readonly usage: TokenUsage;
  readonly fingerprint?: string | undefined;
}

/** One way to reach models. A new provider is a folder with one class that implements this. */
export interface ModelProvider {
  /** The part of a model's name before the first slash. */
  readonly name: string;
  /** What a person must set before this provider can be used; undefined when nothing is missing. */
  readonly missing: string | undefined;
  /** How its models are written, for messages: `openai/NAME`. */
  readonly spelling: string;
  /** The model that is used when nobody names one; undefined when there is none. */
  readonly defaultModel: string | undefined;
  /** What a person can do to have a model of this provider. */
  readonly wayToDefault: string;
  /** Names of the models that can be called, as far as the provider says so. */
  listModels(): Promise<readonly string[]>;
  /** @throws a ThroughlineError when the model cannot be called */
  assertCallable(model: string): Promise<void>;
  pricesOf(model: string): Prices | null;
  /** Ends early, with the signal's reason, when the signal is aborted. */
  complete(model: string, request: ChatCompletionRequest, signal: AbortSignal): Promise<ProviderAnswer>;
}

/** Injection token of all providers, in the order in which a default model is looked for. */
export const MODEL_PROVIDERS = Symbol('model providers');
