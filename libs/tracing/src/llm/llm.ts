import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { recordTimeToFirstChunk } from './gen-ai-metrics.js';
import { countLlmTokens, measureLlmCall } from './llm-metrics.js';
import { traceAsyncOperation } from '../spans/operation.js';

/** A call to a model, in the words of the GenAI semantic conventions. */
export interface LlmCall {
  /** `anthropic`, `openai`, `gcp.gemini`, … */
  readonly provider: string;
  readonly model: string;
  /** `chat`, `generate_content`, `embeddings`, … */
  readonly operation: string;
  /** More attributes, such as `gen_ai.request.max_tokens`, `server.address`. Never content. */
  readonly attributes?: Attributes;
}

/** What a model's answer says about itself; `inputTokens` includes the cached ones. */
export interface LlmUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheCreationTokens?: number;
  readonly reasoningTokens?: number;
  /** Left out where the model's price is not known. */
  readonly costUsd?: number;
  readonly responseId?: string;
  readonly responseModel?: string;
  readonly finishReasons?: readonly string[];
  /** Of a streamed answer: seconds until its first piece came. */
  readonly timeToFirstChunk?: number;
}

/** Runs a model call in a CLIENT span `{operation} {model}`. Prompts and answers are never recorded. */
export async function traceLlmCall<T>(call: LlmCall, fn: (span: Span) => Promise<T>): Promise<T> {
  const attributes = {
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': call.provider,
    'gen_ai.request.model': call.model,
    ...call.attributes,
  };
  const measured = measureLlmCall(call);
  try {
    const name = `${call.operation} ${call.model}`;
    const result = await traceAsyncOperation(name, attributes, fn, { kind: SpanKind.CLIENT });
    measured.ended();
    return result;
  } catch (error) {
    measured.failed(error);
    throw error;
  }
}

/** Puts what an answer used and cost on the span of its call, and counts the tokens. */
export function recordLlmUsage(span: Span, call: LlmCall, usage: LlmUsage): void {
  countLlmTokens(call, usage);
  if (usage.timeToFirstChunk !== undefined) recordTimeToFirstChunk(call, usage.timeToFirstChunk);
  if (!span.isRecording()) return;
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
  };
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) span.setAttribute(key, value);
}
