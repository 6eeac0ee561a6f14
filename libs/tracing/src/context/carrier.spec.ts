import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { v7 as uuidv7 } from 'uuid';
import { attemptSpanIdOf, rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { baggageValue, withBaggage } from './baggage.js';
import { captureContext, restoreContext } from './carrier.js';
import { attemptContext, runContext, runIdOfContext, runOfTrace } from './run-context.js';

describe('a context as strings', () => {
  it('survives with its parent and baggage', () => {
    const runId = uuidv7();
    const carrier = captureContext(withBaggage(runContext(runId), { 'user.tier': 'gold, silver; "ü"=%' }));
    expect(JSON.parse(JSON.stringify(carrier))).toEqual(carrier);
    const restored = restoreContext(carrier);
    expect(trace.getSpanContext(restored)).toMatchObject({
      traceId: traceIdOf(runId),
      spanId: rootSpanIdOf(runId),
      traceFlags: 1,
      isRemote: true,
    });
    expect(runIdOfContext(restored)).toBe(runId);
    expect(baggageValue(restored, 'user.tier')).toBe('gold, silver; "ü"=%');
  });

  it('is empty where there is no trace', () => {
    expect(captureContext(ROOT_CONTEXT)).toEqual({});
    expect(trace.getSpanContext(restoreContext({ traceparent: 'nonsense' }))).toBeUndefined();
  });
});

describe('the context of an attempt', () => {
  it('has the attempt’s span as parent and says which attempt it is', () => {
    const runId = uuidv7();
    const context = attemptContext(runId, 'task-1', 2);
    expect(trace.getSpanContext(context)?.spanId).toBe(attemptSpanIdOf(runId, 'task-1', 2));
    expect(baggageValue(context, 'throughline.task.id')).toBe('task-1');
    expect(baggageValue(context, 'throughline.attempt.number')).toBe('2');
  });
});

describe('runOfTrace', () => {
  it('holds a trace for the run’s only when the ids are the same', () => {
    const [one, two] = [uuidv7(), uuidv7()];
    expect(runOfTrace(runContext(one), traceIdOf(one))).toBe(one);
    expect(runOfTrace(runContext(one), traceIdOf(two))).toBeUndefined();
    expect(runOfTrace(runContext(two), traceIdOf(two))).toBe(two);
    expect(runOfTrace(ROOT_CONTEXT, traceIdOf(one))).toBeUndefined();
  });
});
