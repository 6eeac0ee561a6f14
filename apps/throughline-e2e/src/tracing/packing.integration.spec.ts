import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import type { TraceSpan } from '@throughline/tracing';
import { PackedApplication } from './support/packed-application.js';
import { SpanReceiver } from './support/span-receiver.js';

describe('the packed library in a new NestJS application', () => {
  let infrastructure: TestInfrastructure;
  let receiver: SpanReceiver;
  let application: PackedApplication;
  let answer: unknown;
  let exit: number | string | null;

  beforeAll(async () => {
    [infrastructure, receiver, application] = await Promise.all([
      testInfrastructure(),
      SpanReceiver.start(),
      PackedApplication.create(),
    ]);
    const url = await application.start({
      DATABASE_URL: infrastructure.databaseUrl,
      RABBITMQ_URL: infrastructure.rabbitUrl,
      ...receiver.environment,
    });
    const response = await fetch(`${url}/orders/o-1`, { method: 'POST' });
    answer = await response.json();
    const over = ['process shop.raw', 'process shop.events'];
    await eventually('the messages are handled', () => over.every((name) => receiver.named(name).length > 0));
    exit = await application.stop();
  }, 120_000);
  afterAll(async () => {
    await application?.remove();
    await receiver?.stop();
    await infrastructure?.stop();
  });

  const parentOf = (span: TraceSpan): string =>
    receiver.spans.find(({ spanId }) => spanId === span.parentSpanId)?.name ?? '';

  it('needs nothing else of this repository', async () => {
    expect(await application.packagesOf('@throughline')).toEqual(['tracing']);
  });

  it('lets it do its work, and end', () => {
    expect(answer).toEqual({ stock: { found: 1 } });
    expect(exit).toBe('SIGTERM');
  });

  it('makes one trace of all that a request causes, with one span for each thing', () => {
    const root = receiver.one('POST /orders/:id');
    const lines = receiver.traceOf(root).map((span) => [parentOf(span), span.kind, span.name].join(' > '));
    expect(new Set(lines)).toEqual(
      new Set([
        ' > SERVER > POST /orders/:id',
        'GET > SERVER > GET /stock/:id',
        'GET /stock/:id > CLIENT > SELECT orders',
        'POST /orders/:id > CLIENT > COMMIT',
        'POST /orders/:id > CLIENT > GET',
        'POST /orders/:id > CLIENT > INSERT orders',
        'POST /orders/:id > CLIENT > START',
        'POST /orders/:id > CLIENT > UPDATE orders',
        'POST /orders/:id > CLIENT > chat claude',
        'POST /orders/:id > INTERNAL > node',
        'POST /orders/:id > PRODUCER > send shop.events',
        'POST /orders/:id > PRODUCER > send shop.raw',
        'process shop.events > CLIENT > DELETE orders',
        'process shop.raw > CLIENT > SELECT orders',
        'send shop.events > CONSUMER > process shop.events',
        'send shop.raw > CONSUMER > process shop.raw',
      ]),
    );
    expect(lines).toHaveLength(16);
  });

  it('says of each what the conventions say, and no secret', () => {
    expect(receiver.one('POST /orders/:id')).toMatchObject({
      service: 'shop',
      attributes: { 'http.route': '/orders/:id', 'http.response.status_code': 201 },
    });
    expect(receiver.one('INSERT orders').attributes).toMatchObject({
      'db.query.text': 'INSERT INTO orders (id, state) VALUES ($1, $2)',
    });
    expect(receiver.one('node').attributes).toMatchObject({
      'process.command_args': expect.arrayContaining(['--token=***']),
      'process.exit.code': 0,
    });
    expect(receiver.one('chat claude').attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 3 });
    expect(receiver.one('process shop.events').attributes).toMatchObject({ 'messaging.system': 'rabbitmq' });
    expect(JSON.stringify(receiver.spans)).not.toContain('hunter2');
  });

  it('finds no fault in any of them', () => {
    const faults = receiver.spans.filter(({ status }) => status.code === 'ERROR');
    expect(faults.map(({ name, status }) => [name, status.message])).toEqual([]);
  });
});
