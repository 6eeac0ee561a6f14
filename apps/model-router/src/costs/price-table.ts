import type { Prices } from './cost.js';

/**
 * List prices of OpenAI's own API, standard tier, US dollars for a million tokens: those on which published
 * summaries of https://developers.openai.com/api/docs/pricing agreed in November 2026. Prices move: the provider's
 * bill decides. A model that is not here has no known price.
 */
export const OPENAI_PRICES_AS_OF = '2026-11';

/** Longer prompts of these models are charged at another rate. */
const LONG_CONTEXT = 272_000;

const OPENAI_PRICES: Readonly<Record<string, Prices>> = {
  'gpt-5.5': { input: 5, cachedInput: 0.5, output: 30, upToInputTokens: LONG_CONTEXT },
  'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15, upToInputTokens: LONG_CONTEXT },
  'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 },
  'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25 },
  'gpt-5.2': { input: 1.75, cachedInput: 0.175, output: 14 },
  'gpt-5.1': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
};

/** A snapshot (`gpt-5-2025-08-07`) costs what its model costs; nothing else is guessed from a name. */
const SNAPSHOT = /-\d{4}-\d{2}-\d{2}$/;

export function openAiPricesOf(model: string): Prices | null {
  const name = model.replace(SNAPSHOT, '');
  return Object.hasOwn(OPENAI_PRICES, name) ? (OPENAI_PRICES[name] ?? null) : null;
}
