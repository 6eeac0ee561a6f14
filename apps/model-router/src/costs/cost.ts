/** Tokens of one answer. `cachedInputTokens` are a part of `inputTokens`. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
}

/** US dollars for a million tokens. */
export interface Prices {
  readonly input: number;
  /** Input that the provider had in its cache. */
  readonly cachedInput: number;
  readonly output: number;
  /** The prices hold for calls with at most so many input tokens; for longer ones the price is unknown. */
  readonly upToInputTokens?: number;
}

/** What a call has cost in US dollars; null = unknown, which is never the same as 0. */
export function costOf(usage: TokenUsage, prices: Prices | null): number | null {
  if (prices === null) return null;
  if (usage.inputTokens > (prices.upToInputTokens ?? Infinity)) return null;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const fresh = usage.inputTokens - cached;
  return (
    (fresh * prices.input + cached * prices.cachedInput + usage.outputTokens * prices.output) / 1_000_000
  );
}
