import { describe, expect, it } from '@jest/globals';
import { serviceEnvironment } from './service-environment.js';

const SETTINGS = {
  home: '/state',
  dataHome: '/data',
  databaseUrl: 'postgresql://database',
  rabbitUrl: 'amqp://broker',
  token: 'the+token',
  bubblewrap: '/usr/bin/bwrap',
  compileCache: '/cache',
};
const ENV = {
  ANTHROPIC_API_KEY: 'key',
  PLAN_MAX_TASKS: '5',
  THROUGHLINE_PORT_BASE: '9000',
  SERVICE_NAME: 'not this',
};

describe('serviceEnvironment', () => {
  it('gives the keys of providers to model-router alone', () => {
    expect(serviceEnvironment('model-router', ENV, SETTINGS)['ANTHROPIC_API_KEY']).toBe('key');
    expect(serviceEnvironment('agent-runtime', ENV, SETTINGS)['ANTHROPIC_API_KEY']).toBeUndefined();
  });

  it('names the service and its servers, and keeps the settings of the person', () => {
    expect(serviceEnvironment('plan-management', ENV, SETTINGS)).toMatchObject({
      SERVICE_NAME: 'plan-management',
      THROUGHLINE_HOME: '/state',
      DATABASE_URL: 'postgresql://database',
      RABBITMQ_URL: 'amqp://broker',
      THROUGHLINE_BWRAP: '/usr/bin/bwrap',
      PLAN_MAX_TASKS: '5',
    });
  });

  it.each(['api-gateway', 'model-router', 'trace-analyzer'] as const)(
    'gives no passwords of database and broker to %s, which calls neither',
    (service) => {
      const given = serviceEnvironment(service, { ...ENV, DATABASE_URL: 'postgresql://mine' }, SETTINGS);
      expect(Object.keys(given)).not.toEqual(expect.arrayContaining(['DATABASE_URL']));
      expect(Object.values(given).join()).not.toMatch(/postgresql|amqp/);
    },
  );

  it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
    'gives the local token to trace-analyzer alone, not to a receiver named by %s',
    (name) => {
      const headers = (env: NodeJS.ProcessEnv) =>
        serviceEnvironment('api-gateway', env, SETTINGS)['OTEL_EXPORTER_OTLP_TRACES_HEADERS'];
      expect(headers(ENV)).toBe('authorization=Bearer%20the%2Btoken');
      expect(headers({ ...ENV, [name]: 'http://collector:4318' })).toBeUndefined();
    },
  );

  it('sends copies of spans to a Jaeger, whatever else the person has named, and never the token', () => {
    const withJaeger = { ...SETTINGS, jaegerEndpoint: 'http://127.0.0.1:7491/v1/traces' };
    expect(serviceEnvironment('api-gateway', { ...ENV, JAEGER_ENABLED: 'false' }, withJaeger)).toMatchObject({
      JAEGER_ENABLED: 'true',
      JAEGER_ENDPOINT: 'http://127.0.0.1:7491/v1/traces',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9070',
    });
    const exporters = (listed: string) =>
      serviceEnvironment('api-gateway', { ...ENV, OTEL_TRACES_EXPORTER: listed }, withJaeger)[
        'OTEL_TRACES_EXPORTER'
      ];
    expect([exporters('otlp,console'), exporters('otlp, jaeger')]).toEqual([
      'otlp,console,jaeger',
      'otlp, jaeger',
    ]);
  });

  it('sends spans to the trace-analyzer unless the person says otherwise', () => {
    const endpoint = (env: NodeJS.ProcessEnv) =>
      serviceEnvironment('api-gateway', env, SETTINGS)['OTEL_EXPORTER_OTLP_ENDPOINT'];
    expect(endpoint(ENV)).toBe('http://127.0.0.1:9070');
    expect(endpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' })).toBe('http://collector:4318');
  });
});
