import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costOf, type Prices } from './cost.js';

const prices: Prices = { input: 2, cachedInput: 0.5, output: 8 };
const tokens = fc.nat({ max: 2_000_000 });

describe('costOf', () => {
  it('charges fresh input, cached input and output each once', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 500_000 };
    expect(costOf(usage, prices)).toBeCloseTo(1.2 + 0.2 + 4, 12);
  });

  it('is unknown without a price, even for no tokens', () => {
    expect(costOf({ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }, null)).toBeNull();
  });

  it('is unknown beyond the length that the price is for', () => {
    const bounded = { ...prices, upToInputTokens: 100 };
    expect(costOf({ inputTokens: 100, cachedInputTokens: 0, outputTokens: 1 }, bounded)).not.toBeNull();
    expect(costOf({ inputTokens: 101, cachedInputTokens: 0, outputTokens: 1 }, bounded)).toBeNull();
  });

  it('never charges more for cached than for fresh input, and never less than the output alone', () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, (inputTokens, cachedInputTokens, outputTokens) => {
        const fresh = costOf({ inputTokens, cachedInputTokens: 0, outputTokens }, prices) ?? NaN;
        const cached = costOf({ inputTokens, cachedInputTokens, outputTokens }, prices) ?? NaN;
        expect(cached).toBeLessThanOrEqual(fresh + 1e-9);
        expect(cached).toBeGreaterThanOrEqual((outputTokens * prices.output) / 1_000_000 - 1e-9);
      }),
    );
  });

  it('adds up: two calls cost what one with the sum of their tokens costs', () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, tokens, (inA, outA, inB, outB) => {
        const cost = (inputTokens: number, outputTokens: number): number =>
          costOf({ inputTokens, cachedInputTokens: 0, outputTokens }, prices) ?? NaN;
        expect(cost(inA, outA) + cost(inB, outB)).toBeCloseTo(cost(inA + inB, outA + outB), 6);
      }),
    );
  });
});
