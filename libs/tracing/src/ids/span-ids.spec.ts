import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { attemptSpanIdOf, deliverySpanIdOf, newSpanId, rootSpanIdOf, traceIdOf } from './span-ids.js';

const SPAN_ID = /^(?!0{16}$)[0-9a-f]{16}$/;

describe('ids of spans', () => {
  it('makes a trace id of a run id, however it is written', () => {
    const runId = '019AA0E5-7C1B-7D2E-9F00-0123456789AB';
    expect(traceIdOf(runId)).toBe('019aa0e57c1b7d2e9f000123456789ab');
    expect(rootSpanIdOf(runId)).toBe(rootSpanIdOf(runId.toLowerCase()));
  });

  it('derives the same id from the same names, and others from others', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), fc.nat(), (message, consumer, count, attempt) => {
        const id = deliverySpanIdOf(message, consumer, count, attempt);
        expect(id).toMatch(SPAN_ID);
        expect(deliverySpanIdOf(message, consumer, count, attempt)).toBe(id);
        expect(deliverySpanIdOf(message, consumer, count + 1, attempt)).not.toBe(id);
        expect(deliverySpanIdOf(`${message}"`, consumer, count, attempt)).not.toBe(id);
      }),
    );
  });

  it('keeps a run’s root, its attempts and their numbers apart', () => {
    const runId = uuidv7();
    const ids = [
      rootSpanIdOf(runId),
      attemptSpanIdOf(runId, 'a', 1),
      attemptSpanIdOf(runId, 'a', 2),
      attemptSpanIdOf(runId, 'a1', 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('makes new ids that do not repeat', () => {
    const ids = Array.from({ length: 5_000 }, newSpanId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => SPAN_ID.test(id))).toBe(true);
  });
});
