import type { LlmUsage } from './llm-usage.js';

/** Tokens as providers report them, whatever they call them. */
export type TokenUsage = LlmUsage | Readonly<Record<string, unknown>>;

/** What each number is called by whom; the first that is there holds. */
const SPELLINGS = {
  inputTokens: ['inputTokens', 'input_tokens', 'prompt_tokens', 'promptTokens', 'promptTokenCount'],
  outputTokens: [
    'outputTokens',
    'output_tokens',
    'completion_tokens',
    'completionTokens',
    'candidatesTokenCount',
  ],
  cacheReadTokens: [
    'cacheReadTokens',
    'cachedInputTokens',
    'cache_read_input_tokens',
    'cached_tokens',
    'cachedContentTokenCount',
  ],
  cacheCreationTokens: ['cacheCreationTokens', 'cache_creation_input_tokens'],
  totalTokens: ['totalTokens', 'total_tokens', 'totalTokenCount'],
  reasoningTokens: ['reasoningTokens', 'reasoning_tokens', 'thoughtsTokenCount'],
  costUsd: ['costUsd', 'cost_usd'],
} as const satisfies Partial<Record<keyof LlmUsage, readonly string[]>>;

/** OpenAI puts some of them one level below. */
const DETAILS = [
  'prompt_tokens_details',
  'input_tokens_details',
  'completion_tokens_details',
  'output_tokens_details',
];

/**
 * The numbers of a provider's answer in the words of this library: `prompt_tokens` and the like become `inputTokens` …
 * As the conventions have it, the input includes what was cached and the output the reasoning, also where a provider
 * counts them apart. What is no number from 0 on is left out, and so is a total beside its parts.
 */
export function tokenUsageOf(given: TokenUsage): LlmUsage {
  const all: Record<string, unknown> = { ...given };
  for (const key of DETAILS) Object.assign(all, withoutKnown(all, all[key]));
  const entries = Object.entries(SPELLINGS).flatMap(([name, spellings]) => {
    const value = spellings.map((spelling) => all[spelling]).find(isCount);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...kept(given), ...whole(Object.fromEntries(entries), all) };
}

type Counts = Partial<Record<keyof typeof SPELLINGS, number>>;

/** Anthropic counts cached input beside the other, Gemini reasoning beside the answer. */
function whole({ totalTokens, ...counts }: Counts, given: Readonly<Record<string, unknown>>): Counts {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheCreationTokens = 0 } = counts;
  const { reasoningTokens = 0 } = counts;
  if (inputTokens === undefined && outputTokens === undefined)
    return totalTokens === undefined ? counts : { ...counts, totalTokens };
  const isAnthropic = 'cache_read_input_tokens' in given || 'cache_creation_input_tokens' in given;
  const isGemini = 'thoughtsTokenCount' in given;
  return {
    ...counts,
    ...(isAnthropic && inputTokens !== undefined
      ? { inputTokens: inputTokens + cacheReadTokens + cacheCreationTokens }
      : {}),
    ...(isGemini && outputTokens !== undefined ? { outputTokens: outputTokens + reasoningTokens } : {}),
  };
}

/** What is no number of tokens and has its name already. */
function kept(given: TokenUsage): LlmUsage {
  const all: Readonly<Record<string, unknown>> = { ...given };
  const { responseId, responseModel, finishReasons, timeToFirstChunk, responseLength } = all;
  return {
    ...(typeof responseId === 'string' ? { responseId } : {}),
    ...(typeof responseModel === 'string' ? { responseModel } : {}),
    ...(isTexts(finishReasons) ? { finishReasons } : {}),
    ...(isCount(timeToFirstChunk) ? { timeToFirstChunk } : {}),
    ...(isCount(responseLength) ? { responseLength } : {}),
  };
}

function withoutKnown(known: Readonly<Record<string, unknown>>, details: unknown): Record<string, unknown> {
  if (typeof details !== 'object' || details === null) return {};
  return Object.fromEntries(Object.entries(details).filter(([key]) => !(key in known)));
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
