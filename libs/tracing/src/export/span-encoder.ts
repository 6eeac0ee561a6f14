import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { otlpTransformer } from '../sdk/packages.js';
import { encodeSpans } from './encoding/encode-request.js';

/** What a receiver says of spans that it has not taken out of a request that it has. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

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

const SLICE = 32;
/** The event loop is let go after so long; a slice takes a fraction of it. */
const MOST_MS = 2;

/** Encodes slice by slice, and lets other work go on in between. */
export async function encodeInSlices(
  encoder: SpanEncoder,
  spans: readonly ReadableSpan[],
): Promise<Uint8Array> {
  const requests: Uint8Array[] = [];
  let began = performance.now();
  for (let at = 0; at < spans.length; at += SLICE) {
    if (performance.now() - began > MOST_MS) {
      await nextTurn();
      began = performance.now();
    }
    requests.push(encoder.encode(spans.slice(at, at + SLICE)));
  }
  const [only = encoder.encode([])] = requests;
  return requests.length > 1 ? encoder.join(requests) : only;
}

const JSON_HEAD = '{"resourceSpans":[';
const JSON_TAIL = ']}';

export const protobufEncoder: SpanEncoder = {
  contentType: 'application/x-protobuf',
  encode: encodeSpans,
  // A request is one repeated field, so that requests after each other are one request.
  join: (requests) => Buffer.concat(requests),
  // Most answers are empty: all was taken, and there is nothing to load a decoder for.
  partialSuccess: (answer) =>
    answer.length === 0
      ? undefined
      : partOf(otlpTransformer().ProtobufTraceSerializer.deserializeResponse(answer).partialSuccess),
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
  partialSuccess: (answer) =>
    partOf(otlpTransformer().JsonTraceSerializer.deserializeResponse(answer).partialSuccess),
};

/** In JSON its numbers of 64 bits are texts. */
function partOf(
  given: { rejectedSpans?: unknown; errorMessage?: unknown } | undefined,
): PartialSuccess | undefined {
  if (given === undefined) return undefined;
  const rejected = Number(given.rejectedSpans ?? 0);
  const message = typeof given.errorMessage === 'string' ? given.errorMessage : '';
  return { rejected: Number.isInteger(rejected) && rejected > 0 ? rejected : 0, message };
}
