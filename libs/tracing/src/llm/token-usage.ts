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
 * What is no number from 0 on is left out, and so is a total: it is the sum of the others.
 */
export function tokenUsageOf(given: TokenUsage): LlmUsage {
  const all: Record<string, unknown> = { ...given };
  for (const key of DETAILS) Object.assign(all, withoutKnown(all, all[key]));
  const entries = Object.entries(SPELLINGS).flatMap(([name, spellings]) => {
    const value = spellings.map((spelling) => all[spelling]).find(isCount);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...kept(given), ...Object.fromEntries(entries) };
}

/** What is no number of tokens and has its name already. */
function kept(given: TokenUsage): LlmUsage {
  const { responseId, responseModel, finishReasons, timeToFirstChunk }: Readonly<Record<string, unknown>> = {
    ...given,
  };
  return {
    ...(typeof responseId === 'string' ? { responseId } : {}),
    ...(typeof responseModel === 'string' ? { responseModel } : {}),
    ...(isTexts(finishReasons) ? { finishReasons } : {}),
    ...(isCount(timeToFirstChunk) ? { timeToFirstChunk } : {}),
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
