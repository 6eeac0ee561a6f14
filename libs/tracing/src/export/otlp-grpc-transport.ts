import { setImmediate as nextTurn } from 'node:timers/promises';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { otlpGrpcBase } from '../sdk/packages.js';
import { encodeInSlices } from './encode-slices.js';
import type { ExportOutcome } from './export-outcome.js';
import type { ExportTarget } from './export-targets.js';
import { grpcCredentials } from './grpc-credentials.js';
import type { PartialSuccess } from './partial-success.js';
import type { SpanEncoder } from './span-encoder.js';
import type { SpanTransport } from './span-transport.js';

const SERVICE = 'TraceExportService';
const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const MAX_IN_FLIGHT = 4;
/** After so long a process is one that stays, and not yet one that has much to do. */
const CONNECT_AFTER_MS = 100;

/** A request that has been encoded, and what was answered to it. */
interface Request {
  readonly body: Uint8Array;
  readonly spans: number;
}

/** OTLP over gRPC: the SDK's client, which is given bytes. */
export class OtlpGrpcTransport implements SpanTransport {
  private readonly delegate: IOtlpExportDelegate<Request>;
  private readonly connecting: NodeJS.Timeout;
  private answered: PartialSuccess | undefined;

  constructor(
    target: ExportTarget,
    private readonly encoder: SpanEncoder,
  ) {
    // To make a client and a connection holds the event loop for 20 ms: not when the first spans are sent.
    const connect = (): void => void this.send([], AbortSignal.timeout(target.timeoutMs ?? CONNECT_AFTER_MS));
    this.connecting = setTimeout(connect, CONNECT_AFTER_MS).unref();
    this.delegate = delegateOf(target, (answer) => {
      this.answered = encoder.partialSuccess(answer);
    });
  }

  async send(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<ExportOutcome> {
    clearTimeout(this.connecting);
    const body = await encodeInSlices(this.encoder, spans);
    await nextTurn(); // not in that in which the body was made
    return new Promise((resolve) => {
      const noAnswer = (): void => resolve({ kind: 'unknown', error: new Error('no answer in time') });
      signal.addEventListener('abort', noAnswer, { once: true });
      this.delegate.export({ body, spans: spans.length }, (result) => {
        signal.removeEventListener('abort', noAnswer);
        resolve(this.outcomeOf(result));
      });
    });
  }

  probe(signal: AbortSignal): Promise<ExportOutcome> {
    return this.send([], signal);
  }

  shutdown(): Promise<void> {
    clearTimeout(this.connecting);
    return this.delegate.shutdown();
  }

  /** The answer is read right before its result is told. */
  private outcomeOf({ code, error }: ExportResult): ExportOutcome {
    const answered = this.answered;
    this.answered = undefined;
    if (code !== ExportResultCode.SUCCESS) return outcomeOfGrpc(error ?? new Error('gRPC failed'));
    return { kind: 'accepted', ...(answered ?? { rejected: 0, message: '' }) };
  }
}

const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;
/** NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED. */
const FAILURES: readonly unknown[] = [5, 7, 9, 12, 16];
/** What gRPC says when there was no connection that could have taken anything there. */
const NO_CONNECTION = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|name resolution|no connection established/i;
const LOCAL_LIMIT = /concurrent export limit/i;

function outcomeOfGrpc(error: Error): ExportOutcome {
  const code = 'code' in error ? error.code : undefined;
  if (code === INVALID_ARGUMENT) return { kind: 'refused', error };
  if (code === RESOURCE_EXHAUSTED)
    return { kind: /larger than max/i.test(error.message) ? 'too_large' : 'unavailable', error };
  if (FAILURES.includes(code)) return { kind: 'failed', error };
  const wasNotSent =
    (code === UNAVAILABLE && NO_CONNECTION.test(error.message)) || LOCAL_LIMIT.test(error.message);
  return { kind: wasNotSent ? 'unavailable' : 'unknown', error };
}

function delegateOf(
  { url = '', headers = {}, timeoutMs = 10_000, compression = 'none', tls }: ExportTarget,
  onAnswer: (answer: Uint8Array) => void,
): IOtlpExportDelegate<Request> {
  const base = otlpGrpcBase();
  const { host, protocol } = new URL(url);
  return base.createOtlpGrpcExportDelegate<Request, void>(
    {
      url: host,
      metadata: () => {
        const metadata = base.createEmptyMetadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        return metadata;
      },
      credentials: () => grpcCredentials(protocol, tls),
      timeoutMillis: timeoutMs,
      concurrencyLimit: MAX_IN_FLIGHT,
      compression,
    },
    { serializeRequest: ({ body }) => body, deserializeResponse: onAnswer },
    'otlp_grpc_span_exporter',
    { name: 'span', countItems: ({ spans }) => spans },
    undefined,
    SERVICE,
    PATH,
  );
}
