import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningJaeger, startJaeger } from '@throughline/platform';
import { spansFromOtlp, type TraceSpan } from '@throughline/tracing';
import { field } from '../support/run-trace.js';
import { until } from '../support/until.js';
import { foundBy, jaegerAt, type TraceSource } from './trace-source.js';

const PRELOAD = fileURLToPath(new URL('../../../../libs/tracing/dist/preload.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./exporting-process.js', import.meta.url));
/** Old receivers of Jaeger are mapped to its usual port of OTLP: that one is free on an address of this test's own. */
const HOST = `127.94.${String(process.pid % 250)}.1`;
const PORTS = { query: 16686, otlpHttp: 4318, otlpGrpc: 4317, zipkin: 9411, queryGrpc: 16685 };
const SPANS = ['circuit_breaker.git', 'shop.order', 'shop.reserve'];

const run = promisify(execFile);
let folder: string;
let receiver: RunningJaeger;
let jaeger: TraceSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-jaeger-'));
  receiver = await startJaeger({ home: folder, host: HOST, ports: PORTS });
  jaeger = jaegerAt(receiver.url);
}, 60_000);

afterAll(async () => {
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Exported {
  readonly traceId: string;
  readonly warnings: string;
}

async function exported(service: string, settings: Record<string, string>): Promise<Exported> {
  const env = { PATH: process.env['PATH'] ?? '', SERVICE_NAME: service, ...settings };
  const argv = ['--import', PRELOAD, PROGRAM];
  const { stdout, stderr } = await run(process.execPath, argv, { env, timeout: 30_000 });
  return { traceId: stdout.trim().split('\n').at(-1) ?? '', warnings: stderr };
}

async function received(traceId: string): Promise<TraceSpan[]> {
  const answer = await jaeger.get(`/api/v3/traces/${traceId}?raw_traces=true`);
  return answer.status === 404 ? [] : spansFromOtlp(field(await answer.json(), 'result'));
}

async function arrived(traceId: string): Promise<Map<string, TraceSpan>> {
  await until(async () => (await received(traceId)).length === SPANS.length, {
    withinMs: 15_000,
    otherwise: async () => `of trace ${traceId} Jaeger has ${JSON.stringify(await received(traceId))}`,
  });
  return new Map((await received(traceId)).map((span) => [span.name, span]));
}

/** What every format can say. */
function expectTree(spans: Map<string, TraceSpan>, service: string): void {
  expect([...spans.keys()].sort()).toEqual(SPANS);
  const [order, reserve, breaker] = ['shop.order', 'shop.reserve', 'circuit_breaker.git'].map((name) =>
    spans.get(name),
  );
  expect(order).toMatchObject({ kind: 'SERVER', service, attributes: { 'user.id': 'user-7' } });
  expect(order?.parentSpanId).toBeUndefined();
  expect(reserve).toMatchObject({ kind: 'CLIENT', parentSpanId: order?.spanId });
  expect(breaker).toMatchObject({ parentSpanId: order?.spanId, status: { code: 'ERROR' } });
  expect(order?.events?.map(({ name }) => name)).toContain('cache.miss');
}

/** What OTLP can say besides. */
function expectDetails(spans: Map<string, TraceSpan>): void {
  expect(spans.get('shop.reserve')).toMatchObject({
    attributes: { count: 3, ratio: 0.5, good: true, names: ['a', 'b'] },
    links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: { 'link.why': 'retry' } }],
  });
  expect(spans.get('shop.order')?.status).toEqual({ code: 'OK' });
  expect(spans.get('circuit_breaker.git')).toMatchObject({
    kind: 'INTERNAL',
    status: { code: 'ERROR', message: 'the breaker is open' },
    attributes: { error: true, 'error.type': 'Error', 'circuit_breaker.opened': true },
  });
  expect(spans.get('shop.order')?.events).toMatchObject([
    { name: 'cache.miss', attributes: { 'cache.key': 'orders' } },
  ]);
}

describe.each(['gzip', 'none'])('compression %s', (compression) => {
  it.each([
    ['http/protobuf', () => receiver.otlpEndpoint],
    ['http/json', () => receiver.otlpEndpoint],
    ['grpc', () => receiver.otlpGrpcEndpoint],
  ] as const)(
    'Jaeger takes OTLP as %s',
    async (protocol, endpoint) => {
      const service = `${protocol.replace('/', '-')}-${compression}`;
      const { traceId } = await exported(service, {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint(),
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
      });
      const spans = await arrived(traceId);
      expectTree(spans, service);
      expectDetails(spans);
    },
    30_000,
  );

  it('Jaeger takes what is sent to its old receiver’s address, with one warning', async () => {
    const service = `mapped-${compression}`;
    const { traceId, warnings } = await exported(service, {
      JAEGER_ENDPOINT: `http://${new URL(receiver.url).hostname}:14268/api/traces`,
      JAEGER_COMPRESSION: compression,
    });
    const spans = await arrived(traceId);
    expectTree(spans, service);
    expectDetails(spans);
    expect(warnings.split('\n').filter((line) => line.includes('JAEGER_ENDPOINT'))).toHaveLength(1);
  }, 30_000);
});

it('Jaeger takes Zipkin', async () => {
  const { traceId } = await exported('zipkin', {
    ZIPKIN_ENABLED: 'true',
    ZIPKIN_ENDPOINT: receiver.zipkinEndpoint,
  });
  expectTree(await arrived(traceId), 'zipkin');
}, 30_000);

it('two exporters at once reach Jaeger and Zipkin’s receiver, each with the whole trace', async () => {
  const { traceId } = await exported('both', {
    OTEL_TRACES_EXPORTER: 'jaeger,zipkin',
    JAEGER_ENDPOINT: receiver.otlpEndpoint,
    ZIPKIN_ENDPOINT: receiver.zipkinEndpoint,
  });
  // Both arrive at the one Jaeger: every span twice.
  await until(async () => (await received(traceId)).length === 2 * SPANS.length, {
    withinMs: 15_000,
    otherwise: async () => `there are ${String((await received(traceId)).length)} spans`,
  });
}, 30_000);

it('what people search for is found', async () => {
  const service = 'searched';
  const { traceId } = await exported(service, { JAEGER_ENDPOINT: receiver.otlpEndpoint });
  await arrived(traceId);
  for (const query of [
    {},
    { operation: 'circuit_breaker.git' },
    { tags: '{"error.type":"Error"}' },
    { tags: '{"user.id":"user-7"}' },
    { tags: '{"circuit_breaker.opened":"true"}' },
    { tags: '{"constitutional-hash":"cdd01ef066bc6cf2"}' },
    { minDuration: '1us' },
  ])
    expect({ query, found: await foundBy(jaeger, { service, ...query }) }).toEqual({
      query,
      found: [traceId],
    });
  for (const query of [
    { tags: '{"user.id":"user-8"}' },
    { minDuration: '1h' },
    { operation: 'circuit_breaker.x' },
  ])
    expect(await foundBy(jaeger, { service, ...query })).toEqual([]);
}, 30_000);
