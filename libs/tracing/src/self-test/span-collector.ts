import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { spansFromOtlp } from '../validation/spans-from-otlp.js';
import type { TraceSpan } from '../validation/trace-span.js';
import { type LocalServer, localServer } from './local-server.js';

const MOST_BYTES = 16 * 1024 * 1024;

/** A receiver of OTLP as JSON, which keeps what it gets. */
export interface SpanCollector extends LocalServer {
  readonly spans: readonly TraceSpan[];
}

export async function spanCollector(): Promise<SpanCollector> {
  const spans: TraceSpan[] = [];
  const server = await localServer((request, response) => {
    read(request).then(
      (received) => {
        spans.push(...received);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
      () => response.writeHead(400).end(),
    );
  });
  return { ...server, spans, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function read(request: IncomingMessage): Promise<TraceSpan[]> {
  const body = await buffer(request);
  const isPacked = request.headers['content-encoding'] === 'gzip';
  const plain = isPacked ? gunzipSync(body, { maxOutputLength: MOST_BYTES }) : body;
  return spansFromOtlp(JSON.parse(plain.toString('utf8')));
}
