import { describe, expect, it } from '@jest/globals';
import { configuredTransports } from '../export/configured-transport.js';
import { configuredSampler } from '../sampling/configured-sampler.js';
import { TRACING_SETTINGS, homeOf, logLevel, positiveInteger, ratio, serviceName } from './settings.js';

describe('settings from the environment', () => {
  it('names the service', () => {
    expect(serviceName({ SERVICE_NAME: 'a', OTEL_SERVICE_NAME: 'b' })).toBe('b');
    expect(serviceName({ SERVICE_NAME: 'a', OTEL_SERVICE_NAME: ' ' })).toBe('a');
    expect(serviceName({})).toBe('unknown_service');
  });

  it('samples as it is told', () => {
    expect(String(configuredSampler({}))).toContain('TraceIdRatioBased{1}');
    expect(String(configuredSampler({ TRACE_SAMPLE_RATIO: '0.25' }))).toContain('TraceIdRatioBased{0.25}');
    expect(String(configuredSampler({ OTEL_TRACES_SAMPLER: 'always_off' }))).toBe('AlwaysOffSampler');
  });

  it('refuses wrong values with the variable’s name', () => {
    expect(() => ratio({ A: '1.5' }, ['A'], 1)).toThrow('A must be from 0 to 1, but is "1.5"');
    expect(() => positiveInteger({ B: '0' }, 'B', 1)).toThrow('B must be a whole number above 0, but is "0"');
    expect(() => homeOf({ THROUGHLINE_HOME: 'state' })).toThrow(/^THROUGHLINE_HOME must be an absolute path/);
    expect(() => logLevel({ LOG_LEVEL: 'loud' })).toThrow(/^LOG_LEVEL must be one of trace, /);
    expect(() => configuredSampler({ OTEL_TRACES_SAMPLER: 'x' })).toThrow(/^OTEL_TRACES_SAMPLER must be/);
    expect(() => configuredTransports({ OTEL_TRACES_EXPORTER: 'x' })).toThrow(
      /^OTEL_TRACES_EXPORTER must be/,
    );
  });

  it('lists each variable once, with what it means', () => {
    const names = TRACING_SETTINGS.map(({ env }) => env);
    expect(new Set(names).size).toBe(names.length);
    expect(TRACING_SETTINGS.every(({ description }) => description.endsWith('.'))).toBe(true);
  });
});
