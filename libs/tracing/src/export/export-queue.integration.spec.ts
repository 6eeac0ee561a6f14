import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { JournalFolder } from '../journal/journal-folder.js';
import { RunJournal } from '../journal/run-journal.js';
import { TraceErrors } from '../metrics/trace-errors.js';
import { ExportQueue } from './export-queue.js';
import { SpanSender } from './span-sender.js';
import { type SpanRecord, storedSpan } from './stored-span.js';

const LIMITS = { scheduleDelayMs: 10, maxQueueSize: 20, maxBatchSize: 8 };
const REFUSED = 400; // an answer that the exporter does not repeat

describe('ExportQueue', () => {
  const traceId = randomHex(16);
  const resource = resourceFromAttributes({ 'service.name': 'x' });
  let path: string;
  let receiver: OtlpReceiver;
  let errors: TraceErrors;
  let journal: RunJournal;
  let sender: SpanSender;
  let queue: ExportQueue;

  beforeAll(() => {
    process.env['LOG_LEVEL'] = 'silent'; // refusals are what is tested here
  });

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'throughline-queue-'));
    receiver = await OtlpReceiver.start();
    errors = new TraceErrors();
    journal = new RunJournal(path, {}, errors);
    sender = new SpanSender(new OTLPTraceExporter({ url: `${receiver.endpoint}/v1/traces` }), errors, 'otlp');
    queue = new ExportQueue(sender, journal, errors, LIMITS, resource);
  });

  afterEach(async () => {
    queue.close();
    await receiver.stop();
    await rm(path, { recursive: true, force: true });
  });

  const record = (): SpanRecord => ({
    traceId,
    spanId: newSpanId(),
    name: 'work',
    kind: SpanKind.INTERNAL,
    startTime: [1_700_000_000, 0],
    endTime: [1_700_000_001, 0],
    attributes: {},
    status: { code: SpanStatusCode.UNSET },
    links: [],
    events: [],
  });

  function add(count: number, isJournalled: boolean): void {
    for (let added = 0; added < count; added += 1) {
      const span = record();
      if (isJournalled) {
        journal.started(span);
        journal.ended(span);
      }
      queue.add(storedSpan(span, resource), isJournalled);
    }
  }
  const counted = (kind: string): number => [...errors.entries()].find(([name]) => name === kind)?.[1] ?? 0;

  it('loses no span of a run when more end than memory may hold', async () => {
    add(100, true);
    expect(await queue.flush()).toBe(true);
    expect(receiver.trace(traceId)).toHaveLength(100);
    expect((await new JournalFolder(path).journalOf(traceId)).live).toBe(0);
    expect(sender.isUp).toBe(true);
  });

  it('loses no span of a run while the receiver refuses, and says that it is down', async () => {
    receiver.status = REFUSED;
    add(30, true);
    expect(await queue.flush()).toBe(false);
    expect(sender.isUp).toBe(false);
    expect((await new JournalFolder(path).journalOf(traceId)).live).toBe(30);
    receiver.status = 200;
    expect(await queue.flush()).toBe(true);
    expect(receiver.trace(traceId)).toHaveLength(30);
  });

  it('accounts for every other span: exported or dropped', async () => {
    add(100, false);
    await queue.flush();
    expect(counted('dropped')).toBeGreaterThan(0);
    expect(receiver.trace(traceId).length + counted('dropped')).toBe(100);
    expect(sender.exported).toBe(receiver.trace(traceId).length);
  });

  it('tells whoever waits for a span whether it has arrived', async () => {
    await queue.addAwaited(storedSpan(record(), resource));
    expect(receiver.trace(traceId)).toHaveLength(1);
    receiver.status = REFUSED;
    const refused = queue.addAwaited(storedSpan(record(), resource));
    await expect(refused).rejects.toMatchObject({ code: 'trace_export_failed' });
    const waiting = expect(queue.addAwaited(storedSpan(record(), resource))).rejects.toMatchObject({
      code: 'trace_export_refused',
    });
    queue.close();
    await waiting;
  });
});
