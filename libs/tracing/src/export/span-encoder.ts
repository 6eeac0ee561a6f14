import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { otlpTransformer } from '../sdk/packages.js';
import { encodeSpans } from './encoding/encode-request.js';
import { type PartialSuccess, partialSuccessOfJson, partialSuccessOfProtobuf } from './partial-success.js';

/** Spans as the bytes of a request of OTLP. */
export interface SpanEncoder {
  readonly contentType: string;
  /** One whole request. */
  encode(spans: readonly ReadableSpan[]): Uint8Array;
  /** Several requests as one. */
  join(requests: readonly Uint8Array[]): Uint8Array;
  /** @throws whatever reading the answer throws */
  partialSuccess(answer: Uint8Array): PartialSuccess | undefined;
}

const JSON_HEAD = '{"resourceSpans":[';
const JSON_TAIL = ']}';

export const protobufEncoder: SpanEncoder = {
  contentType: 'application/x-protobuf',
  encode: encodeSpans,
  // A request is one repeated field, so that requests after each other are one request.
  join: (requests) => Buffer.concat(requests),
  partialSuccess: partialSuccessOfProtobuf,
};

export const jsonEncoder: SpanEncoder = {
  contentType: 'application/json',
  encode: (spans) => otlpTransformer().JsonTraceSerializer.serializeRequest([...spans]) ?? new Uint8Array(),
  join: (requests) => {
    const parts = requests.flatMap((request, at) => [
      Buffer.from(at === 0 ? JSON_HEAD : ','),
      request.subarray(JSON_HEAD.length, request.length - JSON_TAIL.length),
    ]);
    return Buffer.concat([...parts, Buffer.from(JSON_TAIL)]);
  },
  partialSuccess: partialSuccessOfJson,
};
