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

  it.each([
    ['SERVICE_NAME', 'unknown_service'],
    ['SERVICE_VERSION', '1.0.0'],
    ['ENVIRONMENT', 'development'],
    ['TRACE_SAMPLE_RATIO', '1.0'],
    ['JAEGER_ENABLED', ''],
    ['JAEGER_ENDPOINT', 'localhost:4318'],
    ['JAEGER_TIMEOUT', '30'],
    ['JAEGER_COMPRESSION', 'gzip'],
    ['OTLP_ENABLED', ''],
    ['OTLP_ENDPOINT', ''],
    ['OTLP_TIMEOUT', '30'],
    ['OTLP_COMPRESSION', 'none'],
    ['ZIPKIN_ENABLED', 'false'],
    ['ZIPKIN_ENDPOINT', 'localhost:9411'],
    ['CONSOLE_EXPORTER_ENABLED', 'DEBUG_TRACING'],
    ['LOGGING_EXPORTER_ENABLED', 'false'],
    ['PROMETHEUS_ENABLED', 'true'],
    ['DEBUG_TRACING', 'false'],
    ['OTEL_SDK_DISABLED', 'false'],
    ['OTEL_SERVICE_NAME', 'SERVICE_NAME'],
    ['OTEL_RESOURCE_ATTRIBUTES', ''],
    ['OTEL_LOG_LEVEL', ''],
    ['OTEL_PROPAGATORS', 'tracecontext,baggage'],
    ['OTEL_TRACES_EXPORTER', 'otlp'],
    ['OTEL_TRACES_SAMPLER', 'parentbased_traceidratio'],
    ['OTEL_TRACES_SAMPLER_ARG', 'TRACE_SAMPLE_RATIO'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://localhost:4318'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf'],
    ['OTEL_EXPORTER_OTLP_HEADERS', ''],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '10000'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'none'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT/v1/traces'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'],
    ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
    ['OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'ZIPKIN_ENDPOINT'],
    ['OTEL_BSP_SCHEDULE_DELAY', '300'],
    ['OTEL_BSP_EXPORT_TIMEOUT', '30000'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '2048'],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '512'],
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', '4096'],
    ['OTEL_ATTRIBUTE_COUNT_LIMIT', '128'],
    ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '4096'],
    ['OTEL_CONFIG_FILE', ''],
    ['OTEL_EXCLUDED_URLS', ''],
  ])('has %s, with the default %j', (name, otherwise) => {
    expect(TRACING_SETTINGS.find(({ env }) => env === name)?.default).toBe(otherwise);
  });
});
