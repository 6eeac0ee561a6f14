import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { isRecord, resultOf, startTraced } from '../fixtures/traced-child.js';
import { isRunId } from '../ids/run-id.js';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { JournalFolder } from '../journal/journal-folder.js';

const runId = uuidv7();
const otherRunId = uuidv7();

/** What the server side saw of each request. */
interface RoundTrips {
  readonly seen: Record<
    string,
    {
      traceId: string | null;
      runId: string | null;
      correlationId: string;
      key: string;
      baggage: string | null;
    }
  >;
  readonly metrics: string;
}

const isRoundTrips = (value: unknown): value is RoundTrips =>
  isRecord(value) &&
  typeof value['metrics'] === 'string' &&
  isRecord(value['seen']) &&
  Object.values(value['seen']).every(isRecord);

describe('HTTP in and out of a real process', () => {
  let home: string;
  let receiver: OtlpReceiver;
  let seen: RoundTrips['seen'];
  let metrics: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-http-'));
    receiver = await OtlpReceiver.start();
    const env = {
      SERVICE_NAME: 'api-gateway',
      THROUGHLINE_HOME: home,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    };
    const child = startTraced('http-round-trips', [runId, otherRunId], env);
    ({ seen, metrics } = await resultOf(child, isRoundTrips));
  }, 30_000);

  afterAll(async () => {
    await receiver.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('puts the creation of a run into the run’s trace, under its root', () => {
    expect(seen['withKey']).toMatchObject({
      traceId: traceIdOf(otherRunId),
      runId: otherRunId,
      correlationId: otherRunId,
      key: otherRunId,
    });
    const server = receiver.trace(traceIdOf(otherRunId)).find((span) => span.kind === 'SERVER');
    expect(server?.parentSpanId).toBe(rootSpanIdOf(otherRunId));
    expect(server?.attributes).toMatchObject({
      'throughline.run.id': otherRunId,
      correlation_id: otherRunId,
    });
  });

  it('makes a run id where the client has none', () => {
    const { key, traceId, runId: made } = seen['withoutKey'] ?? { key: '', traceId: null, runId: null };
    expect(isRunId(key)).toBe(true);
    expect(made).toBe(key);
    expect(traceId).toBe(traceIdOf(key));
  });

  it('leaves a malformed key to the service', () => {
    expect(seen['malformedKey']).toMatchObject({ key: 'my-key', runId: null });
  });

  it('leaves a caller with a trace of its own in that trace', () => {
    expect(seen['foreignCaller']).toMatchObject({ key: otherRunId, runId: null });
    expect(seen['foreignCaller']?.traceId).not.toBe(traceIdOf(otherRunId));
  });

  it('takes a chosen correlation id', () => {
    expect(seen['chosenCorrelation']).toMatchObject({ correlationId: 'mine-1', runId: otherRunId });
  });

  it.each(['fetchInRun', 'nodeHttpInRun'])('carries the run from client to server (%s)', (name) => {
    expect(seen[name]).toMatchObject({ traceId: traceIdOf(runId), runId, correlationId: runId });
  });

  it('exports a CLIENT and a SERVER span for each of these calls and for the one without baggage', () => {
    const spans = receiver.trace(traceIdOf(runId));
    const servers = spans.filter((span) => span.kind === 'SERVER');
    const clients = new Set(spans.filter((span) => span.kind === 'CLIENT').map((span) => span.spanId));
    expect(servers).toHaveLength(3);
    expect(servers.every((span) => clients.has(span.parentSpanId ?? ''))).toBe(true);
  });

  it('traces nothing of an untraced call, on neither side', () => {
    expect(seen['untracedInRun']).toMatchObject({ traceId: null, runId: null, baggage: null });
  });

  it('lets no baggage out to hosts that are not ours', () => {
    expect(seen['noEgressInRun']?.traceId).toBe(traceIdOf(runId));
    expect(seen['noEgressInRun']?.runId).toBeNull();
  });

  it('journals spans of runs and no others', async () => {
    const journals = JournalFolder.of(home, 'api-gateway');
    const ofRun = await journals.journalOf(traceIdOf(runId));
    expect(ofRun.live).toBe(0);
    const spansOfRun = receiver
      .trace(traceIdOf(runId))
      .filter((span) => span.attributes['throughline.run.id'] === runId);
    expect(ofRun.created.sort()).toEqual(spansOfRun.map((span) => span.spanId).sort());
    const foreign = seen['foreignCaller']?.traceId ?? '';
    expect(receiver.trace(foreign).length).toBeGreaterThan(0);
    expect(await journals.journalOf(foreign)).toEqual({ created: [], live: 0 });
  });

  it('does not trace health checks', () => {
    expect(seen['health']?.traceId).toBeNull();
  });

  it('tells about itself in the Prometheus format', () => {
    expect(metrics).toMatch(/^spans_created_total [1-9]/m);
    expect(metrics).toMatch(/^spans_exported_total\{exporter="otlp"\} [1-9]/m);
    expect(metrics).toMatch(/^exporter_up\{exporter="otlp"\} 1$/m);
    expect(metrics).toMatch(/^http_server_request_duration_count/m);
  });
});
