import { describe, expect, it } from '@jest/globals';
import { type Context, ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';
import fc from 'fast-check';
import { LinkedContext } from './linked-context.js';

const KEYS = ['a', 'b', 'c'].map((name) => createContextKey(`test ${name}`));
const step = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.option(fc.nat(), { nil: undefined }),
});

describe('LinkedContext', () => {
  it('knows what OpenTelemetry’s own context knows, however many values were set', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let [ours, theirs]: [Context, Context] = [LinkedContext.ROOT, ROOT_CONTEXT];
        for (const { key, value } of steps) {
          ours = value === undefined ? ours.deleteValue(key) : ours.setValue(key, value);
          theirs = value === undefined ? theirs.deleteValue(key) : theirs.setValue(key, value);
          const before = ours;
          before.setValue(key, 'of another branch');
          for (const each of KEYS) expect(ours.getValue(each)).toBe(theirs.getValue(each));
        }
      }),
    );
  });
});
