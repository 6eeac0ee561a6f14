import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { v7 as uuidv7 } from 'uuid';
import { runContext } from '../context/run-context.js';
import { randomHex, traceIdOf } from '../ids/span-ids.js';
import { TraceStateList } from '../propagation/tracestate.js';
import { AdaptiveSampler } from './adaptive-sampler.js';
import { ProbabilitySampler } from './probability-sampler.js';
import { RateLimit } from './rate-limit.js';
import { RateLimitedSampler } from './rate-limited-sampler.js';
import { RunSampler } from './run-sampler.js';
import { type SamplingStrategy, samplerOf } from './strategy.js';
import { thresholdOf, withThreshold } from './threshold.js';

const { RECORD_AND_SAMPLED } = SamplingDecision;

function keeps(sampler: Sampler, name = 'x', attributes = {}, traceId = randomHex(16)): boolean {
  const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId, name, SpanKind.SERVER, attributes, []);
  return decision === RECORD_AND_SAMPLED;
}

/** A generator of the same numbers at every run of the test. */
function traceIds(seed: number): () => string {
  let state = seed;
  const word = (): string => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0).toString(16).padStart(8, '0');
  };
  return () => word() + word() + word() + word();
}

describe('a probability', () => {
  it.each([
    [1, 'ot=th:0'],
    [0.5, 'ot=th:8'],
    [0.25, 'ot=th:c'],
    [0.1, /^ot=th:e666666666666/],
  ])('of %d is said as %s', (probability, said) => {
    expect(withThreshold(undefined, thresholdOf(probability) ?? -1n).serialize()).toMatch(said);
  });

  it('is that of the traces that are kept, and a higher one keeps all that a lower one does', () => {
    const [low, high, next] = [new ProbabilitySampler(0.2), new ProbabilitySampler(0.6), traceIds(7)];
    const ids = Array.from({ length: 20_000 }, next);
    const kept = ids.filter((id) => keeps(low, 'x', {}, id));
    expect(kept.length / ids.length).toBeCloseTo(0.2, 1);
    expect(kept.every((id) => keeps(high, 'x', {}, id))).toBe(true);
    expect(ids.some((id) => keeps(new ProbabilitySampler(0), 'x', {}, id))).toBe(false);
  });

  it('goes by the random value of the trace state where there is one, and leaves other vendors’ members', () => {
    const shouldSample = (state: string): unknown => {
      const context = trace.setSpanContext(ROOT_CONTEXT, {
        traceId: 'f'.repeat(32),
        spanId: '1'.repeat(16),
        traceFlags: TraceFlags.NONE,
        traceState: TraceStateList.parse(state) ?? TraceStateList.EMPTY,
      });
      return new ProbabilitySampler(0.5).shouldSample(context, 'f'.repeat(32)).traceState?.serialize();
    };
    expect(shouldSample('foo=1')).toBe('ot=th:8,foo=1');
    expect(shouldSample('foo=1,ot=th:4;rv:80000000000000')).toBe('ot=th:8;rv:80000000000000,foo=1');
    expect(shouldSample('ot=rv:7fffffffffffff')).toBeUndefined();
  });
});

describe('a rate limit', () => {
  it('lets no more through in any second, wherever it begins', () => {
    let now = 0;
    const limit = new RateLimit(5, () => now);
    const taken: number[] = [];
    for (; now < 10_000; now += 7) if (limit.take()) taken.push(now);
    expect(taken.every((at) => taken.filter((other) => other >= at && other < at + 1000).length <= 5)).toBe(
      true,
    );
    expect(taken.length).toBeGreaterThanOrEqual(48);
  });

  it('below one a second lets one through in so many seconds', () => {
    let now = 0;
    const sampler = new RateLimitedSampler(0.5, () => now);
    const kept = Array.from({ length: 60 }, (_, at) => {
      now = at * 100;
      return keeps(sampler);
    });
    expect(kept.filter(Boolean)).toHaveLength(3);
    expect(() => new RateLimit(0)).toThrow(RangeError);
  });
});

