import { describe, expect, it } from '@jest/globals';
import { serviceEnvironment } from './service-environment.js';

const SETTINGS = {
  home: '/state',
  dataHome: '/data',
  databaseUrl: 'postgresql://database',
  rabbitUrl: 'amqp://broker',
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

  it('sends spans to the trace-analyzer unless the person says otherwise', () => {
    const endpoint = (env: NodeJS.ProcessEnv) =>
      serviceEnvironment('api-gateway', env, SETTINGS)['OTEL_EXPORTER_OTLP_ENDPOINT'];
    expect(endpoint(ENV)).toBe('http://127.0.0.1:9070');
    expect(endpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' })).toBe('http://collector:4318');
  });
});
