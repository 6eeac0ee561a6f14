import { describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError, ThroughlineError } from '@throughline/contracts';
import { createPatiently } from './patient-creation.js';

describe('createPatiently', () => {
  it('asks again while a part is away, and says so', async () => {
    const said: string[] = [];
    let tries = 0;
    const create = () => {
      tries += 1;
      return tries === 1
        ? Promise.reject(new ServiceUnavailableError('git-worktree'))
        : Promise.resolve('run');
    };
    await expect(createPatiently(create, (text) => said.push(text))).resolves.toBe('run');
    expect(said).toEqual([expect.stringContaining('git-worktree cannot be reached')]);
  });

  it.each([
    new ThroughlineError('sandbox_unavailable', 'unavailable', 'no', { retryable: false }),
    new ThroughlineError('base_not_found', 'refused', 'no'),
  ])('takes a refusal at its word: %p', async (error) => {
    await expect(
      createPatiently(
        () => Promise.reject(error),
        () => expect(true).toBe(false),
      ),
    ).rejects.toBe(error);
  });
});
