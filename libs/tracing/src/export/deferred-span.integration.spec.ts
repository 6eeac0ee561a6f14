import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { isRecord, resultOf, startTraced } from '../fixtures/traced-child.js';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { DeferredSpan } from './deferred-span.js';

describe('a deferred span', () => {
  let home: string;
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-deferred-'));
    receiver = await OtlpReceiver.start();
  });

  afterAll(async () => {
    await receiver.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('begins in one process and is exported by another, with the id that its children have', async () => {
    const runId = uuidv7();
    const env = {
      SERVICE_NAME: 'importer',
      THROUGHLINE_HOME: home,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    };
    const state = await resultOf(startTraced('deferred-span', ['begin', runId], env), isRecord);
    expect(receiver.trace(traceIdOf(runId)).map(({ name }) => name)).toEqual(['import.part']);
    const accounts = await resultOf(
      startTraced('deferred-span', ['end', JSON.stringify(state)], env),
      isRecord,
    );
    const [part, file, ...others] = receiver.trace(traceIdOf(runId));
    expect(others).toEqual([]);
    expect(part?.parentSpanId).toBe(file?.spanId);
    expect(file).toMatchObject({
      name: 'import.file',
      parentSpanId: rootSpanIdOf(runId),
      attributes: { 'import.rows': 7, 'import.failed': 1, error: true, 'throughline.run.id': runId },
    });
    // Each end is an export of its own, of the same span.
    expect(receiver.received.filter(({ name }) => name === 'import.file')).toHaveLength(2);
    expect(accounts).toMatchObject({ created: 2, exported: 2, live: 0 });
    const hour = Number(file?.endTimeUnixNano ?? 0) - Number(file?.startTimeUnixNano ?? 0);
    expect(hour).toBeGreaterThanOrEqual(3_600_000 * 1e6);
  }, 30_000);

  it('is plain data that comes back as it was, and belongs to the sampling of its trace', async () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE };
    const span = DeferredSpan.begin('work', { context: trace.setSpanContext(ROOT_CONTEXT, parent) });
    const back = DeferredSpan.from(JSON.parse(JSON.stringify(span)));
    expect(back.toJSON()).toEqual(span.toJSON());
    expect(trace.getSpanContext(back.context)).toEqual(trace.getSpanContext(span.context));
    expect(() => DeferredSpan.from({ name: 'work' })).toThrow(
      expect.objectContaining({ code: 'deferred_span_invalid' }),
    );
    await expect(back.end()).resolves.toBeUndefined();
    const root = trace.getSpanContext(DeferredSpan.begin('work', { context: ROOT_CONTEXT }).context);
    expect(root?.traceFlags).toBe(TraceFlags.SAMPLED);
  });
});
