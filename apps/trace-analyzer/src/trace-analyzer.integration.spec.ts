import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@throughline/tracing/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import { newRunId } from '@throughline/contracts';
import { TestAnalyzer } from './trace-analyzer.fixture.js';

let analyzer: TestAnalyzer;
beforeAll(async () => {
  analyzer = await TestAnalyzer.start();
});
afterAll(() => analyzer.stop());

const providerOf = (service: string, exporter: SpanExporter): TracerProvider =>
  new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });

const exporters = {
  protobuf: () =>
    new ProtobufExporter({
      url: `${analyzer.url}/v1/traces`,
      headers: analyzer.authorization,
      compression: CompressionAlgorithm.GZIP,
    }),
  json: () => new JsonExporter({ url: `${analyzer.url}/v1/traces`, headers: analyzer.authorization }),
};

/** A call of `a` at `b`, exported by two real SDKs. */
async function exportCall(a: string, b: string, exporter: () => SpanExporter, fail = false): Promise<string> {
  const [caller, callee] = [providerOf(a, exporter()), providerOf(b, exporter())];
  const client = caller.getTracer('t').startSpan('GET', { kind: SpanKind.CLIENT });
  const parent = trace.setSpan(ROOT_CONTEXT, client);
  const attributes = { 'user.id': `${a}-user` };
  const server = callee.getTracer('t').startSpan('GET /x', { kind: SpanKind.SERVER, attributes }, parent);
  if (fail) server.setStatus({ code: SpanStatusCode.ERROR });
  for (const span of [server, client]) span.end();
  await Promise.all([caller.shutdown(), callee.shutdown()]);
  return client.spanContext().traceId;
}

async function exportRun(spans: (start: (name: string, kind: SpanKind) => Span) => void): Promise<string> {
  const id = newRunId();
  const provider = providerOf('workflow-orchestrator', exporters.protobuf());
  const root = {
    traceId: id.replaceAll('-', ''),
    spanId: '00f067aa0ba902b7',
    traceFlags: TraceFlags.SAMPLED,
  };
  const parent = trace.setSpanContext(ROOT_CONTEXT, root);
  const attributes = { 'throughline.run.id': id };
  spans((name, kind) => provider.getTracer('t').startSpan(name, { kind, attributes }, parent));
  await provider.shutdown();
  return id;
}

const spanNames = async (answer: Response): Promise<string[]> =>
  [
    ...(await answer.text()).matchAll(
      /"spanId":"[0-9a-f]{16}"(?:,"parentSpanId":"[0-9a-f]{16}")?(?:,"flags":\d+)?,"name":"([^"]+)"/g,
    ),
  ].map(([, name = '']) => name);

function times(): string {
  const [min, max] = [-60_000, 60_000].map((delta) => new Date(Date.now() + delta).toISOString());
  return `query.start_time_min=${min}&query.start_time_max=${max}&query.num_traces=20`;
}

describe('the receiver', () => {
  it.each(['protobuf', 'json'] as const)('takes what a real exporter sends as %s', async (encoding) => {
    const id = await exportCall(`${encoding}-a`, `${encoding}-b`, exporters[encoding]);
    const answer = await analyzer.get(`/api/v3/traces/${id}`);
    expect(answer.status).toBe(200);
    expect((await spanNames(answer)).sort()).toEqual(['GET', 'GET /x']);
  });
  it('answers protobuf with protobuf and JSON with JSON', async () => {
    const protobuf = await analyzer.post(Buffer.alloc(0), { 'content-type': 'application/x-protobuf' });
    expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
    expect((await protobuf.arrayBuffer()).byteLength).toBe(0);
    const json = await analyzer.post('{}', { 'content-type': 'application/json; charset=utf-8' });
    expect([json.status, await json.text()]).toEqual([200, '{}']);
  });
  it('refuses a broken body with a status', async () => {
    const json = await analyzer.post('{', { 'content-type': 'application/json' });
    expect([json.status, await json.json()]).toEqual([
      400,
      { code: 3, message: expect.stringContaining('not an OTLP') },
    ]);
    const protobuf = await analyzer.post('no protobuf', { 'content-type': 'application/x-protobuf' });
    expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([400, 'application/x-protobuf']);
  });
  it('refuses too much, as sent and inflated', async () => {
    const json = { 'content-type': 'application/json' };
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect((await analyzer.post(bomb, { ...json, 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await analyzer.post(Buffer.alloc(17 * 1024 * 1024), json)).status).toBe(413);
  });
  it('refuses other types, codings, hosts and origins', async () => {
    expect((await analyzer.post('a', { 'content-type': 'text/plain' })).status).toBe(415);
    const json = { 'content-type': 'application/json' };
    expect((await analyzer.post('{}', { ...json, 'content-encoding': 'br' })).status).toBe(415);
    expect((await analyzer.post('{}', { ...json, origin: 'https://evil.example' })).status).toBe(403);
    const foreign = request(`${analyzer.url}/v1/traces`, {
      method: 'POST',
      headers: { ...json, host: 'evil.example' },
    });
    foreign.end('{}');
    const answer = await new Promise<IncomingMessage>((resolve) => foreign.once('response', resolve));
    expect(answer.statusCode).toBe(403);
    foreign.destroy();
  });
  it.each([
    ['no token', ''],
    ['a wrong token', 'Bearer wrong'],
  ])('takes nothing from who has %s, and keeps nothing of it', async (_who, authorization) => {
    const traceId = newRunId().replaceAll('-', '');
    const span = {
      traceId,
      spanId: '00000000000000aa',
      name: 'forged',
      kind: 4,
      startTimeUnixNano: '1',
      endTimeUnixNano: '2',
    };
    const attributes = [{ key: 'throughline.run.id', value: { stringValue: traceId } }];
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, attributes }] }] }] };
    const headers = { 'content-type': 'application/json', authorization };
    const answer = await analyzer.post(JSON.stringify(body), headers);
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code: 16 })]);
    expect((await analyzer.get(`/api/v3/traces/${traceId}`)).status).toBe(404);
    expect((await readdir(join(analyzer.home, 'traces'))).join()).not.toContain(traceId.slice(-12));
  });
});

