import { describe, expect, it } from '@jest/globals';
import { usageOf } from './usage.js';

const turn = (inputTokens: number, outputTokens: number, costUsd: number | null) => ({
  inputTokens,
  outputTokens,
  costUsd,
});

describe('usageOf', () => {
  it('adds up', () => {
    expect(usageOf([turn(1, 2, 0.5), turn(10, 20, 0.25)])).toEqual({
      inputTokens: 11,
      outputTokens: 22,
      calls: 2,
      costUsd: 0.75,
    });
  });

  it('does not pretend to know a cost of which a part is unknown', () => {
    expect(usageOf([turn(1, 2, 0.5), turn(10, 20, null), turn(1, 1, 1)]).costUsd).toBeNull();
  });

  it('is nothing, at no cost, when nothing was asked', () => {
    expect(usageOf([])).toEqual({ inputTokens: 0, outputTokens: 0, calls: 0, costUsd: 0 });
  });
});
