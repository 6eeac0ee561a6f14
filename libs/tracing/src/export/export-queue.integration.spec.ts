import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { JournalFolder } from '../journal/journal-folder.js';
import { RunJournal } from '../journal/run-journal.js';
import { TraceErrors } from '../metrics/trace-errors.js';
import { ExportQueue } from './export-queue.js';
import { OtlpHttpTransport } from './otlp-http-transport.js';
import { protobufEncoder } from './span-encoder.js';
import { SpanSender } from './span-sender.js';
import { type SpanRecord, storedSpan } from './stored-span.js';

const LIMITS = { scheduleDelayMs: 10, maxQueueSize: 20, maxBatchSize: 8 };
const AWAY = 503;
const BROKEN = 500;
const REFUSED = 400;

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
    const target = { name: 'otlp', url: `${receiver.endpoint}/v1/traces` } as const;
    const transport = new OtlpHttpTransport(target, protobufEncoder);
    sender = new SpanSender(transport, errors, { exporterName: 'otlp' });
    queue = new ExportQueue({ sender, journal, errors, limits: LIMITS, resource });
  });

  afterEach(async () => {
    queue.close();
    await sender.shutdown();
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

  it('lets what comes in during an export wait for others', async () => {
    add(1, false);
    const exported = queue.flush();
    await nextTurn();
    expect(sender.ledger.inFlight).toBe(1);
    add(3, false);
    expect(await exported).toBe(true);
    expect(receiver.trace(traceId)).toHaveLength(1);
    expect(queue.size).toBe(3);
    await queue.flush();
    expect(receiver.trace(traceId)).toHaveLength(4);
  });

  it.each([AWAY, BROKEN])(
    'loses no span of a run while the receiver answers %d, and says that it is down',
    async (status) => {
      receiver.status = status;
      add(30, true);
      expect(await queue.flush()).toBe(false);
      expect(sender.isUp).toBe(false);
      expect((await new JournalFolder(path).journalOf(traceId)).live).toBe(30);
      receiver.status = 200;
      expect(await queue.flush()).toBe(true);
      expect(receiver.trace(traceId)).toHaveLength(30);
    },
  );

  it('accounts for every other span: exported or dropped', async () => {
    add(100, false);
    await queue.flush();
    expect(counted('dropped')).toBeGreaterThan(0);
    expect(receiver.trace(traceId).length + counted('dropped')).toBe(100);
    expect(sender.exported).toBe(receiver.trace(traceId).length);
  });

  it('gives up what the receiver refuses for good, also of a run, and does not send it again', async () => {
    receiver.status = REFUSED;
    add(5, true);
    add(5, false);
    expect(await queue.flush()).toBe(true);
    expect(sender.ledger.dropped.export).toBe(10);
    expect(receiver.bodies).toHaveLength(2);
    await queue.flush();
    expect(receiver.bodies).toHaveLength(2);
    expect((await new JournalFolder(path).journalOf(traceId)).live).toBe(0);
  });

  it('sends in halves what is too large, and gives up a span that is too large alone', async () => {
    receiver.mostBytes = 1000;
    const giant = { ...record(), attributes: { text: 'x'.repeat(1000) } };
    queue.add(storedSpan(giant, resource), false);
    add(7, false);
    expect(await queue.flush()).toBe(true);
    expect(receiver.trace(traceId)).toHaveLength(7);
    expect([sender.exported, sender.ledger.dropped.export]).toEqual([7, 1]);
  });

  it('counts what the receiver says it has rejected, and sends none of it again', async () => {
    receiver.rejects = 3;
    add(8, true);
    expect(await queue.flush()).toBe(true);
    expect([sender.exported, sender.ledger.dropped.export]).toEqual([5, 3]);
    expect(counted('rejected')).toBe(3);
    expect(receiver.bodies).toHaveLength(1);
    expect(sender.isUp).toBe(true);
  });

  it('keeps other spans as long as there is room while the receiver is away', async () => {
    receiver.status = AWAY;
    add(LIMITS.maxQueueSize + 5, false);
    expect(await queue.flush()).toBe(false);
    expect([queue.queued, sender.ledger.dropped.queue]).toEqual([LIMITS.maxQueueSize, 5]);
    receiver.status = 200;
    expect(await queue.flush()).toBe(true);
    expect(receiver.trace(traceId)).toHaveLength(LIMITS.maxQueueSize);
  });

  it('does not know of spans that were not answered, until another try is', async () => {
    receiver.status = 'silent';
    const target = { name: 'otlp', url: `${receiver.endpoint}/v1/traces` } as const;
    const impatient = new SpanSender(new OtlpHttpTransport(target, protobufEncoder), errors, {
      exporterName: 'otlp',
      timeoutMs: 50,
    });
    const other = new ExportQueue({ sender: impatient, errors, limits: LIMITS, resource });
    for (let added = 0; added < 4; added += 1) other.add(storedSpan(record(), resource), false);
    await other.flush();
    expect([other.uncertain, other.queued, impatient.exported]).toEqual([4, 0, 0]);
    receiver.status = 200;
    await other.flush();
    expect([other.uncertain, impatient.exported]).toEqual([0, 4]);
    receiver.status = 'silent';
    other.add(storedSpan(record(), resource), false);
    for (let tries = 0; tries < 3; tries += 1) await other.flush();
    expect([other.uncertain, impatient.ledger.outcomeUnknown]).toEqual([0, 1]);
    await impatient.shutdown();
  });

  it('learns for how long the receiver wants to be left alone', async () => {
    receiver.status = AWAY;
    receiver.retryAfter = 7;
    const [sent] = await sender.send([{ span: storedSpan(record(), resource) }]);
    expect(sent?.outcome).toMatchObject({ kind: 'unavailable', retryAfterMs: 7_000 });
  });

  it('drops only the spans on which the filter fails', async () => {
    const target = { name: 'otlp', url: `${receiver.endpoint}/v1/traces` } as const;
    const filtering = new SpanSender(new OtlpHttpTransport(target, protobufEncoder), errors, {
      exporterName: 'otlp',
      filter: (span) => {
        if (span.name === 'bad') throw new Error('a bug');
        return span;
      },
    });
    const other = new ExportQueue({ sender: filtering, errors, limits: LIMITS, resource });
    other.add(storedSpan({ ...record(), name: 'bad' }, resource), false);
    other.add(storedSpan(record(), resource), false);
    expect(await other.flush()).toBe(true);
    expect([filtering.exported, filtering.ledger.dropped.filter]).toEqual([1, 1]);
    await filtering.shutdown();
  });

  it('tells whoever waits for a span whether it has arrived', async () => {
    await queue.addAwaited(storedSpan(record(), resource));
    expect(receiver.trace(traceId)).toHaveLength(1);
    receiver.status = AWAY;
    const refused = queue.addAwaited(storedSpan(record(), resource));
    await expect(refused).rejects.toMatchObject({ code: 'trace_export_failed' });
    const waiting = expect(queue.addAwaited(storedSpan(record(), resource))).rejects.toMatchObject({
      code: 'trace_export_refused',
    });
    queue.close();
    await waiting;
  });
});
