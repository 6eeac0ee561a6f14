import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { isRecord, resultOf, startTraced } from '../fixtures/traced-child.js';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import type { TraceSpan } from '../validation/trace-span.js';
import { validateTrace } from '../validation/validate-trace.js';
import { HEARTBEAT } from './heartbeat.js';

interface Report {
  readonly journal: { readonly created: string[]; readonly live: number };
  readonly metrics: string;
  readonly accounts: { readonly created: number; readonly dropped: { readonly abandoned: number } };
}

const isReport = (value: unknown): value is Report =>
  isRecord(value) && isRecord(value['journal']) && isRecord(value['accounts']);

describe('a span that lives for long', () => {
  let home: string;
  let receiver: OtlpReceiver;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-heartbeat-'));
    receiver = await OtlpReceiver.start();
  });

  afterEach(async () => {
    await receiver.stop();
    await rm(home, { recursive: true, force: true });
  });

  const environment = (): Record<string, string> => ({
    SERVICE_NAME: 'worker',
    THROUGHLINE_HOME: home,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    SPAN_HEARTBEAT_INTERVAL: '50ms',
    SPAN_CLEANUP_INTERVAL: '20ms',
    NODE_OPTIONS: '--expose-gc',
  });

  const beatsOf = (runId: string): TraceSpan[] =>
    receiver.trace(traceIdOf(runId)).filter(({ name }) => name === HEARTBEAT);

  it('is seen by its heartbeats, and its run is whole with them', async () => {
    const runId = uuidv7();
    const { journal, metrics, accounts } = await resultOf(
      startTraced('long-work', [runId, 'end'], environment()),
      isReport,
    );
    const beats = beatsOf(runId);
    expect(beats.length).toBeGreaterThanOrEqual(3);
    expect(beats[1]?.attributes).toMatchObject({
      'heartbeat.span.name': 'work.long',
      'heartbeat.count': 2,
      'throughline.run.id': runId,
    });
    const spans = receiver.trace(traceIdOf(runId));
    const work = spans.find(({ name }) => name === 'work.long');
    expect(beats.every(({ parentSpanId }) => parentSpanId === work?.spanId)).toBe(true);
    expect(journal.live).toBe(0);
    const created = [...journal.created, rootSpanIdOf(runId)];
    expect(validateTrace(spans, { created }).findings).toEqual([]);
    expect(metrics).toContain('spans_live_longest_seconds');
    expect(accounts.dropped.abandoned).toBe(1);
  }, 30_000);

  it('has left evidence when its process is killed', async () => {
    const runId = uuidv7();
    const child = startTraced('long-work', [runId], environment());
    while (beatsOf(runId).length === 0) await delay(20);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(beatsOf(runId)[0]?.attributes).toMatchObject({ 'heartbeat.span.name': 'work.long' });
    expect(receiver.trace(traceIdOf(runId)).some(({ name }) => name === 'work.long')).toBe(false);
  }, 30_000);
});