describe('the query API', () => {
  it('needs the local token', async () => {
    for (const path of ['/api/v3/services', '/api/v3/traces/x', '/api/dependencies', '/api/traces']) {
      expect((await analyzer.get(path, 'wrong')).status).toBe(401);
    }
  });
  it('lists services and operations', async () => {
    await exportCall('list-a', 'list-b', exporters.protobuf);
    const services = await (await analyzer.get('/api/v3/services')).json();
    expect(services).toEqual({ services: expect.arrayContaining(['list-a', 'list-b']) });
    const operations = await (
      await analyzer.get('/api/v3/operations?service=list-b&span_kind=server')
    ).json();
    expect(operations).toEqual({ operations: [{ name: 'GET /x', spanKind: 'server' }] });
  });
  it('finds traces by service, operation, duration and attribute', async () => {
    await exportCall('find-a', 'find-b', exporters.protobuf);
    const find = (query: string) =>
      analyzer.get(`/api/v3/traces?${times()}&query.service_name=find-b${query}`);
    expect(await spanNames(await find('&query.operation_name=GET%20/x'))).toHaveLength(2);
    expect(
      await spanNames(await find(`&query.attributes=${encodeURIComponent('{"user.id":"find-a-user"}')}`)),
    ).toHaveLength(2);
    expect((await find('&query.duration_min=10s')).status).toBe(404);
    expect((await find(`&query.attributes=${encodeURIComponent('{"user.id":"nobody"}')}`)).status).toBe(404);
  });
  it('refuses a search without times, with other names or with wrong values', async () => {
    for (const query of [
      'query.service_name=a',
      `query.serviceName=a&${times()}`,
      `${times()}&query.duration_min=soon`,
      'query.start_time_min=yesterday&query.start_time_max=today',
    ]) {
      expect((await analyzer.get(`/api/v3/traces?${query}`)).status).toBe(400);
    }
  });
  it('answers 404 for an unknown trace and 400 for what is no id', async () => {
    expect((await analyzer.get(`/api/v3/traces/${newRunId()}`)).status).toBe(404);
    expect((await analyzer.get('/api/v3/traces/what')).status).toBe(400);
  });
  it('counts calls and their errors', async () => {
    await exportCall('map-a', 'map-b', exporters.protobuf);
    await exportCall('map-a', 'map-b', exporters.protobuf, true);
    const answer = await analyzer.get(`/api/dependencies?endTs=${Date.now() + 1000}&lookback=60000`);
    const edge = { parent: 'map-a', child: 'map-b', callCount: 2, errorCount: 1 };
    expect(await answer.json()).toEqual({ data: expect.arrayContaining([edge]) });
    expect((await analyzer.get('/api/dependencies')).status).toBe(400);
  });
  it('answers the older search by tags', async () => {
    await exportCall('old-a', 'old-b', exporters.protobuf, true);
    const search = (tags: object) =>
      analyzer.get(
        `/api/traces?service=old-b&limit=5&lookback=1h&tags=${encodeURIComponent(JSON.stringify(tags))}`,
      );
    expect(await (await search({ error: 'true', 'user.id': 'old-a-user' })).json()).toMatchObject({
      data: [{ spans: [{ operationName: expect.any(String) }, {}] }],
      errors: null,
    });
    expect(await (await search({ 'user.id': 'nobody' })).json()).toMatchObject({ data: [] });
  });
  it('answers the older search by operation and by how long something took', async () => {
    await exportCall('slow-a', 'slow-b', exporters.protobuf);
    const search = async (query: string): Promise<unknown> =>
      (await analyzer.get(`/api/traces?service=slow-b&lookback=1h${query}`)).json();
    for (const query of ['', '&operation=GET%20/x', '&minDuration=1us', '&maxDuration=10s'])
      expect(await search(query)).toMatchObject({ data: [{ spans: [{}, {}] }] });
    for (const query of ['&operation=circuit_breaker.x', '&minDuration=1h', '&tags={"error":"true"}'])
      expect(await search(query)).toMatchObject({ data: [], errors: null });
    expect((await analyzer.get('/api/traces?service=slow-b&minDuration=long')).status).toBe(400);
  });
});

describe('the trace of a run', () => {
  it('is there after a restart, with or without dashes in its id', async () => {
    const id = await exportRun((start) => {
      start('workflow_orchestrator.accept_run', SpanKind.INTERNAL).end();
      start('publish plan.create', SpanKind.PRODUCER).end();
    });
    await analyzer.restart();
    for (const form of [id, id.replaceAll('-', '')]) {
      const answer = await analyzer.get(`/api/v3/traces/${form}`);
      expect((await spanNames(answer)).sort()).toEqual([
        'publish plan.create',
        'workflow_orchestrator.accept_run',
      ]);
    }
    const found = await analyzer.get(`/api/v3/traces?${times()}&query.service_name=workflow-orchestrator`);
    expect(found.status).toBe(200);
  });
  it('is kept from its first span on, even if no message has come', async () => {
    const id = await exportRun((start) => start('POST /v1/runs', SpanKind.SERVER).end());
    await analyzer.restart();
    expect(await spanNames(await analyzer.get(`/api/v3/traces/${id}`))).toEqual(['POST /v1/runs']);
  });
});
