import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { linesOf, startTraced } from '../fixtures/traced-child.js';
import { attemptSpanIdOf, rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import type { TraceSpan } from '../validation/trace-span.js';

describe('operations of a real process', () => {
  const runId = uuidv7();
  let receiver: OtlpReceiver;
  let spans: TraceSpan[];
  let lines: unknown[];

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const env = { SERVICE_NAME: 'worker', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    lines = await linesOf(startTraced('operations', [runId], env));
    spans = receiver.trace(traceIdOf(runId));
  }, 30_000);
  afterAll(() => receiver.stop());

  const named = (name: string): TraceSpan | undefined => spans.find((span) => span.name === name);

  it('gives every span the run, and those of an attempt its task and number', () => {
    expect(spans).toHaveLength(11);
    for (const span of spans) {
      expect(span.attributes).toMatchObject({ 'throughline.run.id': runId, correlation_id: runId });
    }
    expect(named('test.good')?.attributes).toMatchObject({
      'plan.tasks': 3,
      'throughline.task.id': 'task-1',
      'throughline.attempt.number': 2,
    });
    expect(named('test.work')?.parentSpanId).toBe(named('test.publish')?.spanId);
    expect(named('test.publish')).toMatchObject({ kind: 'PRODUCER', parentSpanId: rootSpanIdOf(runId) });
  });

  it.each([
    ['a run', () => spans],
    ['something else', () => receiver.trace('b'.repeat(32))],
  ])('takes a span that is over, of %s', (_, all) => {
    expect(all().find(({ name }) => name === 'test.sent')).toMatchObject({
      kind: 'PRODUCER',
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000250000000',
      attributes: { 'app.note': expect.not.stringContaining('c4n4ry') },
      links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16) }],
    });
  });

  it('has the spans that start together', () => {
    expect([named('test.first'), named('test.second')].map((span) => span?.parentSpanId)).toEqual(
      Array.from({ length: 2 }, () => rootSpanIdOf(runId)),
    );
  });

  it('records an error with its code', () => {
    expect(named('test.bad')).toMatchObject({
      status: { code: 'ERROR', message: 'the plan has a cycle' },
      attributes: { 'error.type': 'plan_rejected', error: true },
    });
    expect(named('test.good')?.status.code).toBe('UNSET');
  });

  it('describes child processes without their secrets', () => {
    const [failed, good] = spans
      .filter((span) => 'process.exit.code' in span.attributes)
      .sort((a, b) => Number(b.attributes['process.exit.code']) - Number(a.attributes['process.exit.code']));
    expect(failed?.attributes).toMatchObject({ 'process.exit.code': 3, 'error.type': '3', error: true });
    expect(failed?.attributes['process.command_args']).toEqual(
      expect.arrayContaining(['process.exit(3)', '--token', '***']),
    );
    expect(failed?.status.code).toBe('ERROR');
    expect(good).toMatchObject({ kind: 'INTERNAL', status: { code: 'UNSET' } });
  });

  it('describes model calls in the words of the conventions', () => {
    expect(named('chat claude')).toMatchObject({
      kind: 'CLIENT',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 2,
        'throughline.cost_usd': 0.25,
      },
    });
  });

  it('exports a derived span with the times and the status it was given', () => {
    expect(named('workflow_orchestrator.attempt')).toMatchObject({
      spanId: attemptSpanIdOf(runId, 'task-1', 2),
      parentSpanId: rootSpanIdOf(runId),
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000060000000000',
      status: { code: 'ERROR', message: 'rejected' },
      service: 'worker',
    });
  });

  it('logs JSON with the ids of the trace', () => {
    const inside = { trace_id: traceIdOf(runId), span_id: named('test.work')?.spanId, correlation_id: runId };
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(lines).toEqual([
      { level: 'info', timestamp, service: 'worker', name: 'operations', message: 'inside', ...inside },
      expect.objectContaining({
        level: 'error',
        message: 'caught',
        error: expect.objectContaining({ code: 'plan_rejected' }),
        ...inside,
      }),
      { level: 'info', timestamp, service: 'worker', name: 'operations', message: 'outside' },
    ]);
  });
});
