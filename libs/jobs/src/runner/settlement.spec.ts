import { describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@throughline/contracts';
import { MAX_TRIES } from './job-fate.js';
import { settlementOfExhaustion } from './settlement.js';

describe('settlementOfExhaustion', () => {
  const end = { error: new Error('second'), abortReason: undefined, tries: MAX_TRIES - 1, deferrals: 0 };
  const first = new Error('first');

  it('keeps the error that exhausted the job, and remembers that only the last word is missing', () => {
    expect(settlementOfExhaustion(end, first)).toEqual({
      kind: 'give-back',
      options: { delayMs: 30_000, tries: 1, error: 'first' },
    });
  });

  it('waits for what is away without counting again', () => {
    const away = { ...end, tries: MAX_TRIES, error: new ServiceUnavailableError('git-worktree') };
    expect(settlementOfExhaustion(away, first)).toMatchObject({ options: { deferrals: 1, error: 'first' } });
    expect(settlementOfExhaustion(away, first)).not.toHaveProperty('options.tries');
    expect(settlementOfExhaustion({ ...away, tries: MAX_TRIES - 1 }, first)).toHaveProperty(
      'options.tries',
      1,
    );
  });

  it('ends the job when even that fails again and again', () => {
    expect(settlementOfExhaustion({ ...end, tries: 2 * MAX_TRIES - 1 }, first)).toEqual({
      kind: 'end',
      outcome: 'failed',
    });
  });
});
