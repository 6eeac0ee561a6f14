import { describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError, ThroughlineError } from '@throughline/contracts';
import fc from 'fast-check';
import { JobCancelledError, JobHandedBackError, LeaseLostError } from '../job-errors.js';
import { jobFate, MAX_TRIES } from './job-fate.js';

const end = { error: new Error('bug'), abortReason: undefined, tries: 0, deferrals: 0 };

describe('jobFate', () => {
  it('gives a failing job five tries, with growing delays', () => {
    const fates = [0, 1, 2, 3, 4].map((tries) => jobFate({ ...end, tries }));
    expect(fates).toEqual([
      { kind: 'failed', delayMs: 1_000 },
      { kind: 'failed', delayMs: 4_000 },
      { kind: 'failed', delayMs: 16_000 },
      { kind: 'failed', delayMs: 60_000 },
      { kind: 'exhausted' },
    ]);
  });

  it('never exhausts a job because something else is away, and waits within bounds', () => {
    const error = new ServiceUnavailableError('git-worktree');
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(MAX_TRIES), (deferrals, tries) => {
        const fate = jobFate({ ...end, error, deferrals, tries });
        expect(fate.kind).toBe('deferred');
        if (fate.kind === 'deferred') expect(fate.delayMs).toBeLessThanOrEqual(30_000);
      }),
    );
  });

  it('waits as long as the other side has asked', () => {
    const error = new ThroughlineError('limit', 'too_many', 'slow down', { retryAfterSeconds: 90 });
    expect(jobFate({ ...end, error })).toEqual({ kind: 'deferred', delayMs: 90_000 });
  });

  it('goes by the reason of the abort, whatever the handler made of it', () => {
    const fateAfter = (abortReason: Error) => jobFate({ ...end, abortReason }).kind;
    expect(fateAfter(new JobCancelledError('k', '1'))).toBe('cancelled');
    expect(fateAfter(new JobHandedBackError('k', '1'))).toBe('handed-back');
    expect(fateAfter(new LeaseLostError('k', '1', 1))).toBe('lost');
    expect(jobFate({ ...end, error: new LeaseLostError('k', '1', 1) }).kind).toBe('lost');
  });
});
