import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LabelBound, MAX_LABEL_SETS, OTHER } from './label-bound.js';

describe('the labels of a metric', () => {
  it('are as given until there are too many, and then other', () => {
    const bound = new LabelBound(2);
    expect(bound.bounded({ model: 'a', status: 'ok' })).toEqual({ model: 'a', status: 'ok' });
    expect(bound.bounded({ model: 'b', status: 'ok' })).toEqual({ model: 'b', status: 'ok' });
    expect(bound.bounded({ model: 'c', status: 'ok' })).toEqual({ model: OTHER, status: OTHER });
    expect(bound.bounded({ model: 'a', status: 'ok' })).toEqual({ model: 'a', status: 'ok' });
  });

  it('never make more series than the bound and one, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 300, maxLength: 400 }),
        (values) => {
          const bound = new LabelBound();
          const sets = values.map(([a, b]) => JSON.stringify(bound.bounded({ a, b })));
          expect(new Set(sets).size).toBeLessThanOrEqual(MAX_LABEL_SETS + 1);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('have values of a bounded length', () => {
    const { model = '' } = new LabelBound().bounded({ model: 'x'.repeat(100_000) });
    expect(model.length).toBeLessThanOrEqual(128);
  });

  it('are no more where values hold what keys are joined with', () => {
    const bound = new LabelBound(1);
    const first = bound.bounded({ a: 'x\0y', b: 'z' });
    expect(bound.bounded({ a: 'x', b: 'y\0z' })).toBe(first);
    expect(bound.bounded({ a: 'x', b: 'y' })).toEqual({ a: OTHER, b: OTHER });
  });
});
