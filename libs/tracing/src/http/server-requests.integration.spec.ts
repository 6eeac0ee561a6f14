import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { isRecord, resultOf, startTraced } from '../fixtures/traced-child.js';
import type { TraceSpan } from '../validation/trace-span.js';

interface Answered {
  /** By path, whether the request's trace was active where it was looked for. */
  readonly known: Record<string, Record<string, boolean>>;
}

const isAnswered = (value: unknown): value is Answered => isRecord(value) && isRecord(value['known']);

describe('requests that a server answers', () => {
  let receiver: OtlpReceiver;
  let known: Answered['known'];

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const env = { SERVICE_NAME: 'server', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    ({ known } = await resultOf(startTraced('answered-requests', [], env), isAnswered));
  }, 30_000);
  afterAll(() => receiver.stop());

  function spanOf(path: string): TraceSpan {
    const found = receiver.received.filter(({ attributes }) => attributes['url.path'] === path);
    const [span] = found;
    if (span === undefined || found.length > 1) throw new Error(`${path} has ${found.length} spans`);
    return span;
  }

  it('have one span each, which says who has asked for what', () => {
    expect(spanOf('/fine')).toMatchObject({
      name: 'GET',
      kind: 'SERVER',
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.scheme': 'http',
        'url.query': 'a=b&token=***',
        'server.address': 'shop.example',
        'server.port': 81,
        'client.address': '127.0.0.1',
        'network.peer.address': '127.0.0.1',
        'network.protocol.version': '1.1',
        'user_agent.original': 'test',
      },
    });
  });

  it('are in their trace wherever they are listened to, also when the body has been read', () => {
    expect(known['/body']).toEqual({ data: true, end: true, finish: true, close: true });
    expect(known['/fine']).toMatchObject({ finish: true, close: true });
  });

  it('are failures where the server is at fault', () => {
    expect(spanOf('/fault')).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'http.response.status_code': 503, 'error.type': '503' },
    });
    expect(spanOf('/fine').status.code).not.toBe('ERROR');
  });

  it('end also where nobody gets the answer', () => {
    expect(spanOf('/gone').kind).toBe('SERVER');
  });

  it('have the route that a framework says where OpenTelemetry’s instrumentations do', () => {
    expect(spanOf('/routed/7').attributes).toMatchObject({ 'http.route': '/routed/:id' });
  });

  it('have few names, whatever method is asked with', () => {
    expect(spanOf('/other')).toMatchObject({
      name: 'HTTP',
      attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' },
    });
  });
});
