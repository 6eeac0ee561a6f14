import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costLimitReached, dollarsText } from './budgets.js';

describe('costLimitReached', () => {
  it('holds a budget exactly, and none where there is none', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        fc.double({ min: 0, max: 1000, noNaN: true }),
        (budget, cost) => {
          expect(costLimitReached(budget, cost) !== undefined).toBe(cost >= budget);
          expect(costLimitReached(undefined, cost)).toBeUndefined();
        },
      ),
    );
  });

  it('cannot be held by a cost that is not known', () => {
    expect(costLimitReached(5, null)).toContain('is not known, so that the budget of $5.00 cannot be held');
    expect(costLimitReached(undefined, null)).toBeUndefined();
  });
});

describe('dollarsText', () => {
  it.each([
    [0, '$0.00'],
    [5, '$5.00'],
    [1.5, '$1.50'],
    [0.1234, '$0.1234'],
    [0.0012, '$0.0012'],
    [0.000001, '$0.000001'],
  ])('shows %d as %s', (amount, text) => {
    expect(dollarsText(amount)).toBe(text);
  });
});
