import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, ServiceUnavailableError, ThroughlineError } from '@throughline/contracts';
import fc from 'fast-check';
import { MAX_TRIES, outcomeOf } from './outcome.js';

describe('outcomeOf', () => {
  it('never gives up on a message because something else is away', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (retries) => {
        expect(outcomeOf(new ServiceUnavailableError('git-worktree'), retries).kind).toBe('retry');
      }),
    );
  });

  it('makes malformed content a dead letter at once', () => {
    expect(outcomeOf(new InvalidInputError('no'), 0)).toEqual({ kind: 'dead-letter', tries: 1 });
  });

  it('gives everything else a bounded number of tries, with growing delays', () => {
    const busy = new ThroughlineError('busy', 'too_many', 'busy');
    for (const error of [new Error('bug'), new ThroughlineError('gone', 'conflict', 'gone'), busy, 'text']) {
      expect(outcomeOf(error, 0)).toEqual({ kind: 'retry', delayMs: 1_000 });
      expect(outcomeOf(error, 1)).toEqual({ kind: 'retry', delayMs: 5_000 });
      expect(outcomeOf(error, MAX_TRIES - 2).kind).toBe('retry');
      expect(outcomeOf(error, MAX_TRIES - 1)).toEqual({ kind: 'dead-letter', tries: MAX_TRIES });
    }
  });
});
