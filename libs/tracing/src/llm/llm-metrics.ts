import { counter } from '../metrics/instruments.js';

interface Model {
  readonly provider: string;
  readonly model: string;
}

interface Tokens {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly reasoningTokens?: number;
}

export function countLlmRequest({ provider, model }: Model, status: 'ok' | 'error'): void {
  counter('llm_requests_total', 'Calls to models').add(1, { model, provider, status });
}

/** Counts by kind; `cached` is a part of `input`, `reasoning` a part of `output`. */
export function countLlmTokens({ provider, model }: Model, tokens: Tokens): void {
  const kinds = {
    input: tokens.inputTokens,
    output: tokens.outputTokens,
    cached: tokens.cacheReadTokens,
    reasoning: tokens.reasoningTokens,
  };
  for (const [kind, count] of Object.entries(kinds)) {
    if (count !== undefined && count > 0) {
      counter('llm_tokens_total', 'Tokens of models').add(count, { model, provider, kind });
    }
  }
}
