import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, TraceFlags, type TraceState, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { AdaptiveSampler } from './adaptive-sampler.js';
import { ManagedSampler } from './sampling-manager.js';
import { samplerOf } from './strategy.js';

const PHASE_MS = 15_000;
/** After a step, the load is known when a second has passed. */
const SETTLED_MS = 1_000;
const ALL = 2 ** 56;

/** Numbers from 0 to 1, the same ones for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const traceIdOf = (random: () => number): string =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** One over the probability that the trace state says: as many traces as this one stands for. */
function countOf(state: TraceState | undefined): number {
  const digits = /th:([0-9a-f]+)/.exec(state?.get('ot') ?? '')?.[1];
  if (digits === undefined) throw new Error('no threshold is said');
  return ALL / (ALL - Number.parseInt(digits.padEnd(14, '0'), 16));
}

interface Simulated {
  /** Times of the traces that were kept. */
  readonly kept: readonly number[];
  readonly begun: number;
  readonly capped: number;
  /** What the kept ones say that there were, and the variance of that. */
  readonly estimate: number;
  readonly variance: number;
  readonly perSecond: readonly number[];
}

/** Traces that come by chance, at one rate after the other. */
function simulate(targetTps: number, maxTps: number, rates: readonly number[], seed: number): Simulated {
  let now = 0;
  const random = numbers(seed);
  const sampler = new AdaptiveSampler({ targetTps, maxTps }, () => now);
  const kept: number[] = [];
  let [begun, estimate, variance] = [0, 0, 0];
  const perSecond = rates.map((rate, phase) => {
    const end = (phase + 1) * PHASE_MS;
    for (; now < end; now += (-Math.log(1 - random()) * 1000) / rate) {
      begun += 1;
      const result = sampler.shouldSample(ROOT_CONTEXT, traceIdOf(random));
      if (result.decision !== SamplingDecision.RECORD_AND_SAMPLED) continue;
      const count = countOf(result.traceState);
      kept.push(now);
      estimate += count;
      variance += count * (count - 1);
    }
    const from = phase * PHASE_MS + SETTLED_MS;
    return (kept.filter((at) => at >= from).length * 1000) / (end - from);
  });
  return { kept, begun, capped: sampler.stats().capped, estimate, variance, perSecond };
}

function mostInASecond(times: readonly number[]): number {
  let [first, most] = [0, 0];
  times.forEach((at, index) => {
    while ((times[first] ?? at) <= at - 1000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

describe('the adaptive sampler over a step from one to ten times the load and back', () => {
  const parameters = fc.record({
    target: fc.integer({ min: 20, max: 60 }),
    headroom: fc.double({ min: 1.5, max: 10, noNaN: true }),
    load: fc.integer({ min: 60, max: 300 }),
    seed: fc.integer(),
  });
  const cases = fc.sample(parameters, { numRuns: 15, seed: 4 });

  it.each(cases)('holds its target and its cap, and says true probabilities: %j', (given) => {
    const { target, headroom, load, seed } = given;
    const cap = Math.ceil(target * headroom);
    const { kept, perSecond, begun, estimate, variance, capped } = simulate(
      target,
      cap,
      [load, load * 10, load],
      seed,
    );
    for (const rate of perSecond) {
      expect(rate).toBeGreaterThan(target * 0.8);
      expect(rate).toBeLessThan(target * 1.2);
    }
    expect(mostInASecond(kept)).toBeLessThanOrEqual(cap * 1.05);
    const deviations = (estimate - (begun - capped)) / Math.sqrt(variance);
    expect(Math.abs(deviations)).toBeLessThan(4.5);
    expect(capped).toBeLessThan(begun * 0.01);
  });

  it('keeps all while there are fewer than it may keep', () => {
    const { kept, begun } = simulate(50, 100, [5], 7);
    const afterStart = kept.filter((at) => at > SETTLED_MS).length;
    expect(afterStart / begun).toBeGreaterThan(0.9);
  });
});

describe('a decision', () => {
  const decide = (sampler: Sampler, isRemote: boolean, traceFlags: TraceFlags): unknown => {
    const parent = { traceId: '0'.repeat(18) + 'f'.repeat(14), spanId: '1'.repeat(16), traceFlags, isRemote };
    const context = trace.setSpanContext(ROOT_CONTEXT, parent);
    return sampler.shouldSample(context, parent.traceId, 'x', SpanKind.INTERNAL, {}, []).decision;
  };

  it('holds for all spans of a trace in this process, whatever the rules say of each', () => {
    const rules = samplerOf(
      {
        type: 'rules',
        rules: [{ match: { route: '/orders' }, strategy: { type: 'fixed', keep: true } }],
        otherwise: { type: 'fixed', keep: false },
      },
      'shop',
    );
    const sampler = new ManagedSampler(rules);
    expect(decide(sampler, false, TraceFlags.SAMPLED)).toBe(SamplingDecision.RECORD_AND_SAMPLED);
    expect(decide(sampler, false, TraceFlags.NONE)).toBe(SamplingDecision.NOT_RECORD);
    expect(decide(sampler, true, TraceFlags.SAMPLED)).toBe(SamplingDecision.NOT_RECORD);
  });
});
