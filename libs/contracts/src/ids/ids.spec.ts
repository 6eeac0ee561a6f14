import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { lowestRunIdAt, newRunId, runId, runIdFrom, taskId } from './ids.js';

describe('ids', () => {
  it('makes run ids that parse', () => {
    expect(runId(newRunId())).toHaveLength(36);
  });
  it('reads a run id with or without dashes, in any case', () => {
    const id = newRunId();
    expect(runIdFrom(id.replaceAll('-', '').toUpperCase())).toBe(id);
    expect(runIdFrom(id)).toBe(id);
  });
  it('knows the lowest id of a time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 43 }), (msecs) => {
        const id = runId(v7({ msecs }));
        return lowestRunIdAt(msecs) <= id && id < lowestRunIdAt(msecs + 1);
      }),
    );
    expect(lowestRunIdAt(0)).toBe('00000000-0000-7000-8000-000000000000');
  });
  it('refuses every text that is no run id', () => {
    fc.assert(fc.property(fc.string(), (text) => runIdFrom(text) === undefined));
  });
  it('refuses task ids that would not do as a ref or path', () => {
    for (const bad of ['', '-a', 'a-', 'A', 'a/b', '..', 'a'.repeat(65)])
      expect(() => taskId(bad)).toThrow(TypeError);
  });
});
