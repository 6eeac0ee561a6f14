import type { DecodedExport } from './decode-export.js';
import type { ExportEncoding } from './export-body.js';
import { statusType, traceExportAnswerType } from './trace-messages.js';

export interface Answer {
  readonly contentType: string;
  readonly body: Buffer;
}

/** An answer has the encoding of its request. */
export function exportAnswer(decoded: DecodedExport, encoding: ExportEncoding): Answer {
  const { rejected, reason } = decoded;
  const answer = rejected === 0 ? {} : { partialSuccess: { rejectedSpans: rejected, errorMessage: reason } };
  return encode(encoding, answer, traceExportAnswerType);
}

/** The `Status` message that OTLP answers a refused export with; `code` is gRPC's. */
export const statusAnswer = (code: number, message: string, encoding: ExportEncoding): Answer =>
  encode(encoding, { code, message }, statusType);

function encode(encoding: ExportEncoding, fields: object, type: typeof statusType): Answer {
  if (encoding === 'json')
    return { contentType: 'application/json', body: Buffer.from(JSON.stringify(fields)) };
  return {
    contentType: 'application/x-protobuf',
    body: Buffer.from(type.encode(type.fromObject(fields)).finish()),
  };
}
