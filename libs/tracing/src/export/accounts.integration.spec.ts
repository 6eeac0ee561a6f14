import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { v7 as uuidv7 } from 'uuid';
import { runContext } from '../context/run-context.js';
import { CollectorProcess } from '../fixtures/collector-process.js';
import { RunSampler } from '../sampling/run-sampler.js';
import { ExportPipeline } from './export-pipeline.js';
import type { TracingAccounts } from './tracing-accounts.js';

const ROUND_MS = 5;
const PHASE_MS = 700;

/** What `created` has to be. */
const sumOf = (accounts: TracingAccounts): number =>
  accounts.exported +
  Object.values(accounts.dropped).reduce((sum, each) => sum + each, 0) +
  accounts.sampledOut +
  accounts.queued +
  accounts.inFlight +
  accounts.heldForRescue +
  accounts.outcomeUnknown +
  accounts.live;

describe('the accounts of spans', () => {
  let folder: string;
  let collector: CollectorProcess;
  let pipeline: ExportPipeline;
  let tracer: Tracer;
  let created = 0;

  beforeAll(() => {
    process.env['LOG_LEVEL'] = 'silent'; // what goes wrong here is meant to
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-accounts-'));
    collector = new CollectorProcess(join(folder, 'received'));
    await collector.start();
    pipeline = new ExportPipeline(resourceFromAttributes({ 'service.name': 'x' }), join(folder, 'journal'), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_BSP_EXPORT_TIMEOUT: '250',
      OTEL_BSP_MAX_QUEUE_SIZE: '400',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100',
      ERROR_RESCUE_ENABLED: 'true',
      ERROR_RESCUE_MAX_SPANS: '50',
    });
    const sampler = new RunSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.7) }));
    const provider = new TracerProvider({
      sampler: pipeline.counted(sampler),
      spanProcessors: [pipeline.processor],
    });
    tracer = provider.getTracer('test');
    created = 0;
  });

  afterEach(async () => {
    await pipeline.shutdown();
    await collector.kill();
    await rm(folder, { recursive: true, force: true });
  });

  function started(context: Context): Span {
    created += 1;
    return tracer.startSpan('work', {}, context);
  }

  /** A parent and a child, now and then in a run or with an error. */
  function work(round: number): void {
    const parent = started(round % 3 === 0 ? runContext(uuidv7()) : ROOT_CONTEXT);
    const child = started(trace.setSpan(round % 3 === 0 ? runContext(uuidv7()) : ROOT_CONTEXT, parent));
    if (round % 7 === 0) child.setStatus({ code: SpanStatusCode.ERROR });
    child.end();
    parent.end();
  }

  /** Works for a while, and looks at the accounts all the time. */
  async function load(ms: number): Promise<void> {
    const until = performance.now() + ms;
    for (let round = 0; performance.now() < until; round += 1) {
      for (let each = 0; each < 5; each += 1) work(round * 5 + each);
      balance();
      await delay(ROUND_MS);
      balance();
    }
  }

  function balance(): TracingAccounts {
    const accounts = pipeline.accounts();
    expect({ ...accounts, created: sumOf(accounts) }).toEqual(accounts);
    expect(accounts.created).toBe(created);
    return accounts;
  }

  it('balance at any moment, whatever the collector does, and agree with what it has received', async () => {
    const open = Array.from({ length: 3 }, () => started(runContext(uuidv7())));
    await load(PHASE_MS);
    await collector.kill();
    await load(PHASE_MS);
    await collector.start();
    for (const mode of ['hang', 'slow', 'fail', 'refuse', 'away', 'reject_some'] as const) {
      await collector.behave(mode);
      await load(PHASE_MS);
      const flushed = pipeline.queue.flush();
      await load(PHASE_MS / 2);
      await flushed;
      balance();
    }
    await collector.behave('take');
    expect(await pipeline.queue.flush()).toBe(true);
    const accounts = balance();
    expect(accounts).toMatchObject({ queued: 0, inFlight: 0, live: open.length });
    for (const part of [accounts.exported, accounts.sampledOut, accounts.rescued, accounts.dropped.export])
      expect(part).toBeGreaterThan(0);
    expect(accounts.dropped.queue).toBeGreaterThan(0);
    const received = collector.received.size;
    expect(received).toBeGreaterThanOrEqual(accounts.exported);
    expect(received).toBeLessThanOrEqual(accounts.exported + accounts.outcomeUnknown);
    for (const span of open) span.end();
    await pipeline.shutdown();
    expect(balance()).toMatchObject({ live: 0, heldForRescue: 0, queued: 0 });
    expect(collector.received.size).toBeGreaterThanOrEqual(pipeline.accounts().exported);
  }, 60_000);

  it('count what is sampled out also where nothing is held for an error', async () => {
    const resource = resourceFromAttributes({ 'service.name': 'x' });
    const off = new ExportPipeline(resource, undefined, {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_TRACES_SAMPLER: 'always_off',
    });
    const sampler = off.counted(new TraceIdRatioBasedSampler(0.5));
    const provider = new TracerProvider({ sampler, spanProcessors: [off.processor] });
    for (let each = 0; each < 100; each += 1)
      provider.getTracer('test').startSpan('work', {}, ROOT_CONTEXT).end();
    await off.flush();
    const { created, exported, sampledOut } = off.accounts();
    expect([created, exported + sampledOut]).toEqual([100, 100]);
    expect(Math.min(exported, sampledOut)).toBeGreaterThan(10);
    await off.shutdown();
  });
});
