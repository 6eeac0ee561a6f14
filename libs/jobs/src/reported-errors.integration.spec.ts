import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import {
  eventually,
  ReportedEvents,
  type TestInfrastructure,
  testInfrastructure,
} from '@throughline/testing';
import {
  addUserContext,
  configureSentry,
  initializeTracing,
  runContext,
  traceIdOf,
  type TracingHandle,
} from '@throughline/tracing';
import { context } from '@throughline/tracing/api';
import { TestService } from './spec-support/test-service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('a job that has failed for good', () => {
  let reported: ReportedEvents;
  let infrastructure: TestInfrastructure;
  let tracing: TracingHandle;

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'reporting-jobs' });
    reported = await ReportedEvents.start();
    configureSentry({ dsn: reported.dsn, tracesSampleRate: 0 });
    infrastructure = await testInfrastructure();
  });
  afterAll(async () => {
    await infrastructure?.stop();
    await tracing?.shutdown();
    await reported?.[Symbol.asyncDispose]();
  });

  it('is reported once, in the trace of the job, and not after each of its tries', async () => {
    let tries = 0;
    const service = await TestService.start('reporting', infrastructure.databaseUrl, () => {
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
      return reported.events.length > 0;
    });
    await configureSentry().flush();
    await service.close();
    expect(reported.events).toEqual([
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
