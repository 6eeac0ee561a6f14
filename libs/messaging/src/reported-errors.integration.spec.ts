import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import {
  eventually,
  ReportedEvents,
  type TestInfrastructure,
  testInfrastructure,
} from '@throughline/testing';
import {
  configureSentry,
  initializeTracing,
  runContext,
  traceIdOf,
  type TracingHandle,
} from '@throughline/tracing';
import { context } from '@throughline/tracing/api';
import { NumbersController } from './spec-support/numbers.controller.js';
import { NumberAdded } from './spec-support/test-messages.js';
import { TestService } from './spec-support/test-service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('a message that becomes a dead letter', () => {
  let reported: ReportedEvents;
  let infrastructure: TestInfrastructure;
  let tracing: TracingHandle;
  let service: TestService;

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'reporting' });
    reported = await ReportedEvents.start();
    configureSentry({ dsn: reported.dsn, tracesSampleRate: 0 });
    infrastructure = await testInfrastructure();
    const controllers = [NumbersController];
    service = await TestService.start({ service: 'reporting', ...infrastructure, controllers });
    await eventually('the service is ready', () => service.transport.isReady());
  });
  afterAll(async () => {
    await service?.close();
    await infrastructure?.stop();
    await tracing?.shutdown();
    await reported?.[Symbol.asyncDispose]();
  });

  it('is reported once, in the trace of the message', async () => {
    const runId = newRunId();
    const message = new NumberAdded({ runId, value: 1, behaviour: 'invalid' });
    await context.with(runContext(runId), () => service.units.run((work) => work.publish(message)));
    await eventually('the error is reported', () => reported.events.length > 0);
    await configureSentry().flush();
    const trace = { trace_id: traceIdOf(runId), span_id: expect.stringMatching(/^[\da-f]{16}$/) };
    expect(reported.events).toEqual([
      expect.objectContaining({
        level: 'error',
        contexts: expect.objectContaining({ trace }),
        tags: { correlation_id: runId },
        extra: expect.objectContaining({ message: 'a message became a dead letter', tries: 1 }),
        exception: { values: [expect.objectContaining({ value: 'the number is not to my liking' })] },
      }),
    ]);
  });
});
