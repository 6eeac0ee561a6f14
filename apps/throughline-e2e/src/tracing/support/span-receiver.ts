import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { spansFromOtlp, type TraceSpan } from '@throughline/tracing';

/** A receiver of OTLP as JSON, that keeps what it gets. */
export class SpanReceiver {
  readonly spans: TraceSpan[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SpanReceiver> {
    const server = createServer((request, response) => void receiver.answer(request, response));
    const receiver = new SpanReceiver(server);
    server.listen(0, '127.0.0.1');
    // A test that fails before it can stop this must not keep its process.
    server.unref();
    await once(server, 'listening');
    return receiver;
  }

  get endpoint(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** What a traced program needs to send its spans here. */
  get environment(): Record<string, string> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: this.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  }

  named(name: string): TraceSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** The only span of that name. @throws when there are none or several */
  one(name: string): TraceSpan {
    const [found, ...more] = this.named(name);
    if (found !== undefined && more.length === 0) return found;
    const names = this.spans.map((span) => span.name).join(', ');
    throw new Error(`${found === undefined ? 'no' : `${more.length + 1} times`} ${name} among ${names}`);
  }

  traceOf(span: TraceSpan): TraceSpan[] {
    return this.spans.filter(({ traceId }) => traceId === span.traceId);
  }

  childrenOf(parent: TraceSpan): TraceSpan[] {
    return this.spans.filter(
      ({ traceId, parentSpanId }) => traceId === parent.traceId && parentSpanId === parent.spanId,
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.spans.push(...spansFromOtlp(await json(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}

/** Milliseconds from its start to its end. */
export const durationOf = ({ startTimeUnixNano, endTimeUnixNano }: TraceSpan): number =>
  Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;
