import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { resourceSpansText } from '../store/resource-spans.js';
import type { StoredSpan } from '../store/stored-span.js';

/** `{"result":{"resourceSpans":[…]}}` in pieces, as the reader takes them. */
export const otlpStream = (spans: Iterable<StoredSpan>): StreamableFile => jsonStream(resultText(spans));

export const jsonStream = (pieces: Iterable<string> | AsyncIterable<string>): StreamableFile =>
  new StreamableFile(Readable.from(pieces, { objectMode: false }), {
    type: 'application/json; charset=utf-8',
  });

function* resultText(spans: Iterable<StoredSpan>): Generator<string> {
  yield '{"result":{"resourceSpans":[';
  yield* resourceSpansText(spans);
  yield ']}}';
}
