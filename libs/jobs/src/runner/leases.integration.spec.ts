import { describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { JobHandedBackError, LeaseLostError } from '../job-errors.js';
import type { LeasedJob } from './leased-job.js';
import { aborted, withEffect } from '../spec-support/test-service.js';
import { testServices } from '../spec-support/test-services.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('leases of jobs', () => {
  const services = testServices();

  it('lets another process take over with a higher epoch, and fences the first one off', async () => {
    let late: unknown;
    let frozen: () => void = () => undefined;
    const thaw = new Promise<void>((resolve) => (frozen = resolve));
    const first = await services.start(async (job) => {
      await thaw;
      late = await withEffect(job).catch((error: unknown) => error);
    });
    await first.enqueue('a', newRunId(), 'patient');
    await first.untilState('a', 'running');
    // As if the first process had stood still: its lease runs out unseen.
    await first.dataSource.query(`UPDATE jobs SET lease_until = now() - interval '1 minute'`);
    const second = await services.start();
    await eventually('it is done', async () => (await second.effects()).length > 0);
    frozen();
    await eventually('the first has come to its end', () => late !== undefined);
    expect(late).toBeInstanceOf(LeaseLostError);
    expect(late).toMatchObject({ code: 'lease_lost' });
    expect(await second.effects()).toEqual([{ key: 'a', epoch: 2 }]);
  });

  it('aborts the signal of a worker whose lease is lost', async () => {
    let reason: unknown;
    const service = await services.start(async (job) => {
      await aborted(job.signal);
      reason ??= job.signal.reason;
    });
    await service.enqueue('a');
    await service.untilState('a', 'running');
    await service.dataSource.query('UPDATE jobs SET epoch = epoch + 1, not_before = now()');
    await eventually('the signal is aborted', () => reason !== undefined);
    expect(reason).toBeInstanceOf(LeaseLostError);
  });

  it('renews the lease of a job that takes longer than it', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const service = await services.start(async (job) => {
      await released;
      await withEffect(job);
    });
    await service.enqueue('a');
    const leaseUntil = async (): Promise<number> => {
      const [row] = await service.dataSource.query<{ at: Date | null }[]>(
        'SELECT lease_until AS at FROM jobs',
      );
      return row?.at?.getTime() ?? 0;
    };
    await eventually('it runs', async () => (await leaseUntil()) > 0);
    const first = await leaseUntil();
    await eventually(
      'the lease was renewed beyond its first end',
      async () => (await leaseUntil()) > first + 600,
    );
    release();
    await service.untilDone('a');
    expect(await service.effects()).toEqual([{ key: 'a', epoch: 1 }]);
  });

  it('lets a worker store what it has done while its lease holds, and not after', async () => {
    let late: unknown;
    const note = (job: LeasedJob<unknown>, key: string) =>
      job.save(async ({ manager }) => {
        await manager.query('INSERT INTO effects VALUES ($1, $2)', [key, job.epoch]);
      });
    const service = await services.start(async (job) => {
      await note(job, 'in time');
      await job.complete();
      late = await note(job, 'late').catch((error: unknown) => error);
    });
    await service.enqueue('a');
    await eventually('the handler has ended', () => late !== undefined);
    expect(late).toBeInstanceOf(LeaseLostError);
    expect(await service.effects()).toEqual([{ key: 'in time', epoch: 1 }]);
  });

  it('hands unfinished jobs back at the shutdown, and the next process goes on at once', async () => {
    let reason: unknown;
    const first = await services.start(async (job) => {
      await aborted(job.signal);
      reason = job.signal.reason;
    });
    await first.enqueue('a');
    await first.untilState('a', 'running');
    await first.runner.stop();
    expect(reason).toBeInstanceOf(JobHandedBackError);
    expect(await first.stateOf('a')).toBe('queued');
    const second = await services.start();
    await second.untilDone('a');
    expect(await second.effects()).toEqual([{ key: 'a', epoch: 2 }]);
  });

  it('takes the job away from a handler that does not heed the shutdown', async () => {
    let late: unknown;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const service = await services.start(async (job) => {
      await released;
      late = await withEffect(job).catch((error: unknown) => error);
    });
    await service.enqueue('a');
    await service.untilState('a', 'running');
    await service.runner.stop(50);
    expect(await service.stateOf('a')).toBe('queued');
    release();
    await eventually('the handler has ended', () => late !== undefined);
    expect(late).toBeInstanceOf(LeaseLostError);
    expect(await service.effects()).toEqual([]);
  });
});
