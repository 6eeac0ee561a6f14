import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { initializeTracing, type TracingHandle } from '@throughline/tracing';
import { TestService, type Work } from './test-service.js';

/** The processes of a service; each test has a service of its own, with tables of its own. */
export interface TestServices {
  /** One more process. */
  start(work?: Work, more?: Type[]): Promise<TestService>;
}

/** For the tests of a `describe`: on a real database, and ended after each test. */
export function testServices(): TestServices {
  let infrastructure: TestInfrastructure;
  let tracing: TracingHandle;
  let number = 0;
  const running: TestService[] = [];

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'jobs-test' });
    infrastructure = await testInfrastructure();
  });
  afterAll(async () => {
    await infrastructure?.stop();
    await tracing?.shutdown();
  });
  beforeEach(() => {
    number += 1;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.close()));
  });

  return {
    start: async (work, more) => {
      const schema = `service_${String(number)}`;
      const service = await TestService.start(schema, infrastructure.databaseUrl, work, more);
      running.push(service);
      return service;
    },
  };
}
