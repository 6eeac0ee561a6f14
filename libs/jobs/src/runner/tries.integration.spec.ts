import { describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { withEffect } from '../spec-support/test-service.js';
import { testServices } from '../spec-support/test-services.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('tries of jobs', () => {
  const services = testServices();

  it('counts a try whose error holds what a database cannot store', async () => {
    const service = await services.start(() => Promise.reject(new Error('exit code \0 and half of \ud83d')));
    await service.enqueue('a');
    const tries = async (): Promise<number> => {
      const [row] = await service.dataSource.query<{ tries: number }[]>('SELECT tries FROM jobs');
      return row?.tries ?? 0;
    };
    await eventually('the try is counted', async () => (await tries()) === 1);
    expect(await service.stateOf('a')).toBe('queued');
  });

  it('gives up after five tries, with a last word', async () => {
    const tries: number[] = [];
    const service = await services.start((job) => {
      tries.push(job.previousTries);
      throw new Error(`bug ${tries.length}`);
    });
    await service.enqueue('a');
    await eventually('the tries are used up', async () => {
      await service.hurry('a');
      return service.handler.exhaustions.length > 0;
    });
    await service.untilDone('a');
    expect(tries).toEqual([0, 1, 2, 3, 4]);
    expect(service.handler.exhaustions).toEqual([{ key: 'a', error: new Error('bug 5') }]);
  });

  it('counts no try while something else is away', async () => {
    const tries: number[] = [];
    const service = await services.start(async (job) => {
      tries.push(job.previousTries);
      if (tries.length < 8) throw new ServiceUnavailableError('git-worktree');
      await withEffect(job);
    });
    await service.enqueue('a');
    await eventually('it is done', async () => {
      await service.hurry('a');
      return (await service.stateOf('a')) === 'done';
    });
    expect(tries).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it('takes a return without an end for a failure', async () => {
    const service = await services.start(() => Promise.resolve());
    await service.enqueue('a');
    await eventually('it was given back', async () => {
      const [row] = await service.dataSource.query<{ last_error: string | null }[]>(
        'SELECT last_error FROM jobs',
      );
      return row?.last_error?.includes('without completing') === true;
    });
    expect(await service.stateOf('a')).toBe('queued');
  });
});
