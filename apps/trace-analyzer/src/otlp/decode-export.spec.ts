import { describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@throughline/tracing/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { OriginPool } from '../store/origin-pool.js';
import { decodeExport } from './decode-export.js';
import { InvalidExportError } from './otlp.errors.js';
import { readSpan } from './read-span.js';

function exportedSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const resource = resourceFromAttributes({ 'service.name': 'git-worktree' });
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('test', '1.2.3');
  const parent = tracer.startSpan('parent', { kind: SpanKind.SERVER });
  const span = tracer.startSpan('child', {
    kind: SpanKind.CLIENT,
    links: [{ context: parent.spanContext(), attributes: { again: true } }],
    attributes: { text: 'ü', int: -7, double: 1.5, bool: false, list: ['a', 'b'] },
  });
  span.addEvent('exception', { 'exception.type': 'Error' });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'refused' });
  span.end();
  parent.end();
  return exporter.getFinishedSpans();
}

const encodings = [
  ['protobuf', ProtobufTraceSerializer],
  ['json', JsonTraceSerializer],
] as const;
const decode = (body: Buffer, encoding: 'protobuf' | 'json') =>
  decodeExport(body, encoding, new OriginPool());
const parsed = (json: string | undefined): unknown => JSON.parse(json ?? 'null');

describe('decodeExport', () => {
  it.each(encodings)('reads what the SDK writes as %s', async (encoding, serializer) => {
    const sent = exportedSpans();
    const { spans, rejected } = await decode(Buffer.from(serializer.serializeRequest(sent) ?? []), encoding);
    expect(rejected).toBe(0);
    expect(spans.map(({ spanId }) => spanId)).toEqual(sent.map((span) => span.spanContext().spanId));
    expect(spans[0]).toMatchObject({
      name: 'child',
      kind: 3,
      isError: true,
      isRefused: true,
      runId: undefined,
    });
    expect(spans[0]?.origin.service).toBe('git-worktree');
    expect(spans[0]?.origin).toBe(spans[1]?.origin);
  });
  it('reads the same span from both encodings', async () => {
    const sent = exportedSpans();
    const [protobuf, json] = await Promise.all(
      encodings.map(([encoding, serializer]) =>
        decode(Buffer.from(serializer.serializeRequest(sent) ?? []), encoding),
      ),
    );
    expect(protobuf?.spans.map((span) => readSpan(parsed(span.json)))).toEqual(
      json?.spans.map((span) => readSpan(parsed(span.json))),
    );
    expect(parsed(protobuf?.spans[0]?.json)).toMatchObject({
      attributes: [
        { key: 'text', value: { stringValue: 'ü' } },
        { key: 'int', value: { intValue: '-7' } },
        { key: 'double', value: { doubleValue: 1.5 } },
        { key: 'bool', value: { boolValue: false } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
      ],
      events: [{ name: 'exception' }],
      links: [{ attributes: [{ key: 'again', value: { boolValue: true } }] }],
      status: { code: 2, message: 'refused' },
    });
  });
  it('keeps the good spans of an export and counts the others', async () => {
    const good = {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      name: 'x',
      startTimeUnixNano: '1',
      endTimeUnixNano: '2',
    };
    const bad = { ...good, spanId: 'no' };
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [bad, good] }] }] };
    const decoded = await decode(Buffer.from(JSON.stringify(body)), 'json');
    expect(decoded).toMatchObject({ rejected: 1, reason: expect.stringContaining('spanId') });
    expect(decoded.spans).toHaveLength(1);
  });
  it.each(['', 'null', '[]', '{"resourceSpans":1}', '{"resourceSpans":[{"scopeSpans":[1]}]}'])(
    'refuses %j',
    async (text) => {
      await expect(decode(Buffer.from(text), 'json')).rejects.toThrow(InvalidExportError);
    },
  );
  it('refuses bytes that are no export', async () => {
    await expect(decode(Buffer.from('{"resourceSpans":[]}'), 'protobuf')).rejects.toThrow(InvalidExportError);
  });
});
