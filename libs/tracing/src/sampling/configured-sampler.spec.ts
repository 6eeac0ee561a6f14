import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import type { Environment } from '../config/readers.js';
import { randomHex } from '../ids/span-ids.js';
import { configuredSampler } from './configured-sampler.js';
import { getSamplingManager } from './sampling-manager.js';

/** How many of so many traces are kept. */
function kept(env: Environment, name: string, attributes: Record<string, string> = {}, of = 2000): number {
  const sampler = configuredSampler(env);
  const decisions = Array.from({ length: of }, () =>
    sampler.shouldSample(ROOT_CONTEXT, randomHex(16), name, SpanKind.SERVER, attributes, []),
  );
  return decisions.filter(({ decision }) => decision === SamplingDecision.RECORD_AND_SAMPLED).length;
}

const rules = (...list: readonly object[]): Environment => ({ TRACE_SAMPLING_RULES: JSON.stringify(list) });

describe('the sampler of the environment', () => {
  it.each([
    [{}, 'TraceIdRatioBased{1}'],
    [{ TRACE_SAMPLER: 'always_off' }, 'AlwaysOffSampler'],
    [{ TRACE_SAMPLER: 'ratelimited', TRACE_SAMPLER_ARG: '7' }, 'RateLimited{7}'],
    [{ ADAPTIVE_SAMPLING_ENABLED: 'true' }, 'Adaptive{10..100}'],
    [
      { ADAPTIVE_SAMPLING_ENABLED: 'true', ADAPTIVE_TARGET_TPS: '5', ADAPTIVE_MAX_TPS: '20' },
      'Adaptive{5..20}',
    ],
    [{ ADAPTIVE_SAMPLING_ENABLED: 'true', TRACE_SAMPLE_RATIO: '0.5' }, 'Adaptive{10..100}'],
    [{ OTEL_TRACES_SAMPLER: 'always_off', ADAPTIVE_SAMPLING_ENABLED: 'true' }, 'AlwaysOffSampler'],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_adaptive', OTEL_TRACES_SAMPLER_ARG: '3' }, 'Adaptive{3..30}'],
  ])('%j: %s', (env, name) => {
    expect(String(configuredSampler(env))).toContain(name);
  });

  it('is adaptive from the base that it is given', () => {
    const env = { ADAPTIVE_SAMPLING_ENABLED: 'true', ADAPTIVE_BASE_SAMPLE_RATE: '0.25' };
    configuredSampler(env);
    expect(getSamplingManager().getSamplingStats()).toMatchObject({ sampleRate: 0.25 });
    expect(kept({ ...env, ADAPTIVE_MAX_SAMPLE_RATE: '0' }, 'GET')).toBe(0);
  });

  it('makes exceptions by service, operation and route; the first that fits decides', () => {
    const env = {
      SERVICE_NAME: 'shop',
      ...rules(
        { service: 'other', type: 'const', param: 0 },
        { operation: 'poll *', type: 'const', param: 0 },
        { route: '/orders/*', type: 'probabilistic', param: 0.5 },
        { service: 'shop', operation: 'count', type: 'ratelimiting', param: 2 },
      ),
    };
    expect(kept(env, 'poll queue')).toBe(0);
    expect(kept(env, 'count')).toBe(2);
    expect(kept(env, 'GET', { 'url.path': '/other' })).toBe(2000);
    const half = kept(env, 'GET', { 'url.path': '/orders/7' });
    expect(half).toBeGreaterThan(800);
    expect(half).toBeLessThan(1200);
  });

  it('keeps one in a hundred health checks of any service, where that is said', () => {
    const env = rules({ service: 'health-check', type: 'probabilistic', param: 0.01 });
    for (const path of ['/healthcheck', '/livez', '/ready'])
      expect(kept(env, 'GET', { 'url.path': path }, 10_000)).toBeLessThan(200);
    expect(kept(env, 'GET', { 'url.path': '/orders' })).toBe(2000);
    expect(kept({ ...env, SERVICE_NAME: 'health-check' }, 'GET', {}, 10_000)).toBeLessThan(200);
  });

  it('tells what the adaptive one below exceptions has seen', () => {
    const env = { ADAPTIVE_SAMPLING_ENABLED: 'true', ...rules({ operation: 'x', type: 'const', param: 0 }) };
    kept(env, 'GET', {}, 10);
    expect(getSamplingManager().getSamplingStats()).toMatchObject({ decided: 10 });
  });

  it.each([
    ['x', 'must be JSON'],
    ['{}', 'must be a list of at most 100 rules'],
    ['[1]', 'rule 1: must be an object'],
    ['[{"operation":"a","type":"const","rate":1}]', 'rule 1: rate is not one of service, operation, route'],
    ['[{"type":"const"}]', 'rule 1: names no service, operation or route'],
    ['[{"service":1,"type":"const"}]', 'rule 1: service must be a text'],
    [
      '[{"service":"a","type":"dice"}]',
      'rule 1: type must be probabilistic, ratelimiting, const or adaptive',
    ],
    ['[{"service":"a","type":"probabilistic","param":2}]', 'rule 1: param must be from 0 to 1, but is 2'],
    ['[{"service":"a","type":"ratelimiting","param":0}]', 'rule 1: param must be a number above 0'],
    ['[{"service":"a","type":"const","param":"1"}]', 'rule 1: param must be a number from 0 up'],
  ])('refuses rules such as %s', (given, message) => {
    expect(() => configuredSampler({ TRACE_SAMPLING_RULES: given })).toThrow(message);
    expect(() => configuredSampler({ TRACE_SAMPLING_RULES: given })).toThrow(/^TRACE_SAMPLING_RULES/);
  });

  it.each([
    [{ TRACE_SAMPLER: 'dice' }, /^TRACE_SAMPLER must be/],
    [
      { ADAPTIVE_SAMPLING_ENABLED: 'true', ADAPTIVE_TARGET_TPS: '0' },
      /ADAPTIVE_TARGET_TPS must be a number above 0/,
    ],
    [
      { ADAPTIVE_SAMPLING_ENABLED: 'true', ADAPTIVE_MAX_TPS: '5' },
      /^ADAPTIVE_TARGET_TPS must be at most ADAPTIVE_MAX/,
    ],
    [
      { ADAPTIVE_SAMPLING_ENABLED: 'true', ADAPTIVE_BASE_SAMPLE_RATE: '2' },
      /^ADAPTIVE_BASE_SAMPLE_RATE must be from/,
    ],
  ])('refuses %j', (env, message) => {
    expect(() => configuredSampler(env)).toThrow(message);
  });
});
