import { propertyOf } from '../sdk/property-of.js';

/** What a receiver says of spans that it has not taken out of a request that it has. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const PARTIAL_SUCCESS = 1;
const REJECTED_SPANS = 1;
const ERROR_MESSAGE = 2;

/**
 * What an ExportTraceServiceResponse says in protobuf; undefined where all was taken. Read by hand, for it is two fields:
 * OpenTelemetry's decoder would be loaded by the first answer, in the midst of requests. @throws for what is no message
 */
export function partialSuccessOfProtobuf(answer: Uint8Array): PartialSuccess | undefined {
  const [partial] = fieldsOf(answer).filter(({ field }) => field === PARTIAL_SUCCESS);
  if (!(partial?.value instanceof Uint8Array)) return undefined;
  let rejected = 0;
  let message = '';
  for (const { field, value } of fieldsOf(partial.value)) {
    if (field === REJECTED_SPANS && typeof value === 'bigint') rejected = Number(BigInt.asIntN(64, value));
    if (field === ERROR_MESSAGE && value instanceof Uint8Array) message = new TextDecoder().decode(value);
  }
  return partialSuccess(rejected, message);
}

/** The same in JSON, whose numbers of 64 bits may be texts. @throws for what is none */
export function partialSuccessOfJson(answer: Uint8Array): PartialSuccess | undefined {
  if (answer.length === 0) return undefined;
  const partial = propertyOf(JSON.parse(new TextDecoder().decode(answer)), 'partialSuccess');
  const message = propertyOf(partial, 'errorMessage');
  const rejected = Number(propertyOf(partial, 'rejectedSpans') ?? 0);
  return partialSuccess(rejected, typeof message === 'string' ? message : '');
}

/** An answer that names no spans and says nothing is that of a receiver which has taken them all. */
function partialSuccess(given: number, message: string): PartialSuccess | undefined {
  const rejected = Number.isInteger(given) && given > 0 ? given : 0;
  return rejected === 0 && message === '' ? undefined : { rejected, message };
}

interface Field {
  readonly field: number;
  readonly value: bigint | Uint8Array;
}

/** The fields of a message of protobuf that are numbers of variable length, texts, or messages. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const tag = Number(varint(reader));
    const field = Math.floor(tag / 8);
    const read = READERS[tag % 8];
    if (read === undefined) throw new RangeError(`the answer of the receiver has a wire type ${tag % 8}`);
    fields.push({ field, value: read(reader) });
  }
  return fields;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

const READERS: Readonly<Record<number, (reader: Reader) => bigint | Uint8Array>> = {
  0: varint,
  1: (reader) => taken(reader, 8),
  2: (reader) => taken(reader, Number(varint(reader))),
  5: (reader) => taken(reader, 4),
};

function varint(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = taken(reader, 1)[0] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new RangeError('the answer of the receiver has a number of more than 64 bits');
}

function taken(reader: Reader, length: number): Uint8Array {
  const end = reader.at + length;
  if (end > reader.bytes.length) throw new RangeError('the answer of the receiver is cut off');
  const part = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return part;
}
