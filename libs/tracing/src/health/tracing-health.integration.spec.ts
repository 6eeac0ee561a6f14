import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CollectorProcess } from '../fixtures/collector-process.js';
import { RunningChild } from '../fixtures/running-child.js';
import { isRecord } from '../fixtures/traced-child.js';

const PROMISED_MS = 10_000;
jest.setTimeout(60_000);

describe('the health of tracing in an application', () => {
  let folder: string;
  let collector: CollectorProcess;
  let app: RunningChild;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-health-'));
    collector = new CollectorProcess(join(folder, 'received'));
    await collector.start();
    const env = {
      SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      LOG_LEVEL: 'silent',
    };
    app = await RunningChild.start('nest-app', ['fastify'], env);
  });
  afterAll(async () => {
    app.child.kill('SIGKILL');
    await collector.kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function get(path: string): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${app.url}${path}`);
    return { status: response.status, body: await response.json() };
  }

  async function overall(): Promise<unknown> {
    const { body } = await get('/health/tracing');
    return isRecord(body) ? body['overallStatus'] : undefined;
  }

  async function becomes(wanted: 'healthy' | 'unhealthy'): Promise<void> {
    const from = performance.now();
    while ((await overall()) !== wanted) {
      expect(performance.now() - from).toBeLessThan(PROMISED_MS);
      await delay(50);
    }
  }

  /** What the exporter's metric says in this moment. */
  async function exporterUp(): Promise<string | undefined> {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    return /^exporter_up\{exporter="otlp"\} (\d)$/m.exec(text)?.[1];
  }

  it('tells of each part while all is well', async () => {
    await get('/orders/1/headers');
    const from = performance.now();
    while ((await exporterUp()) !== '1') expect(performance.now() - from).toBeLessThan(PROMISED_MS);
    expect((await get('/health/tracing')).body).toMatchObject({
      overallStatus: 'healthy',
      isEnabled: true,
      checks: {
        exporter: { status: 'healthy', details: { otlp: 'up' } },
        queue: { status: 'healthy', details: { capacity: 2048 } },
        sampler: { status: 'healthy', details: { sampler: expect.stringContaining('1') } },
        propagation: { status: 'healthy', details: { headers: 'traceparent' } },
      },
    });
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', info: { tracing: { status: 'up', tracing: 'healthy' } } },
    });
  });

  it('is not green within ten seconds when the receiver goes away, although nothing is exported', async () => {
    await collector.kill();
    await becomes('unhealthy');
    expect(await exporterUp()).toBe('0');
    const reasons = [expect.stringContaining('see that it runs')];
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', info: { tracing: { status: 'up', tracing: 'unhealthy', reasons } } },
    });
    expect(await get('/health/critical')).toMatchObject({ status: 503, body: { status: 'error' } });
    await collector.start();
    await becomes('healthy');
    expect(await exporterUp()).toBe('1');
  });

  it('is not green within ten seconds when the receiver takes requests and does not answer', async () => {
    await collector.behave('hang');
    await get('/orders/2/headers');
    await becomes('unhealthy');
    await collector.behave('take');
    await becomes('healthy');
  });

  it('is not green while the receiver refuses', async () => {
    await collector.behave('fail');
    await get('/orders/3/headers');
    await becomes('unhealthy');
    await collector.behave('take');
    await becomes('healthy');
  });
});
