import { describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { captureContext, runContext } from '@throughline/tracing';
import { context } from '@throughline/tracing/api';
import { JobsCleaning } from './runner/jobs-cleaning.js';
import { ScriptedHandler, withEffect } from './spec-support/test-service.js';
import { testServices } from './spec-support/test-services.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('jobs', () => {
  const services = testServices();

  it('does a job once, however often it is enqueued', async () => {
    const service = await services.start();
    const runId = newRunId();
    await Promise.all(Array.from({ length: 5 }, () => service.enqueue('a', runId)));
    await service.untilDone('a');
    await service.enqueue('a', runId);
    await service.enqueue('b', runId);
    await service.untilDone('b');
    expect(await service.effects()).toEqual([
      { key: 'a', epoch: 1 },
      { key: 'b', epoch: 1 },
    ]);
    expect(await service.status.unfinishedJobs(runId)).toBe(0);
  });

  it('makes no job of a unit of work that fails', async () => {
    const service = await services.start();
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
    const service = await services.start(async (job) => {
      carrier = captureContext();
      await withEffect(job);
    });
    const runId = newRunId();
    const maker = runContext(runId);
    await context.with(maker, () => service.enqueue('a', runId));
    await service.untilDone('a');
    expect(carrier).toEqual(captureContext(maker));
  });

  it('runs as many jobs at a time as the handler allows, and no more', async () => {
    const keys = Array.from({ length: 9 }, (_, index) => `job-${index}`);
    let running = 0;
    let most = 0;
    const service = await services.start(async (job) => {
      most = Math.max(most, ++running);
      await job.complete();
      running--;
    });
    await service.units.run(async (work) => {
      for (const key of keys)
        await service.jobs.enqueue(work, { kind: 'scripted', key, runId: newRunId(), payload: {} });
    });
    for (const key of keys) await service.untilDone(key);
    expect(most).toBe(2);
  });

  it('forgets all that ended long ago, however much that is', async () => {
    const service = await services.start();
    await service.dataSource.query(
      `INSERT INTO jobs (id, kind, key, run_id, payload, carrier, state, ended_at)
       SELECT gen_random_uuid(), 'old', n::text, gen_random_uuid(), '{}', '{}', 'done',
              now() - interval '31 days' FROM generate_series(1, 2500) AS n`,
    );
    await service.enqueue('new');
    await service.untilDone('new');
    await service.get(JobsCleaning).clean();
    expect(await service.dataSource.query('SELECT key FROM jobs')).toEqual([{ key: 'new' }]);
  });

  it('refuses two handlers for one kind', async () => {
    class AnotherHandler extends ScriptedHandler {}
    await expect(services.start(undefined, [AnotherHandler])).rejects.toMatchObject({
      code: 'job_handler_invalid',
    });
  });
});
