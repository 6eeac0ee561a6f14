import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

  it('sends what is said of a receiver to no other one', () => {
    const own = { OTLP_HEADERS: 'x-key=1', OTLP_CERTIFICATE: '/no/such/file' };
    const env = { ...own, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318' };
    expect(exportTargets(env)).toMatchObject([{ headers: {}, tls: {} }]);
    expect(exportTargets({ OTLP_HEADERS: 'x-key=1', OTEL_EXPORTER_OTLP_HEADERS: 'x-other=2' })).toMatchObject(
      [{ headers: { 'x-key': '1', 'x-other': '2' } }],
    );
  });

  it.each(['JAEGER', 'OTLP', 'ZIPKIN'])(
    '%s has its own time, compression, headers and certificates',
    (name) => {
      const file = fileURLToPath(import.meta.url);
      const all = {
        [`${name}_ENABLED`]: 'true',
        [`${name}_ENDPOINT`]: 'receiver:1234',
        [`${name}_TIMEOUT`]: '1500ms',
        [`${name}_COMPRESSION`]: 'gzip',
        [`${name}_HEADERS`]: 'x-key=a%3Db',
        [`${name}_CERTIFICATE`]: file,
        [`${name}_CLIENT_CERTIFICATE`]: file,
        [`${name}_CLIENT_KEY`]: file,
        [`${name}_INSECURE`]: 'false',
      };
      const content = readFileSync(file);
      const [target] = exportTargets(all);
      expect(target).toMatchObject({
        name: name.toLowerCase(),
        timeoutMs: 1500,
        compression: 'gzip',
        headers: { 'x-key': 'a=b' },
        tls: { ca: content, cert: content, key: content },
      });
      expect(target?.url).toMatch(/^https:\/\/receiver:1234\//);
      const plain = { ...all, [`${name}_ENDPOINT`]: 'http://receiver:1234' };
      expect(() => exportTargets(plain)).toThrow(`${name}_INSECURE must be true for ${name}_ENDPOINT`);
      const { [`${name}_CLIENT_KEY`]: _key, ...half } = all;
      expect(() => exportTargets(half)).toThrow(
        `${name}_CLIENT_CERTIFICATE and ${name}_CLIENT_KEY must be set together`,
      );
    },
  );

  it('is https where OTEL_EXPORTER_OTLP_INSECURE is false and the endpoint has no scheme', () => {
    const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'a:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(exportTargets(env)[0]?.url).toBe('http://a:4317/');
    expect(exportTargets({ ...env, OTEL_EXPORTER_OTLP_INSECURE: 'false' })[0]?.url).toBe('https://a:4317/');
    const schemed = { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:4317' };
    expect(exportTargets({ ...schemed, OTEL_EXPORTER_OTLP_INSECURE: 'false' })[0]?.url).toBe(
      'http://a:4317/',
    );
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
