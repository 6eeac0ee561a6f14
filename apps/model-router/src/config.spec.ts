import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@throughline/service-host';
import { ModelRouterConfig } from './config.js';

const pricesOf = (text: string): readonly string[] | undefined =>
  loadConfig(ModelRouterConfig, { OPENAI_PRICES: text }).openAiPrices;

describe('OPENAI_PRICES', () => {
  it('are those of input and output', () => {
    expect(pricesOf('0.5, 15')).toEqual(['0.5', '15']);
    expect(pricesOf('')).toBeUndefined();
  });

  it.each(['1', '1,2,3', '-1,2', '1,two', '1e3,2', '$1,$2'])('are not %j', (text) => {
    expect(() => pricesOf(text)).toThrow(/^OPENAI_PRICES /);
  });
});
