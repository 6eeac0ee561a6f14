import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportedEvents, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import type { TraceSpan } from '@throughline/tracing';
import { durationOf, SpanReceiver } from './support/span-receiver.js';
import { runTraced } from './support/traced-program.js';

const HANDLING_MS = 60;

describe('messages of Nest’s RabbitMQ transport', () => {
  let infrastructure: TestInfrastructure;
  let receiver: SpanReceiver;
  let reported: ReportedEvents;
  let printed: string;

  beforeAll(async () => {
    [infrastructure, receiver, reported] = await Promise.all([
      testInfrastructure(),
      SpanReceiver.start(),
      ReportedEvents.start(),
    ]);
    printed = await runTraced('nest-transport', {
      RABBITMQ_URL: infrastructure.rabbitUrl,
      ...receiver.environment,
      SENTRY_DSN: reported.dsn,
      SENTRY_TRACES_SAMPLE_RATE: '0',
    });
  }, 60_000);
  afterAll(async () => {
    await receiver.stop();
    await reported[Symbol.asyncDispose]();
    await infrastructure.stop();
  });

  const onlyChild = (parent: TraceSpan): TraceSpan => {
    const [child, ...more] = receiver.childrenOf(parent);
    if (child === undefined || more.length > 0) throw new Error(`${parent.name} has ${more.length} more`);
    return child;
  };
  const handlingFor = (sender: string): TraceSpan => onlyChild(onlyChild(receiver.one(sender)));

  it('land in the thirty traces of their senders, though the client has to connect first', () => {
    const senders = receiver.spans.filter(({ name }) => /^sender\.\d+$/.test(name));
    expect(new Set(senders.map(({ traceId }) => traceId)).size).toBe(30);
    for (const sender of senders) {
      const handling = handlingFor(sender.name);
      expect(handling).toMatchObject({ name: 'process nest', kind: 'CONSUMER', status: { code: 'UNSET' } });
      expect(onlyChild(handling).attributes['number.value']).toBe(Number(sender.name.split('.')[1]));
    }
  });

  it('have the time and the error of an event’s handler, which Nest keeps to itself', () => {
    const handling = handlingFor('sender.failing');
    expect(handling).toMatchObject({
      status: { code: 'ERROR', message: 'the number is out of range' },
      attributes: { 'error.type': 'RangeError' },
    });
    expect(durationOf(handling)).toBeGreaterThanOrEqual(HANDLING_MS - 2);
  });

  it('have their errors reported, with the ids of their handling', () => {
    const failing = handlingFor('sender.failing');
    const found = reported.events.filter((event) => JSON.stringify(event).includes('out of range'));
    expect(found).toEqual([
      expect.objectContaining({
        contexts: expect.objectContaining({
          trace: { trace_id: failing.traceId, span_id: failing.spanId },
        }),
      }),
    ]);
  });

  it('are handled until the stream of their handler has ended', () => {
    const handling = handlingFor('sender.streamed');
    expect(handling.status.code).toBe('UNSET');
    expect(durationOf(handling)).toBeGreaterThanOrEqual(HANDLING_MS - 2);
  });

  it('are requests with replies in the same trace', () => {
    expect(printed).toBe('42');
    const handling = handlingFor('sender.doubled');
    expect(durationOf(handling)).toBeGreaterThanOrEqual(HANDLING_MS - 2);
    const names = receiver.traceOf(handling).map(({ name }) => name);
    expect(names.sort()).toEqual([
      'process (anonymous)',
      'process nest',
      'send (anonymous)',
      'send nest',
      'sender.doubled',
    ]);
    expect(handlingFor('sender.refused').status).toEqual({ code: 'ERROR', message: 'no such number' });
  });
});
