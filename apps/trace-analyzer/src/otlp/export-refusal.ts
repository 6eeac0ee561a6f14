import { statusOf, ThroughlineError } from '@throughline/contracts';
import { ExportTooLargeError, GRPC, OtlpError } from './otlp.errors.js';
import { isRecord } from './wire-values.js';

export interface ExportRefusal {
  readonly status: number;
  readonly grpcCode: number;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
}

/** How an export that failed is answered, whoever threw: the receiver, the service host's checks or Fastify. */
export function refusalOf(cause: unknown, maxBytes: number): ExportRefusal {
  if (cause instanceof OtlpError) return cause;
  if (cause instanceof ThroughlineError) {
    const { message, retryAfterSeconds, kind } = cause;
    const grpcCode = kind === 'unauthenticated' ? GRPC.unauthenticated : GRPC.permissionDenied;
    return { status: statusOf(kind), grpcCode, message, retryAfterSeconds };
  }
  if (isTooLarge(cause)) return new ExportTooLargeError(maxBytes);
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    status: clientStatus(cause) ?? 500,
    grpcCode: GRPC.internal,
    message,
    retryAfterSeconds: undefined,
  };
}

const isTooLarge = (cause: unknown): boolean =>
  isRecord(cause) && cause['code'] === 'FST_ERR_CTP_BODY_TOO_LARGE';

/** Fastify says itself that a request was wrong (a body that ended early, for one). */
function clientStatus(cause: unknown): number | undefined {
  const status = isRecord(cause) ? cause['statusCode'] : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
