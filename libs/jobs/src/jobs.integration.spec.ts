import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newRunId, ServiceUnavailableError } from '@throughline/contracts';
import { captureContext, initializeTracing, runContext, type TracingHandle } from '@throughline/tracing';
import { context } from '@throughline/tracing/api';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { JobCancelledError, JobHandedBackError, LeaseLostError } from './job-errors.js';
import { JobsCleaning } from './runner/jobs-cleaning.js';
import type { LeasedJob } from './runner/leased-job.js';
import { aborted, ScriptedHandler, TestService, withEffect } from './spec-support/test-service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('jobs', () => {
  let infrastructure: TestInfrastructure;
  let tracing: TracingHandle;
  let schema: string;
  let number = 0;
  const open: TestService[] = [];

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'jobs-test' });
    infrastructure = await testInfrastructure();
  });

  afterAll(async () => {
    await infrastructure?.stop();
    await tracing?.shutdown();
  });

  beforeEach(() => {
    schema = `service_${++number}`;
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((service) => service.close()));
  });

  /** One more process of the test's service. */
  async function start(work?: ScriptedHandler['work']): Promise<TestService> {
    const service = await TestService.start(schema, infrastructure.databaseUrl, work);
    open.push(service);
    return service;
  }

  const enqueue = (service: TestService, key: string, runId = newRunId(), kind = 'scripted'): Promise<void> =>
    service.units.run((work) => service.jobs.enqueue(work, { kind, key, runId, payload: { text: key } }));

  /** Ends the delay of a waiting job, and wakes the worker: to enqueue it again does nothing else. */
  async function hurry(service: TestService, key: string): Promise<void> {
    await service.dataSource.query('UPDATE jobs SET not_before = now() WHERE key = $1', [key]);
    await enqueue(service, key);
  }

  const done = (service: TestService, key: string): Promise<void> =>
    eventually(`${key} is done`, async () => (await service.stateOf(key)) === 'done');

  it('does a job once, however often it is enqueued', async () => {
    const service = await start();
    const runId = newRunId();
    await Promise.all(Array.from({ length: 5 }, () => enqueue(service, 'a', runId)));
    await done(service, 'a');
    await enqueue(service, 'a', runId);
    await enqueue(service, 'b', runId);
    await done(service, 'b');
    expect(await service.effects()).toEqual([
      { key: 'a', epoch: 1 },
      { key: 'b', epoch: 1 },
    ]);
    expect(await service.status.unfinishedJobs(runId)).toBe(0);
  });

  it('makes no job of a unit of work that fails', async () => {
    const service = await start();
    const runId = newRunId();
    const unit = service.units.run(async (work) => {
      await service.jobs.enqueue(work, { kind: 'scripted', key: 'never', runId, payload: {} });
      throw new Error('no');
    });
    await expect(unit).rejects.toThrow('no');
    expect(await service.stateOf('never')).toBeUndefined();
  });

  it('runs the handler under the context of who made the job', async () => {
    let carrier: unknown;
    const service = await start(async (job) => {
      carrier = captureContext();
      await withEffect(job);
    });
    const runId = newRunId();
    const maker = runContext(runId);
    await context.with(maker, () => enqueue(service, 'a', runId));
    await done(service, 'a');
    expect(carrier).toEqual(captureContext(maker));
  });

  it('runs as many jobs at a time as the handler allows, and no more', async () => {
    const keys = Array.from({ length: 9 }, (_, index) => `job-${index}`);
    let running = 0;
    let most = 0;
    const service = await start(async (job) => {
      most = Math.max(most, ++running);
      await job.complete();
      running--;
    });
    await service.units.run(async (work) => {
      for (const key of keys)
        await service.jobs.enqueue(work, { kind: 'scripted', key, runId: newRunId(), payload: {} });
    });
    for (const key of keys) await done(service, key);
    expect(most).toBe(2);
  });

  it('lets another process take over with a higher epoch, and fences the first one off', async () => {
    let late: unknown;
    let frozen: () => void = () => undefined;
    const thaw = new Promise<void>((resolve) => (frozen = resolve));
    const first = await start(async (job) => {
      await thaw;
      late = await withEffect(job).catch((error: unknown) => error);
    });
    await enqueue(first, 'a', newRunId(), 'patient');
    await eventually('it runs', async () => (await first.stateOf('a')) === 'running');
    // As if the first process had stood still: its lease runs out unseen.
    await first.dataSource.query(`UPDATE jobs SET lease_until = now() - interval '1 minute'`);
    const second = await start();
    await eventually('it is done', async () => (await second.effects()).length > 0);
    frozen();
    await eventually('the first has come to its end', () => late !== undefined);
    expect(late).toBeInstanceOf(LeaseLostError);
    expect(late).toMatchObject({ code: 'lease_lost' });
    expect(await second.effects()).toEqual([{ key: 'a', epoch: 2 }]);
  });

  it('aborts the signal of a worker whose lease is lost', async () => {
    let reason: unknown;
    const service = await start(async (job) => {
      await aborted(job.signal);
      reason ??= job.signal.reason;
    });
    await enqueue(service, 'a');
    await eventually('it runs', async () => (await service.stateOf('a')) === 'running');
    await service.dataSource.query('UPDATE jobs SET epoch = epoch + 1, not_before = now()');
    await eventually('the signal is aborted', () => reason !== undefined);
    expect(reason).toBeInstanceOf(LeaseLostError);
  });

  it('renews the lease of a job that takes longer than it', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const service = await start(async (job) => {
      await released;
      await withEffect(job);
    });
    await enqueue(service, 'a');
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
    await done(service, 'a');
    expect(await service.effects()).toEqual([{ key: 'a', epoch: 1 }]);
  });

  it('cancels what waits at once, and what runs by its signal', async () => {
    const reasons: unknown[] = [];
    const service = await start(async (job) => {
      await aborted(job.signal);
      reasons.push(job.signal.reason);
    });
    const runId = newRunId();
    for (const key of ['a', 'b', 'c']) await enqueue(service, key, runId);
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
    const first = await start(async (job) => {
      await aborted(job.signal);
      reason = job.signal.reason;
    });
    await enqueue(first, 'a');
    await eventually('it runs', async () => (await first.stateOf('a')) === 'running');
    const second = await start();
    await second.units.run((work) => second.jobs.cancel(work, 'scripted', 'a'));
    await eventually('it is cancelled', async () => (await second.stateOf('a')) === 'cancelled');
    expect(reason).toBeInstanceOf(JobCancelledError);
  });

  it('cancels a job in another process long before its lease is renewed', async () => {
    let reason: unknown;
    const first = await start(async (job) => {
      await aborted(job.signal);
      reason = job.signal.reason;
    });
    await enqueue(first, 'long', newRunId(), 'patient');
    await eventually('it runs', async () => (await first.stateOf('long')) === 'running');
    const second = await start();
    const asked = performance.now();
    await second.units.run((work) => second.jobs.cancel(work, 'patient', 'long'));
    await eventually('it is cancelled', async () => (await second.stateOf('long')) === 'cancelled');
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(reason).toBeInstanceOf(JobCancelledError);
  });

  it('revokes a job before it comes: it never begins, and who revokes it has the last word', async () => {
    const service = await start();
    const job = { kind: 'scripted', key: 'early', runId: newRunId() };
    const revoke = () => service.units.run((work) => service.jobs.revoke(work, job));
    expect(await revoke()).toEqual({ state: 'revoked', epoch: 0 });
    expect(await revoke()).toEqual({ state: 'ended', epoch: 0 });
    await enqueue(service, 'early', job.runId);
    await enqueue(service, 'later', job.runId);
    await done(service, 'later');
    expect(await service.stateOf('early')).toBe('cancelled');
    expect(await service.effects()).toEqual([{ key: 'later', epoch: 1 }]);
    expect(await service.status.unfinishedJobs(job.runId)).toBe(0);
  });

  it('revokes a waiting job, and leaves the last word on a running one to its worker', async () => {
    const ended: string[] = [];
    const service = await start(async (job) => {
      await aborted(job.signal);
      if (job.signal.reason instanceof JobCancelledError) ended.push(job.key);
      await withEffect(job);
    });
    const runId = newRunId();
    for (const key of ['a', 'b', 'waiting']) await enqueue(service, key, runId);
    await eventually('two run', async () => (await service.stateOf('b')) === 'running');
    const revoke = (key: string) =>
      service.units.run((work) => service.jobs.revoke(work, { kind: 'scripted', key, runId }));
    expect(await revoke('waiting')).toEqual({ state: 'revoked', epoch: 0 });
    expect(await revoke('a')).toEqual({ state: 'working', epoch: 1 });
    await done(service, 'a');
    expect(ended).toEqual(['a']);
    expect(await revoke('a')).toEqual({ state: 'ended', epoch: 0 });
  });

  it('lets a worker store what it has done while its lease holds, and not after', async () => {
    let late: unknown;
    const note = (job: LeasedJob<unknown>, key: string) =>
      job.save(async ({ manager }) => {
        await manager.query('INSERT INTO effects VALUES ($1, $2)', [key, job.epoch]);
      });
    const service = await start(async (job) => {
      await note(job, 'in time');
      await job.complete();
      late = await note(job, 'late').catch((error: unknown) => error);
    });
    await enqueue(service, 'a');
    await eventually('the handler has ended', () => late !== undefined);
    expect(late).toBeInstanceOf(LeaseLostError);
    expect(await service.effects()).toEqual([{ key: 'in time', epoch: 1 }]);
  });

  it('counts a try whose error holds what a database cannot store', async () => {
    const service = await start(() => Promise.reject(new Error('exit code \0 and half of \ud83d')));
    await enqueue(service, 'a');
    const tries = async (): Promise<number> => {
      const [row] = await service.dataSource.query<{ tries: number }[]>('SELECT tries FROM jobs');
      return row?.tries ?? 0;
    };
    await eventually('the try is counted', async () => (await tries()) === 1);
    expect(await service.stateOf('a')).toBe('queued');
  });

  it('hands unfinished jobs back at the shutdown, and the next process goes on at once', async () => {
    let reason: unknown;
    const first = await start(async (job) => {
      await aborted(job.signal);
      reason = job.signal.reason;
    });
    await enqueue(first, 'a');
    await eventually('it runs', async () => (await first.stateOf('a')) === 'running');
    await first.runner.stop();
    expect(reason).toBeInstanceOf(JobHandedBackError);
    expect(await first.stateOf('a')).toBe('queued');
    const second = await start();
    await done(second, 'a');
    expect(await second.effects()).toEqual([{ key: 'a', epoch: 2 }]);
  });

  it('takes the job away from a handler that does not heed the shutdown', async () => {
    let late: unknown;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const service = await start(async (job) => {
      await released;
      late = await withEffect(job).catch((error: unknown) => error);
    });
    await enqueue(service, 'a');
    await eventually('it runs', async () => (await service.stateOf('a')) === 'running');
    await service.runner.stop(50);
    expect(await service.stateOf('a')).toBe('queued');
    release();
    await eventually('the handler has ended', () => late !== undefined);
    expect(late).toBeInstanceOf(LeaseLostError);
    expect(await service.effects()).toEqual([]);
  });

  it('gives up after five tries, with a last word', async () => {
    const tries: number[] = [];
    const service = await start((job) => {
      tries.push(job.previousTries);
      throw new Error(`bug ${tries.length}`);
    });
    await enqueue(service, 'a');
    await eventually('the tries are used up', async () => {
      await hurry(service, 'a');
      return service.handler.exhaustions.length > 0;
    });
    await done(service, 'a');
    expect(tries).toEqual([0, 1, 2, 3, 4]);
    expect(service.handler.exhaustions).toEqual([{ key: 'a', error: new Error('bug 5') }]);
  });

  it('counts no try while something else is away', async () => {
    const tries: number[] = [];
    const service = await start(async (job) => {
      tries.push(job.previousTries);
      if (tries.length < 8) throw new ServiceUnavailableError('git-worktree');
      await withEffect(job);
    });
    await enqueue(service, 'a');
    await eventually('it is done', async () => {
      await hurry(service, 'a');
      return (await service.stateOf('a')) === 'done';
    });
    expect(tries).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it('takes a return without an end for a failure', async () => {
    const service = await start(() => Promise.resolve());
    await enqueue(service, 'a');
    await eventually('it was given back', async () => {
      const [row] = await service.dataSource.query<{ last_error: string | null }[]>(
        'SELECT last_error FROM jobs',
      );
      return row?.last_error?.includes('without completing') === true;
    });
    expect(await service.stateOf('a')).toBe('queued');
  });

  it('forgets all that ended long ago, however much that is', async () => {
    const service = await start();
    await service.dataSource.query(
      `INSERT INTO jobs (id, kind, key, run_id, payload, carrier, state, ended_at)
       SELECT gen_random_uuid(), 'old', n::text, gen_random_uuid(), '{}', '{}', 'done',
              now() - interval '31 days' FROM generate_series(1, 2500) AS n`,
    );
    await enqueue(service, 'new');
    await done(service, 'new');
    await service.get(JobsCleaning).clean();
    expect(await service.dataSource.query('SELECT key FROM jobs')).toEqual([{ key: 'new' }]);
  });

  it('refuses two handlers for one kind', async () => {
    class AnotherHandler extends ScriptedHandler {}
    await expect(
      TestService.start(schema, infrastructure.databaseUrl, undefined, [AnotherHandler]),
    ).rejects.toMatchObject({ code: 'job_handler_invalid' });
  });
});
