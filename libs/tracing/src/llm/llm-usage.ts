import type { Attributes } from '@opentelemetry/api';

/** What a model's answer says about itself; `inputTokens` includes the cached ones. */
export interface LlmUsage {
  /** Tokens of what was asked, cached ones among them. */
  readonly inputTokens?: number;
  /** Tokens of the answer, those of its reasoning among them. */
  readonly outputTokens?: number;
  /** The part of the input that was read from the provider's cache. */
  readonly cacheReadTokens?: number;
  /** The part of the input that was written to the provider's cache. */
  readonly cacheCreationTokens?: number;
  /** The part of the output that nobody gets to read. */
  readonly reasoningTokens?: number;
  /** All tokens together, for providers that say no more. */
  readonly totalTokens?: number;
  /** In US dollars. Left out where the model's price is not known. */
  readonly costUsd?: number;
  /** The provider's id of the answer. */
  readonly responseId?: string;
  /** The model that has answered, as the provider calls it. */
  readonly responseModel?: string;
  /** Why the answer ends where it ends: `stop`, `length`, `tool_calls`, … */
  readonly finishReasons?: readonly string[];
  /** Of a streamed answer: seconds until its first piece came. */
  readonly timeToFirstChunk?: number;
  /** Characters of the answer; never what they are. */
  readonly responseLength?: number;
}

/** The same in the names of the GenAI conventions v1.41.1, without what is not known. */
export function usageAttributes(usage: LlmUsage): Attributes {
  const attributes: Attributes = {
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheCreationTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
    'gen_ai.usage.total_tokens': usage.totalTokens,
    'gen_ai.response.id': usage.responseId,
    'gen_ai.response.model': usage.responseModel,
    'gen_ai.response.finish_reasons':
      usage.finishReasons === undefined ? undefined : [...usage.finishReasons],
    'gen_ai.response.time_to_first_chunk': usage.timeToFirstChunk,
    'throughline.cost_usd': usage.costUsd,
    'response.length': usage.responseLength,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
