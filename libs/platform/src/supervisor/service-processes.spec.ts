import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@throughline/contracts';
import { processesOf, serviceOf } from './service-processes.js';

const ENV = { THROUGHLINE_PORT_BASE: '9000', THROUGHLINE_REPLICAS: '3' };

describe('processesOf', () => {
  it('names each process, with a port of its own', () => {
    expect(processesOf('api-gateway', ENV)).toEqual([
      { name: 'api-gateway', replica: 1, port: 9000 },
      { name: 'api-gateway-2', replica: 2, port: 9100 },
      { name: 'api-gateway-3', replica: 3, port: 9200 },
    ]);
  });
  it('is the service itself where there is one', () => {
    expect(processesOf('trace-analyzer', ENV).map(({ name }) => name)).toEqual(['trace-analyzer']);
  });
});

describe('serviceOf', () => {
  it.each(SERVICES)('knows every process of %s', (service) => {
    expect(processesOf(service, ENV).map(({ name }) => serviceOf(name))).toEqual(
      processesOf(service, ENV).map(() => service),
    );
  });
  it('knows servers and strangers for none', () => {
    expect(['postgres', 'rabbitmq', 'jaeger', 'model-router-x', 'router-2'].map(serviceOf)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
