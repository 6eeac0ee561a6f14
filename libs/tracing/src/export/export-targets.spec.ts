import { beforeAll, describe, expect, it } from '@jest/globals';
import { otlpEndpoint } from './endpoint.js';
import { exportTargets } from './export-targets.js';

beforeAll(() => {
  process.env['LOG_LEVEL'] = 'silent'; // the warning about old receivers
});

const names = (env: NodeJS.ProcessEnv): string[] => exportTargets(env).map(({ name }) => name);

describe('where spans go', () => {
  it.each([
    [{}, ['otlp']],
    [{ JAEGER_ENDPOINT: 'jaeger:4318' }, ['jaeger']],
    [{ JAEGER_ENDPOINT: 'jaeger:4318', JAEGER_ENABLED: 'false' }, ['otlp']],
    [{ JAEGER_ENDPOINT: 'jaeger:4318', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318' }, ['otlp', 'jaeger']],
    [{ ZIPKIN_ENABLED: 'true', OTLP_ENABLED: 'true' }, ['otlp', 'zipkin']],
    [{ OTLP_ENABLED: 'false' }, []],
    [{ DEBUG_TRACING: 'true' }, ['otlp', 'console']],
    [
      { DEBUG_TRACING: 'true', CONSOLE_EXPORTER_ENABLED: 'false', LOGGING_EXPORTER_ENABLED: '1' },
      ['otlp', 'logging'],
    ],
    [{ OTEL_TRACES_EXPORTER: 'zipkin, otlp,zipkin', JAEGER_ENDPOINT: 'jaeger:4318' }, ['zipkin', 'otlp']],
    [{ OTEL_TRACES_EXPORTER: 'none' }, []],
  ])('%j: %j', (env, expected) => {
    expect(names(env)).toEqual(expected);
  });

  it('goes by OTEL_EXPORTER_OTLP_* first, and takes seconds from the others', () => {
    const own = { OTLP_ENDPOINT: 'collector:4317', OTLP_TIMEOUT: '5', OTLP_COMPRESSION: 'gzip' };
    expect(exportTargets(own)).toEqual([
      {
        name: 'otlp',
        protocol: 'grpc',
        url: 'http://collector:4317',
        headers: {},
        timeoutMs: 5000,
        compression: 'gzip',
        tls: {},
      },
    ]);
    const otel = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=1,x-other=2',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-key=3',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
    };
    expect(exportTargets({ ...own, ...otel })).toEqual([
      {
        name: 'otlp',
        protocol: 'http/protobuf',
        url: 'http://a:4318/v1/traces',
        headers: { 'x-key': '3', 'x-other': '2' },
        timeoutMs: 1,
        compression: 'none',
        tls: {},
      },
    ]);
  });

  it.each([
    [{}, 'http://localhost:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318/base/' }, 'http://a:4318/base/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:4318/here' }, 'http://a:4318/here'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http://localhost:4317/'],
  ])('OTLP by %j goes to %s', (env, url) => {
    expect(exportTargets(env)[0]?.url).toBe(url);
  });

  it('says which certificate cannot be read', () => {
    const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file' };
    expect(() => exportTargets(env)).toThrow('OTEL_EXPORTER_OTLP_CERTIFICATE');
  });

  it.each([
    ['localhost:4317', 'http://localhost:4317', 'grpc'],
    ['https://collector:4317', 'https://collector:4317', 'grpc'],
    ['localhost:4318', 'http://localhost:4318/v1/traces', 'http/protobuf'],
    ['http://collector/otlp/v1/traces', 'http://collector/otlp/v1/traces', 'http/protobuf'],
    ['http://jaeger-collector:14268/api/traces', 'http://jaeger-collector:4318/v1/traces', 'http/protobuf'],
    ['jaeger:6831', 'http://jaeger:4318/v1/traces', 'http/protobuf'],
    ['[::1]:14268', 'http://[::1]:4318/v1/traces', 'http/protobuf'],
  ])('%s is %s by %s', (given, url, protocol) => {
    expect(otlpEndpoint(given, 'JAEGER_ENDPOINT')).toEqual({ url, protocol });
  });

  it.each([
    ['JAEGER_ENDPOINT', 'ftp://jaeger'],
    ['JAEGER_TIMEOUT', '0'],
    ['JAEGER_COMPRESSION', 'zip'],
    ['ZIPKIN_ENDPOINT', 'http://'],
    ['ZIPKIN_ENABLED', 'yes'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'thrift'],
    ['OTEL_TRACES_EXPORTER', 'x'],
  ])('refuses a wrong %s by its name', (name, value) => {
    const all = { OTLP_ENABLED: 'true', JAEGER_ENABLED: 'true', ZIPKIN_ENABLED: 'true' };
    expect(() => exportTargets({ ...all, [name]: value })).toThrow(
      new RegExp(`^(?:\\S+ / )?${name} must be `),
    );
  });
});
