import { describe, expect, it } from '@jest/globals';
import { tokenUsageOf } from './token-usage.js';

describe('tokens as providers report them', () => {
  it.each([
    ['nothing', {}, {}],
    [
      'OpenAI, chat',
      { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
      { inputTokens: 9, outputTokens: 5 },
    ],
    [
      'OpenAI, with details',
      {
        input_tokens: 9,
        output_tokens: 5,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens_details: { reasoning_tokens: 3 },
      },
      { inputTokens: 9, outputTokens: 5, cacheReadTokens: 4, reasoningTokens: 3 },
    ],
    [
      'Anthropic, which counts what was cached apart',
      { input_tokens: 9, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 5 },
      { inputTokens: 129, cacheReadTokens: 100, cacheCreationTokens: 20, outputTokens: 5 },
    ],
    [
      'Gemini, which counts the reasoning apart',
      { promptTokenCount: 9, candidatesTokenCount: 5, thoughtsTokenCount: 3, totalTokenCount: 17 },
      { inputTokens: 9, outputTokens: 8, reasoningTokens: 3 },
    ],
    ['a total alone', { total_tokens: 100 }, { totalTokens: 100 }],
    ['this library', { inputTokens: 1, responseLength: 7, finishReasons: ['stop'] }, undefined],
    ['what is no number', { prompt_tokens: '9', completion_tokens: -1, total_tokens: NaN }, {}],
  ] as const)('%s', (_whose, given, expected) => {
    expect(tokenUsageOf(given)).toEqual(expected ?? given);
  });
});
