import type { Attributes } from '@opentelemetry/api';

/** What a model's answer says about itself; `inputTokens` includes the cached ones. */
export interface LlmUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheCreationTokens?: number;
  readonly reasoningTokens?: number;
  /** In US dollars. Left out where the model's price is not known. */
  readonly costUsd?: number;
  readonly responseId?: string;
  readonly responseModel?: string;
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
