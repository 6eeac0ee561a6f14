import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { runTracingIntegrationTests, type SelfTestReport } from '@throughline/tracing';

/** Nobody listens there. */
const AWAY = '127.0.0.1:1';

const PATH = process.env['PATH'] ?? '';
const statuses = ({ parts }: SelfTestReport): Record<string, string> =>
  Object.fromEntries(parts.map(({ name, status }) => [name, status]));

describe('runTracingIntegrationTests', () => {
  let infrastructure: TestInfrastructure;
  let receiver: Server;
  let endpoint: string;

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    receiver = createServer((request, response) => {
      request
        .resume()
        .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const address = receiver.address();
    endpoint = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
  }, 120_000);

  afterAll(async () => {
    receiver.closeAllConnections();
    receiver.close();
    await infrastructure.stop();
  }, 60_000);

  it('makes one whole trace through HTTP, RabbitMQ, Postgres and a model, and tries the export', async () => {
    const { databaseUrl, rabbitUrl } = infrastructure;
    const env = { PATH, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const report = await runTracingIntegrationTests({ databaseUrl, rabbitUrl, env });
    expect(report.parts.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(report).toMatchObject({
      overallStatus: 'passed',
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(report.parts.map(({ name }) => name)).toEqual([
      ...['http', 'rabbitmq', 'postgres', 'llm', 'propagation', 'export', 'validation'],
    ]);
  }, 60_000);

  it('skips what is not given or is away, with the reason, and passes', async () => {
    const report = await runTracingIntegrationTests({ rabbitUrl: `amqp://${AWAY}`, env: { PATH } });
    expect(report.overallStatus).toBe('passed');
    expect(statuses(report)).toMatchObject({ rabbitmq: 'skipped', postgres: 'skipped', export: 'skipped' });
    expect(report.parts).toContainEqual(
      expect.objectContaining({ name: 'rabbitmq', detail: expect.stringContaining('ECONNREFUSED') }),
    );
    expect(report.parts).toContainEqual({ name: 'postgres', status: 'skipped', detail: 'no URL is given' });
  }, 60_000);

  it('fails when what is given refuses, or the receiver is away', async () => {
    const databaseUrl = infrastructure.databaseUrl.replace(/:[^:@/]*@/, ':wrong@');
    const env = { PATH, OTEL_EXPORTER_OTLP_ENDPOINT: `http://${AWAY}` };
    const report = await runTracingIntegrationTests({ databaseUrl, env });
    expect(report.overallStatus).toBe('failed');
    expect(statuses(report)).toMatchObject({ http: 'passed', postgres: 'failed', export: 'failed' });
    expect(JSON.stringify(report)).not.toContain('wrong');
  }, 60_000);
});
