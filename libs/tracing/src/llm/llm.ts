import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { type FinishedLlmCall, recordFinishedLlmCall } from './finished-llm-call.js';
import { recordTimeToFirstChunk } from './gen-ai-metrics.js';
import { llmAttributes } from './llm-attributes.js';
import { countLlmTokens, measureLlmCall } from './llm-metrics.js';
import { type LlmUsage, usageAttributes } from './llm-usage.js';

/** A call to a model, in the words of the GenAI semantic conventions. */
export interface LlmCall {
  /** `anthropic`, `openai`, `gcp.gemini`, … */
  readonly provider: string;
  readonly model: string;
  /** `chat`, `generate_content`, `embeddings`, … */
  readonly operation: string;
  /** Characters of what is asked; never what it is. */
  readonly promptLength?: number;
  /** More attributes, such as `gen_ai.request.max_tokens`, `server.address`. Never content. */
  readonly attributes?: Attributes;
}

/**
 * Runs a model call in a CLIENT span `{operation} {model}`. Prompts and answers are not recorded; `recordLlmContent` does
 * it where that is switched on.
 * @throws what `fn` throws, recorded
 */
export function traceLlmCall<T>(call: LlmCall, fn: (span: Span) => Promise<T>): Promise<T>;
/** Records a model call that is over: its span, begun `duration` seconds ago, its counts and its tokens. */
export function traceLlmCall(call: FinishedLlmCall): void;
export function traceLlmCall<T>(
  call: LlmCall | FinishedLlmCall,
  fn?: (span: Span) => Promise<T>,
): Promise<T> | undefined {
  if (fn !== undefined && isRunning(call)) return run(call, fn);
  if ('duration' in call) recordFinishedLlmCall(call);
  return undefined;
}

const isRunning = (call: LlmCall | FinishedLlmCall): call is LlmCall => !('duration' in call);

async function run<T>(call: LlmCall, fn: (span: Span) => Promise<T>): Promise<T> {
  const measured = measureLlmCall(call);
  try {
    const name = `${call.operation} ${call.model}`;
    const result = await traceAsyncOperation(name, llmAttributes(call), fn, { kind: SpanKind.CLIENT });
    measured.ended();
    return result;
  } catch (error) {
    measured.failed(error);
    throw error;
  }
}

/**
 * Puts what an answer used and cost on the span of its call, and counts it: `llm_tokens_total` and
 * `gen_ai.client.token.usage`. `tokenUsageOf` makes it of what a provider reports.
 */
export function recordLlmUsage(span: Span, call: LlmCall, usage: LlmUsage): void {
  countLlmTokens(call, usage);
  if (usage.timeToFirstChunk !== undefined) recordTimeToFirstChunk(call, usage.timeToFirstChunk);
  if (span.isRecording()) span.setAttributes(usageAttributes(usage));
}
