import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, ServiceUnavailableError } from '@throughline/contracts';
import { GIVE_UP_AFTER_MS, nextStep } from './retry-creation.js';

const claimedAt = new Date(Date.UTC(2026, 0, 1));
const after = (ms: number): Date => new Date(claimedAt.getTime() + ms);
const away = new ServiceUnavailableError('git-worktree');

describe('nextStep', () => {
  it('waits longer and longer for an owner that is away, up to five minutes', () => {
    const delays = [1, 2, 3, 7, 50].map(
      (tries) =>
        (nextStep({ tries, claimedAt }, away, after(0)).nextTryAt?.getTime() ?? 0) - claimedAt.getTime(),
    );
    expect(delays).toEqual([5_000, 10_000, 20_000, 300_000, 300_000]);
  });

  it('says what it waits for', () => {
    const step = nextStep({ tries: 1, claimedAt }, away, after(0));
    expect(step).toMatchObject({ state: 'claimed', reason: expect.stringContaining('service_unavailable') });
  });

  it('gives up after a day', () => {
    const step = nextStep({ tries: 300, claimedAt }, away, after(GIVE_UP_AFTER_MS));
    expect(step).toMatchObject({ state: 'failed', nextTryAt: null });
  });

  it('ends at once with what is refused for good, and says why', () => {
    expect(
      nextStep({ tries: 1, claimedAt }, new InvalidInputError('there is no such branch'), after(0)),
    ).toEqual({
      state: 'failed',
      reason: 'invalid_input: there is no such branch',
      nextTryAt: null,
    });
  });

  it('tries faults that nobody foresaw a few times', () => {
    const states = [1, 2, 3, 4, 5].map(
      (tries) => nextStep({ tries, claimedAt }, new Error('odd'), after(0)).state,
    );
    expect(states).toEqual(['claimed', 'claimed', 'claimed', 'claimed', 'failed']);
  });
});
