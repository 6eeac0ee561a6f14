import { beforeAll, describe, expect, it } from '@jest/globals';
import { otlpJsonOf } from '../fixtures/otlp-protobuf.js';
import { SHOP, endedSpan, sendOnce } from '../fixtures/sent-once.js';
import { type SpanReceiver, grpcReceiver, httpReceiver } from '../fixtures/span-receiver.js';
import { spansFromOtlp } from '../validation/spans-from-otlp.js';
import { ExportPipeline } from './export-pipeline.js';

/** The one request with spans: gRPC connects by one without. */
const received = ({ exports }: SpanReceiver) => {
  const [only, ...more] = exports.filter(({ body }) => body.length > 0);
  if (only === undefined || more.length > 0) throw new Error(`${exports.length} exports were received`);
  return only;
};

const idsOf = (otlp: unknown): string[] => spansFromOtlp(otlp).map(({ spanId }) => spanId);

beforeAll(() => {
  process.env['LOG_LEVEL'] = 'silent'; // refusals are what is tested here
});

describe('exporters', () => {
  it('send OTLP as JSON, compressed', async () => {
    await using receiver = await httpReceiver();
    const span = endedSpan();
    const endpoint = { OTLP_ENDPOINT: `127.0.0.1:${receiver.port}`, OTLP_COMPRESSION: 'gzip' };
    await sendOnce({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, span);
    const { path, headers, body } = received(receiver);
    expect([path, headers['content-type'], headers['content-encoding']]).toEqual([
      '/v1/traces',
      'application/json',
      'gzip',
    ]);
    expect(idsOf(JSON.parse(body.toString()))).toEqual([span.spanContext().spanId]);
  });

  it('send OTLP to Jaeger as protobuf, compressed, with its own headers', async () => {
    await using receiver = await httpReceiver();
    const span = endedSpan();
    const endpoint = `http://127.0.0.1:${receiver.port}/v1/traces`;
    await sendOnce({ JAEGER_ENDPOINT: endpoint, JAEGER_HEADERS: 'x-tenant=a,x-key=b%3D' }, span);
    const { path, headers, body } = received(receiver);
    expect(path).toBe('/v1/traces');
    expect(headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-tenant': 'a',
      'x-key': 'b=',
    });
    expect(idsOf(otlpJsonOf(body))).toEqual([span.spanContext().spanId]);
  });

  it('send OTLP over gRPC', async () => {
    await using receiver = await grpcReceiver();
    const span = endedSpan();
    const endpoint = `http://127.0.0.1:${receiver.port}`;
    await sendOnce(
      { OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTLP_COMPRESSION: 'gzip' },
      span,
    );
    expect(idsOf(otlpJsonOf(received(receiver).body))).toEqual([span.spanContext().spanId]);
  });

  it('send Zipkin v2 as JSON, with a header of its own', async () => {
    await using receiver = await httpReceiver();
    const span = endedSpan();
    await sendOnce(
      { ZIPKIN_ENABLED: 'true', ZIPKIN_ENDPOINT: `127.0.0.1:${receiver.port}`, ZIPKIN_HEADERS: 'x-key=1' },
      span,
    );
    const { path, headers, body } = received(receiver);
    expect([path, headers['content-type'], headers['x-key']]).toEqual([
      '/api/v2/spans',
      'application/json',
      '1',
    ]);
    expect(JSON.parse(body.toString())).toMatchObject([
      {
        traceId: span.spanContext().traceId,
        id: span.spanContext().spanId,
        name: 'shop.order',
        kind: 'SERVER',
        timestamp: 1_700_000_000_000_000,
        duration: 1_000_000,
        localEndpoint: { serviceName: 'shop' },
        tags: { items: '3' },
      },
    ]);
  });

  it('send Zipkin with compression, many spans as one list', async () => {
    await using receiver = await httpReceiver();
    const env = {
      ZIPKIN_ENABLED: 'true',
      ZIPKIN_ENDPOINT: `127.0.0.1:${receiver.port}`,
      ZIPKIN_COMPRESSION: 'gzip',
    };
    const spans = Array.from({ length: 70 }, () => endedSpan());
    await sendOnce(env, ...spans);
    const { headers, body } = received(receiver);
    expect(headers['content-encoding']).toBe('gzip');
    const sent: unknown = JSON.parse(body.toString());
    expect(sent).toMatchObject(spans.map((span) => ({ id: span.spanContext().spanId })));
  });

  it('wait no longer than their deadline', async () => {
    await using receiver = await httpReceiver({ hangs: true });
    const env = { ZIPKIN_ENDPOINT: `127.0.0.1:${receiver.port}`, OTEL_EXPORTER_ZIPKIN_TIMEOUT: '50' };
    expect(await sendOnce({ OTEL_TRACES_EXPORTER: 'zipkin', ...env }, endedSpan())).toBe('unknown');
  });
});

describe('several exporters', () => {
  it('each get every span, and the first one alone says whether it has arrived', async () => {
    await using first = await httpReceiver();
    await using second = await httpReceiver();
    const env = {
      OTEL_TRACES_EXPORTER: 'jaeger,zipkin',
      JAEGER_ENDPOINT: `http://127.0.0.1:${first.port}/v1/traces`,
      ZIPKIN_ENDPOINT: `127.0.0.1:${second.port}`,
    };
    const pipeline = new ExportPipeline(SHOP, undefined, env);
    pipeline.queue.add(endedSpan(), false);
    await pipeline.exportKept(endedSpan());
    await pipeline.shutdown();
    expect(pipeline.senders.map(({ exporterName, exported }) => [exporterName, exported])).toEqual([
      ['jaeger', 2],
      ['zipkin', 2],
    ]);
    expect([first, second].map(({ exports }) => exports.length > 0)).toEqual([true, true]);
  });

  it('a further one that is away disturbs nobody, and is counted apart', async () => {
    await using first = await httpReceiver();
    const env = {
      OTEL_TRACES_EXPORTER: 'jaeger,zipkin',
      JAEGER_ENDPOINT: `http://127.0.0.1:${first.port}/v1/traces`,
      ZIPKIN_ENDPOINT: '127.0.0.1:1',
    };
    const pipeline = new ExportPipeline(SHOP, undefined, env);
    await pipeline.exportKept(endedSpan());
    await pipeline.shutdown();
    expect(pipeline.senders.map(({ isUp }) => isUp)).toEqual([true, false]);
    expect(Object.fromEntries(pipeline.errors.entries())).toEqual({ copy_export: 1, copy_dropped: 1 });
  });
});
