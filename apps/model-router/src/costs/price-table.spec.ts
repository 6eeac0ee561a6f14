import { describe, expect, it } from '@jest/globals';
import { openAiPricesOf } from './price-table.js';

describe('openAiPricesOf', () => {
  it('knows a model and its dated snapshots', () => {
    expect(openAiPricesOf('gpt-5-mini')).toEqual({ input: 0.25, cachedInput: 0.025, output: 2 });
    expect(openAiPricesOf('gpt-5-mini-2025-08-07')).toEqual(openAiPricesOf('gpt-5-mini'));
  });

  it.each(['gpt-5-codex', 'gpt-9', 'llama3', '', 'constructor', '__proto__'])(
    'does not guess for %j',
    (model) => {
      expect(openAiPricesOf(model)).toBeNull();
    },
  );
});
