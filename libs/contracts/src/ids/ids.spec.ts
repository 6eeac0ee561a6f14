import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newRunId, runId, runIdFrom, taskId } from './ids.js';

describe('ids', () => {
  it('makes run ids that parse', () => {
    expect(runId(newRunId())).toHaveLength(36);
  });
  it('reads a run id with or without dashes, in any case', () => {
    const id = newRunId();
    expect(runIdFrom(id.replaceAll('-', '').toUpperCase())).toBe(id);
    expect(runIdFrom(id)).toBe(id);
  });
  it('refuses every text that is no run id', () => {
    fc.assert(fc.property(fc.string(), (text) => runIdFrom(text) === undefined));
  });
  it('refuses task ids that would not do as a ref or path', () => {
    for (const bad of ['', '-a', 'a-', 'A', 'a/b', '..', 'a'.repeat(65)])
      expect(() => taskId(bad)).toThrow(TypeError);
  });
});
