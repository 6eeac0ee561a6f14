import { describe, expect, it } from '@jest/globals';
import { newSpanId } from '../ids/span-ids.js';
import type { TraceSpan } from '../validation/trace-span.js';
import type { ExerciseResult, Seen } from './exercise.js';
import { exercised, within } from './exercise.js';
import { judgedExercise, judgedPropagation } from './judged-parts.js';

const TRACE = 'a'.repeat(32);

const span = (name: string, kind: TraceSpan['kind'], parent?: TraceSpan): TraceSpan => ({
  ...{ traceId: TRACE, spanId: newSpanId(), parentSpanId: parent?.spanId, name, kind, service: 'one' },
  ...{ startTimeUnixNano: '1', endTimeUnixNano: '2', status: { code: 'UNSET' }, attributes: {}, links: [] },
});

const done = (name: ExerciseResult['name'], seen: readonly Seen[] = []): ExerciseResult => ({
  ...{ name, status: 'done', detail: '', seen },
});

const top = span('self_test.rabbitmq', 'INTERNAL');
const sent = span('send q', 'PRODUCER', top);

describe('an exercise', () => {
  it('passes when each of its calls has an answer in the trace', () => {
    const spans = [top, sent, span('process q', 'CONSUMER', sent)];
    expect(judgedExercise(done('rabbitmq'), spans)).toMatchObject({ status: 'passed' });
  });

  it.each([
    ['without the consumer', [top, sent]],
    ['with two messages instead of one', [top, sent, sent, span('process q', 'CONSUMER', sent)]],
    ['of which nothing has arrived', []],
    ['whose spans are in no part of it', [span('x', 'INTERNAL'), sent, span('process q', 'CONSUMER', sent)]],
  ])('%s has failed', (_what, spans) => {
    expect(judgedExercise(done('rabbitmq'), spans)).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('message with its consumer'),
    });
  });

  it('is skipped where its server is away or its package is not there, and has failed otherwise', async () => {
    const statusOf = async (code: string) =>
      (await exercised('http', () => Promise.reject(Object.assign(new Error('no'), { code })))).status;
    expect(await statusOf('ECONNREFUSED')).toBe('skipped');
    expect(await statusOf('ERR_MODULE_NOT_FOUND')).toBe('skipped');
    expect(await statusOf('28P01')).toBe('failed');
  });

  it('is given up when a step of it takes too long', async () => {
    await expect(within('the answer', new Promise(() => undefined), 10)).rejects.toMatchObject({
      code: 'self_test_stuck',
    });
  });
});

describe('propagation', () => {
  const seen: Seen = {
    by: 'the server',
    traceparent: `00-${TRACE}-${'b'.repeat(16)}-01`,
    baggage: 'correlation_id=self-test,user.tier=self-test',
  };
  const judged = (...all: Seen[]) => judgedPropagation({ traceId: TRACE, results: [done('http', all)] });

  it('passes when every callee has the trace and the baggage', () => {
    expect(judged(seen, seen)).toMatchObject({ status: 'passed' });
  });

  it('has failed when one of them lacks either', () => {
    expect(judged(seen, { ...seen, traceparent: '' }).detail).toBe('the server has not got the trace');
    expect(judged(seen, { ...seen, baggage: '' }).detail).toBe('the server has not got the baggage');
  });
});
