import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type Span, TracerProvider } from '@opentelemetry/sdk-trace';
import { LiveSpans } from './live-spans.js';
import { SpanMemory } from './span-memory.js';

const INTERVAL = 1000;

/** Spans as the SDK starts them, and what is said of them. */
function watched(most = 10): {
  live: LiveSpans;
  start: (at: number) => { end: () => void };
  beats: [string, number][];
  clock: { now: number };
} {
  const clock = { now: 0 };
  const beats: [string, number][] = [];
  const onBeat = (span: Span, beat: number): number => beats.push([span.name, beat]);
  const live = new LiveSpans(INTERVAL, { onBeat, onAbandoned: () => undefined }, most, () => clock.now);
  const processor = {
    onStart: (span: Span) => live.started(span),
    onEnding: (span: Span) => live.ended(span),
    onEnd: () => undefined,
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test');
  const start = (at: number): { end: () => void } =>
    tracer.startSpan(`at ${at}`, { startTime: new Date(at) }, ROOT_CONTEXT);
  return { live, start, beats, clock };
}

describe('live spans', () => {
  it('send a heartbeat for each interval that they have lived, until they end', () => {
    const { live, start, beats, clock } = watched();
    const [long] = [start(0), start(900)];
    for (const now of [900, 1000, 1500, 2100]) {
      clock.now = now;
      live.sweep();
    }
    expect(beats).toEqual([
      ['at 0', 1],
      ['at 0', 2],
      ['at 900', 1],
    ]);
    expect(live.longestMs).toBe(2100);
    long.end();
    expect(live.longestMs).toBe(1200);
    clock.now = 5000;
    live.sweep();
    expect(beats.at(-1)).toEqual(['at 900', 2]);
  });

  it('are watched up to a bound, the oldest given up first', () => {
    const { live, start } = watched(3);
    for (const at of [1, 2, 3, 4]) start(at);
    expect(live.size).toBe(3);
  });

  it('make room in memory for what waits for the receiver', () => {
    const { live, start } = watched();
    const memory = new SpanMemory(4);
    let waiting = 0;
    memory.holdSpare(live);
    memory.holdWaiting(() => waiting);
    for (const at of [1, 2, 3, 4]) start(at);
    for (waiting = 0; memory.hasRoom(); waiting += 1) expect(memory.size).toBeLessThan(4);
    expect([waiting, live.size]).toEqual([4, 0]);
  });
});