describe('the adaptive sampler', () => {
  const TARGET = 50;
  const CAP = 80;

  it.each([1, 2, 3])(
    'holds its target and its cap over a step to ten times the load and back (seed %i)',
    (seed) => {
      let now = 0;
      const sampler = new AdaptiveSampler({ targetTps: TARGET, maxTps: CAP }, () => now);
      const next = traceIds(seed);
      const kept: number[] = [];
      const phase = (perSecond: number): number => {
        const before = kept.length;
        for (let at = 0; at < 20 * perSecond; at += 1) {
          now += 1000 / perSecond;
          if (keeps(sampler, 'x', {}, next())) kept.push(now);
        }
        return (kept.length - before) / 20;
      };
      for (const rate of [phase(200), phase(2000), phase(200)]) {
        expect(rate).toBeGreaterThan(TARGET * 0.8);
        expect(rate).toBeLessThan(TARGET * 1.2);
      }
      let first = 0;
      const inSecond = kept.map((at, index) => {
        while ((kept[first] ?? at) <= at - 1000) first += 1;
        return index - first + 1;
      });
      expect(Math.max(...inSecond)).toBeLessThanOrEqual(CAP * 1.05);
      const stats = sampler.stats();
      expect(stats.sampled).toBe(kept.length);
      expect(stats.decided).toBe(20 * (200 + 2000 + 200));
      expect(stats.currentTps).toBeCloseTo(200, -1);
      expect(stats.sampleRate).toBeCloseTo(0.25, 1);
      expect(stats.capped).toBe(0);
    },
  );

  it('keeps its cap from the first moment, and begins with its base', () => {
    const flooded = new AdaptiveSampler({ targetTps: 5, maxTps: 10, baseSampleRate: 1 }, () => 0);
    expect(Array.from({ length: 1000 }, () => keeps(flooded)).filter(Boolean)).toHaveLength(10);
    expect(new AdaptiveSampler({}, () => 0).stats().sampleRate).toBe(0.1);
  });

  it('says the probability with which a trace was kept', () => {
    const sampler = new AdaptiveSampler({ baseSampleRate: 0.5 }, () => 0);
    expect(sampler.shouldSample(ROOT_CONTEXT, 'f'.repeat(32)).traceState?.get('ot')).toBe('th:8');
  });

  it.each([{ baseSampleRate: 2 }, { maxSampleRate: -1 }, { targetTps: 0 }, { targetTps: 20, maxTps: 10 }])(
    'refuses %j',
    (options) => {
      expect(() => new AdaptiveSampler(options)).toThrow(RangeError);
    },
  );
});

describe('rules', () => {
  const keep: SamplingStrategy = { type: 'fixed', keep: true };
  const drop: SamplingStrategy = { type: 'fixed', keep: false };
  const sampler = (match: object): Sampler =>
    samplerOf({ type: 'rules', rules: [{ match, strategy: keep }], otherwise: drop }, 'shop');

  it.each([
    [{}, true],
    [{ service: 'shop' }, true],
    [{ service: 'sho' }, false],
    [{ service: 's*p' }, true],
    [{ operation: 'GET *' }, true],
    [{ operation: 'POST *' }, false],
    [{ route: '/orders/*' }, true],
    [{ route: '/orders/*/items' }, false],
    [{ route: '*' }, true],
    [{ route: '/orders/77*7' }, false],
    [{ attributes: { 'user.tier': 'gold', retries: 2 } }, true],
    [{ attributes: { retries: 3 } }, false],
    [{ service: 'shop', attributes: { absent: true } }, false],
  ])('%j: %s', (match, expected) => {
    const attributes = { 'url.path': '/orders/7?x=1', 'user.tier': 'gold', retries: 2 };
    expect(keeps(sampler(match), 'GET /orders', attributes)).toBe(expected);
  });

  it('never give up a run', () => {
    const runId = uuidv7();
    const { decision } = new RunSampler(samplerOf(drop, 'shop')).shouldSample(
      runContext(runId),
      traceIdOf(runId),
      'x',
      SpanKind.INTERNAL,
      {},
      [],
    );
    expect(decision).toBe(RECORD_AND_SAMPLED);
  });
});
