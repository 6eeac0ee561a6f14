import { describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { JobCancelledError } from '../job-errors.js';
import { aborted, withEffect } from '../spec-support/test-service.js';
import { testServices } from '../spec-support/test-services.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('cancelling jobs', () => {
  const services = testServices();

  it('cancels what waits at once, and what runs by its signal', async () => {
    const reasons: unknown[] = [];
    const service = await services.start(async (job) => {
      await aborted(job.signal);
      reasons.push(job.signal.reason);
    });
    const runId = newRunId();
    for (const key of ['a', 'b', 'c']) await service.enqueue(key, runId);
    await eventually('two run', async () => {
      const rows = await service.dataSource.query<unknown[]>(`SELECT 1 FROM jobs WHERE state = 'running'`);
      return rows.length === 2;
    });
    await service.units.run((work) => service.jobs.cancelRun(work, runId));
    await eventually('all are ended', async () => (await service.status.unfinishedJobs(runId)) === 0);
    for (const key of ['a', 'b', 'c']) expect(await service.stateOf(key)).toBe('cancelled');
    expect(reasons).toEqual([expect.any(JobCancelledError), expect.any(JobCancelledError)]);
  });

  it('cancels a job that runs in another process', async () => {
    let reason: unknown;
    const first = await services.start(async (job) => {
      await aborted(job.signal);
      reason = job.signal.reason;
    });
    await first.enqueue('a');
    await first.untilState('a', 'running');
    const second = await services.start();
    await second.units.run((work) => second.jobs.cancel(work, 'scripted', 'a'));
    await second.untilState('a', 'cancelled');
    expect(reason).toBeInstanceOf(JobCancelledError);
  });

  it('cancels a job in another process long before its lease is renewed', async () => {
    let reason: unknown;
    const first = await services.start(async (job) => {
      await aborted(job.signal);
      reason = job.signal.reason;
    });
    await first.enqueue('long', newRunId(), 'patient');
    await first.untilState('long', 'running');
    const second = await services.start();
    const asked = performance.now();
    await second.units.run((work) => second.jobs.cancel(work, 'patient', 'long'));
    await second.untilState('long', 'cancelled');
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(reason).toBeInstanceOf(JobCancelledError);
  });

  it('revokes a job before it comes: it never begins, and who revokes it has the last word', async () => {
    const service = await services.start();
    const job = { kind: 'scripted', key: 'early', runId: newRunId() };
    const revoke = () => service.units.run((work) => service.jobs.revoke(work, job));
    expect(await revoke()).toEqual({ state: 'revoked', epoch: 0 });
    expect(await revoke()).toEqual({ state: 'ended', epoch: 0 });
    await service.enqueue('early', job.runId);
    await service.enqueue('later', job.runId);
    await service.untilDone('later');
    expect(await service.stateOf('early')).toBe('cancelled');
    expect(await service.effects()).toEqual([{ key: 'later', epoch: 1 }]);
    expect(await service.status.unfinishedJobs(job.runId)).toBe(0);
  });

  it('revokes a waiting job, and leaves the last word on a running one to its worker', async () => {
    const ended: string[] = [];
    const service = await services.start(async (job) => {
      await aborted(job.signal);
      if (job.signal.reason instanceof JobCancelledError) ended.push(job.key);
      await withEffect(job);
    });
    const runId = newRunId();
    for (const key of ['a', 'b', 'waiting']) await service.enqueue(key, runId);
    await service.untilState('b', 'running');
    const revoke = (key: string) =>
      service.units.run((work) => service.jobs.revoke(work, { kind: 'scripted', key, runId }));
    expect(await revoke('waiting')).toEqual({ state: 'revoked', epoch: 0 });
    expect(await revoke('a')).toEqual({ state: 'working', epoch: 1 });
    await service.untilDone('a');
    expect(ended).toEqual(['a']);
    expect(await revoke('a')).toEqual({ state: 'ended', epoch: 0 });
  });
});
