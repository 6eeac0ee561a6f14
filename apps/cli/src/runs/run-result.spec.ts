import { describe, expect, it } from '@jest/globals';
import { validateTrace } from '@throughline/tracing';
import { aSpan, id } from '../traces/trace-span.fixture.js';
import { runResult } from './run-result.js';
import { aRun } from './run-view.fixture.js';

const KEYS =
  'runId state reason branch commit traceId spans spansCreated orphans roots services tasks attempts messages model tokens costUsd durationMs';

describe('runResult', () => {
  it('has exactly the promised fields, in their order', () => {
    expect(Object.keys(runResult(aRun(), undefined))).toEqual(KEYS.split(' '));
  });
  it('says null where nothing is known of the trace, and for an unknown price', () => {
    const { spans, spansCreated, orphans, roots, services, messages, costUsd } = runResult(aRun(), undefined);
    expect([spans, spansCreated, orphans, roots, services, messages, costUsd]).toEqual(Array(7).fill(null));
  });
  it('counts tasks that are done, attempts of all, and what the trace shows', () => {
    const spans = [aSpan(1, undefined), aSpan(2, 1, { kind: 'PRODUCER' }), aSpan(3, 9)];
    const created = new Set([id(1), id(2), id(3), id(4)]);
    const trace = { spans, created, report: validateTrace(spans, { created }), isSettled: true };
    expect(runResult(aRun(), trace)).toMatchObject({
      tasks: 1,
      attempts: 2,
      spans: 3,
      spansCreated: 4,
      orphans: 1,
      roots: 1,
      messages: 1,
      services: ['git-worktree'],
      tokens: { input: 10, output: 2 },
      durationMs: 5000,
    });
  });
});
