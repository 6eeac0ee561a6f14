import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RetryBudget } from './retry-budget.js';

describe('RetryBudget', () => {
  it('gives out what it holds and no more', () => {
    const budget = new RetryBudget({ capacity: 3, perSecond: 0, perCall: 0 });
    expect([1, 2, 3, 4].map(() => budget.withdraw())).toEqual([true, true, true, false]);
  });

  it('earns by calls and by time', () => {
    let now = 0;
    const budget = new RetryBudget({ capacity: 1, perCall: 0.25, perSecond: 0.5, now: () => now });
    budget.withdraw();
    for (let i = 0; i < 3; i++) budget.deposit();
    expect(budget.withdraw()).toBe(false);
    budget.deposit();
    expect(budget.withdraw()).toBe(true);
    now = 2_000;
    expect(budget.withdraw()).toBe(true);
  });

  it('allows at most its share of retries, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (steps) => {
        const budget = new RetryBudget({ capacity: 10, perCall: 0.1, perSecond: 0 });
        let calls = 0;
        let retries = 0;
        for (const isCall of steps) {
          if (isCall) calls += (budget.deposit(), 1);
          else if (budget.withdraw()) retries += 1;
        }
        expect(retries).toBeLessThanOrEqual(10 + calls * 0.1 + 1e-9);
      }),
    );
  });
});
