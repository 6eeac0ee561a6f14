import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, ReportingProcess } from '@throughline/testing';
import { runContext, traceIdOf } from '@throughline/tracing';
import { context } from '@throughline/tracing/api';
import { NumbersController } from './spec-support/numbers.controller.js';
import { NumberAdded } from './spec-support/test-messages.js';
import { TestService } from './spec-support/test-service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('a message that becomes a dead letter', () => {
  let reporting: ReportingProcess;
  let service: TestService;

  beforeAll(async () => {
    reporting = await ReportingProcess.start('reporting');
    const controllers = [NumbersController];
    service = await TestService.start({ service: 'reporting', ...reporting.infrastructure, controllers });
    await eventually('the service is ready', () => service.transport.isReady());
  });
  afterAll(async () => {
    await service?.close();
    await reporting?.stop();
  });

  it('is reported once, in the trace of the message', async () => {
    const runId = newRunId();
    const message = new NumberAdded({ runId, value: 1, behaviour: 'invalid' });
    await context.with(runContext(runId), () => service.units.run((work) => work.publish(message)));
    await eventually('the error is reported', () => reporting.reported.events.length > 0);
    const trace = { trace_id: traceIdOf(runId), span_id: expect.stringMatching(/^[\da-f]{16}$/) };
    expect(await reporting.events()).toEqual([
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
