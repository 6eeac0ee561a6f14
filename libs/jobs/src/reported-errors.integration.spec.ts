import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, ReportingProcess } from '@throughline/testing';
import { addUserContext, runContext, traceIdOf } from '@throughline/tracing';
import { context } from '@throughline/tracing/api';
import { TestService } from './spec-support/test-service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('a job that has failed for good', () => {
  let reporting: ReportingProcess;

  beforeAll(async () => {
    reporting = await ReportingProcess.start('reporting-jobs');
  });
  afterAll(() => reporting?.stop());

  it('is reported once, in the trace of the job, and not after each of its tries', async () => {
    let tries = 0;
    const service = await TestService.start('reporting', reporting.infrastructure.databaseUrl, () => {
      tries += 1;
      addUserContext(`try ${tries}`);
      throw new Error(`bug ${tries}`);
    });
    const runId = newRunId();
    const job = { kind: 'scripted', key: 'a', runId, payload: { text: 'a' } };
    const enqueue = (): Promise<void> =>
      context.with(runContext(runId), () => service.units.run((work) => service.jobs.enqueue(work, job)));
    await enqueue();
    await eventually('the error is reported', async () => {
      await service.dataSource.query('UPDATE jobs SET not_before = now() WHERE key = $1', ['a']);
      await enqueue();
      return reporting.reported.events.length > 0;
    });
    await service.close();
    expect(await reporting.events()).toEqual([
      expect.objectContaining({
        level: 'error',
        contexts: expect.objectContaining({ trace: expect.objectContaining({ trace_id: traceIdOf(runId) }) }),
        tags: { correlation_id: runId },
        user: { id: 'try 5' },
        extra: expect.objectContaining({ kind: 'scripted', key: 'a', runId }),
        exception: { values: [expect.objectContaining({ value: 'bug 5' })] },
      }),
    ]);
  });
});
