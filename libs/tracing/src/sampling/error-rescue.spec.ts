import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, type Span, SpanStatusCode, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import { type ReadableSpan, SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { SpanCounts } from '../export/span-counts.js';
import { CountedSampler } from './counted-sampler.js';
import { ErrorRescue } from './error-rescue.js';

const sampledOut = { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }) };

interface Rescuing {
  readonly rescue: ErrorRescue;
  readonly tracer: Tracer;
  readonly rescued: string[];
  readonly counts: SpanCounts;
  released: number;
  now: number;
}

const isSampled = (span: ReadableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;

/** A tracer of which every trace is sampled out, and what is rescued of them. */
function rescuing(limits = { maxSpans: 10, maxAgeMs: 1000 }): Rescuing {
  const rescued: string[] = [];
  const counts = new SpanCounts();
  const onRescued = (span: ReadableSpan): number => rescued.push(span.name);
  const rescue = new ErrorRescue(limits, { onRescued, onReleased: () => (all.released += 1) }, () => all.now);
  const processor = {
    onStart: () => undefined,
    onEnd: (span: ReadableSpan) => (isSampled(span) ? onRescued(span) : rescue.ended(span)),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const sampler = new CountedSampler(sampledOut, counts, rescue);
  const provider = new TracerProvider({ sampler, spanProcessors: [processor] });
  const all: Rescuing = { rescue, tracer: provider.getTracer('test'), rescued, counts, released: 0, now: 0 };
  return all;
}

const below = (tracer: Tracer, parent: Span | undefined, name: string): Span =>
  tracer.startSpan(name, {}, parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent));

function fail(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

describe('error rescue', () => {
  it('exports what is held of a trace when one of its spans fails, what ends later, and nothing of others', () => {
    const { tracer, rescued, rescue, counts } = rescuing();
    const other = below(tracer, undefined, 'other');
    const root = below(tracer, undefined, 'root');
    below(tracer, root, 'before').end();
    const slow = below(tracer, root, 'slow');
    expect([rescued, rescue.size]).toEqual([[], 1]);
    fail(below(tracer, root, 'failed'));
    expect([rescued, rescue.size]).toEqual([['before', 'failed'], 0]);
    const later = below(tracer, root, 'later');
    expect(later.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
    for (const span of [later, slow, root, other]) span.end();
    expect([rescued, rescue.size]).toEqual([['before', 'failed', 'later', 'slow', 'root'], 1]);
    expect(counts.sampledOut).toBe(0);
  });

  it('exports a trace whose first span fails last', () => {
    const { tracer, rescued } = rescuing();
    const root = below(tracer, undefined, 'root');
    below(tracer, root, 'child').end();
    fail(root);
    expect(rescued).toEqual(['child', 'root']);
  });

  it('lets go of traces that are over before those that go on, and of all after their time', () => {
    const all = rescuing({ maxSpans: 3, maxAgeMs: 1000 });
    const { tracer, rescue, rescued } = all;
    const going = below(tracer, undefined, 'going');
    below(tracer, going, 'first').end();
    for (const name of ['a', 'b', 'c']) below(tracer, undefined, name).end();
    expect([rescue.size, all.released]).toEqual([3, 1]);
    fail(going);
    expect(rescued).toEqual(['first', 'going']);
    all.now = 1001;
    rescue.sweep();
    expect([rescue.size, all.released]).toEqual([0, 3]);
  });

  it('rescues or releases every span once, and never holds more than it may', () => {
    const step = fc.record({ trace: fc.nat(5), fails: fc.boolean(), ends: fc.boolean(), ms: fc.nat(300) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const all = rescuing({ maxSpans: 7, maxAgeMs: 500 });
        const roots = new Map<number, Span>();
        let ended = 0;
        for (const { trace: number, fails, ends, ms } of steps) {
          all.now += ms;
          const root = roots.get(number) ?? below(all.tracer, undefined, 'root');
          roots.set(number, root);
          const span = ends ? root : below(all.tracer, root, 'child');
          if (ends) roots.delete(number);
          if (fails && number === 0) fail(span);
          else span.end();
          ended += 1;
          expect(all.rescue.size).toBeLessThanOrEqual(7);
          expect(all.rescued.length + all.released + all.rescue.size).toBe(ended);
        }
        all.rescue.close();
        expect(all.rescue.size).toBe(0);
      }),
    );
  });
});
