import { counter } from '../metrics/instruments.js';
import { errorTypeOf } from '../spans/failure.js';
import { recordOperationDuration, recordTokenUsage } from './gen-ai-metrics.js';

interface Operation {
  readonly provider: string;
  readonly model: string;
  readonly operation: string;
}

interface Tokens {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly reasoningTokens?: number;
  readonly totalTokens?: number;
}

/** A call to a model that is under way; exactly one of these is called when it is over. */
export interface MeasuredLlmCall {
  ended(): void;
  failed(error: unknown): void;
}

/** Counts and times a call to a model, from now on. */
export function measureLlmCall(call: Operation): MeasuredLlmCall {
  const begun = performance.now();
  const over = (status: 'ok' | 'error', errorType?: string): void => {
    const { model, provider } = call;
    counter('llm_requests_total', 'Calls to models').add(1, { model, provider, status });
    recordOperationDuration(call, (performance.now() - begun) / 1000, errorType);
  };
  return { ended: () => over('ok'), failed: (error) => over('error', errorTypeOf(error)) };
}

/**
 * Counts by kind; `cached` is a part of `input`, `reasoning` a part of `output`, and `total` is there only where its parts
 * are not known.
 */
export function countLlmTokens(call: Operation, tokens: Tokens): void {
  const { model, provider } = call;
  const kinds = {
    input: tokens.inputTokens,
    output: tokens.outputTokens,
    cached: tokens.cacheReadTokens,
    reasoning: tokens.reasoningTokens,
    total: tokens.totalTokens,
  };
  for (const [kind, count] of Object.entries(kinds)) {
    if (count !== undefined && count > 0) {
      counter('llm_tokens_total', 'Tokens of models').add(count, { model, provider, kind });
    }
  }
  for (const type of ['input', 'output'] as const) {
    const count = kinds[type];
    if (count !== undefined) recordTokenUsage(call, type, count);
  }
}
