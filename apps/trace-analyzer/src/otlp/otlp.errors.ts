import { type ErrorKind, ThroughlineError } from '@throughline/contracts';

/** Numbers of gRPC's status codes, which OTLP answers refused exports with. */
export const GRPC = {
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A refused export: `status` answers HTTP, `grpcCode` is in the body. */
export abstract class OtlpError extends ThroughlineError {
  constructor(
    code: string,
    kind: ErrorKind,
    readonly status: number,
    readonly grpcCode: number,
    message: string,
    cause?: unknown,
  ) {
    super(code, kind, message, {
      cause,
      ...(status === 503 || status === 429 ? { retryAfterSeconds: 1 } : {}),
    });
  }
}

/** An export that is no OTLP trace export; sending it again would not help. */
export class InvalidExportError extends OtlpError {
  constructor(what: string, cause?: unknown) {
    super(
      'invalid_export',
      'invalid',
      400,
      GRPC.invalidArgument,
      `this is not an OTLP trace export: ${what}`,
      cause,
    );
  }
}

export class ExportTooLargeError extends OtlpError {
  constructor(limit: number) {
    const message = `the export has more than ${limit} bytes; send smaller batches`;
    super('export_too_large', 'invalid', 413, GRPC.invalidArgument, message);
  }
}

export class UnsupportedExportError extends OtlpError {
  constructor(header: string, value: string, supported: string) {
    const message = `${header} ${JSON.stringify(value)} is not supported; use ${supported}`;
    super('unsupported_export', 'invalid', 415, GRPC.invalidArgument, message);
  }
}

/** Exporters send the batch again. */
export class TooManyExportsError extends OtlpError {
  constructor(limit: number) {
    const message = `${limit} exports are being received already; send this one again`;
    super('too_many_exports', 'too_many', 429, GRPC.resourceExhausted, message);
  }
}

/** The spans could not be kept (a full disk, for one); exporters send the batch again. */
export class ExportNotKeptError extends OtlpError {
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      'export_not_kept',
      'unavailable',
      503,
      GRPC.unavailable,
      `the spans could not be kept: ${reason}`,
      cause,
    );
  }
}
