import { describe, expect, it } from '@jest/globals';
import { aSpan } from '../store/stored-span.fixture.js';
import { fulfils, type TraceCriteria } from './trace-criteria.js';

const AT = 1_700_000_000_000_000;
const anything: TraceCriteria = { startMin: AT, startMax: AT, attributes: {} };
const span = aSpan({
  service: 'git-worktree',
  name: 'commit',
  durationMs: 5,
  kind: 2,
  attributes: { 'user.id': 'ada' },
});

describe('fulfils', () => {
  it('needs every condition in the one span', () => {
    expect(fulfils(span, { ...anything, service: 'git-worktree', operation: 'commit' })).toBe(true);
    expect(fulfils(span, { ...anything, service: 'git-worktree', operation: 'merge' })).toBe(false);
    expect(fulfils(span, { ...anything, startMin: AT + 1 })).toBe(false);
  });
  it('compares durations, both ends included', () => {
    expect(fulfils(span, { ...anything, durationMin: 5000, durationMax: 5000 })).toBe(true);
    expect(fulfils(span, { ...anything, durationMin: 5001 })).toBe(false);
    expect(fulfils(span, { ...anything, durationMax: 4999 })).toBe(false);
  });
  it('finds attributes of the span and of its resource', () => {
    expect(
      fulfils(span, { ...anything, attributes: { 'user.id': 'ada', 'service.name': 'git-worktree' } }),
    ).toBe(true);
    expect(fulfils(span, { ...anything, attributes: { 'user.id': 'bob' } })).toBe(false);
  });
  it('finds errors and kinds as tags', () => {
    const failed = aSpan({ status: { code: 2 } });
    expect(fulfils(failed, { ...anything, attributes: { error: 'true' } })).toBe(true);
    expect(fulfils(span, { ...anything, attributes: { error: 'true' } })).toBe(false);
    expect(fulfils(span, { ...anything, attributes: { 'span.kind': 'server' } })).toBe(true);
  });
});
