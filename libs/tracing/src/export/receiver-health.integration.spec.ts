import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { CollectorProcess } from '../fixtures/collector-process.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { ExportPipeline } from './export-pipeline.js';
import { storedSpan } from './stored-span.js';

/** A tenth of what it is by default; that ten seconds hold with that, the specs of health say. */
const CHECK_MS = 250;
const PROMISED_MS = 10_000;
const LOOK_MS = 50;

describe('whether the exporter is up', () => {
  const resource = resourceFromAttributes({ 'service.name': 'x' });
  let folder: string;
  let collector: CollectorProcess;
  let pipeline: ExportPipeline;

  beforeAll(() => {
    process.env['LOG_LEVEL'] = 'silent'; // what goes wrong here is meant to
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-health-'));
    collector = new CollectorProcess(join(folder, 'received'));
    await collector.start();
    pipeline = new ExportPipeline(resource, undefined, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      EXPORTER_CHECK_INTERVAL: `${CHECK_MS}ms`,
    });
  });

  afterEach(async () => {
    await collector.kill();
    await pipeline.shutdown();
    await rm(folder, { recursive: true, force: true });
  });

  function add(): void {
    const span = {
      traceId: randomHex(16),
      spanId: newSpanId(),
      name: 'work',
      kind: SpanKind.INTERNAL,
      startTime: [1_700_000_000, 0] satisfies [number, number],
      endTime: [1_700_000_001, 0] satisfies [number, number],
      attributes: {},
      status: { code: SpanStatusCode.UNSET },
      links: [],
      events: [],
    };
    pipeline.queue.add(storedSpan(span, resource), false);
  }

  const isUp = (): boolean | undefined => pipeline.status()[0]?.up;

  async function becomes(wanted: boolean): Promise<void> {
    const from = performance.now();
    while (isUp() !== wanted) {
      expect(performance.now() - from).toBeLessThan(PROMISED_MS);
      await delay(LOOK_MS);
    }
  }

  it('is known within ten seconds when it hangs, and when it answers again', async () => {
    expect(isUp()).toBeUndefined();
    add();
    await becomes(true);
    await collector.behave('hang');
    add();
    await becomes(false);
    expect(pipeline.status()[0]?.queueAgeMs).toBeGreaterThan(0);
    await collector.behave('take');
    await becomes(true);
  }, 30_000);

  it('is known within ten seconds when it is killed, and when it is there again, though nothing is sent', async () => {
    add();
    await becomes(true);
    await collector.kill();
    add();
    await becomes(false);
    await collector.start();
    await becomes(true);
    await pipeline.flush();
    expect(pipeline.status()[0]).toMatchObject({ queued: 0, dropped: 0, outcomeUnknown: 0, exported: 2 });
  }, 30_000);

  it('is known within ten seconds when nothing has been sent to it ever', async () => {
    await becomes(true);
    await collector.kill();
    await becomes(false);
  }, 30_000);

  it('is known when it answers and does not take spans, and for as long', async () => {
    await collector.behave('fail');
    add();
    await becomes(false);
    await collector.behave('take');
    await becomes(true);
  }, 30_000);
});
