import type { Attributes } from '@opentelemetry/api';
import type { ProtobufWriter } from './protobuf-writer.js';
import { FIXED64, MESSAGE, VARINT, tagOf } from './tags.js';

const KEY = tagOf(1, MESSAGE);
const VALUE = tagOf(2, MESSAGE);
const ITEM = tagOf(1, MESSAGE);
const ANY_VALUE = {
  text: tagOf(1, MESSAGE),
  boolean: tagOf(2, VARINT),
  integer: tagOf(3, VARINT),
  double: tagOf(4, FIXED64),
  list: tagOf(5, MESSAGE),
  map: tagOf(6, MESSAGE),
  bytes: tagOf(7, MESSAGE),
};
const LARGEST_INTEGER = 2 ** 63;

/** Attributes as a repeated KeyValue. */
export function encodeAttributes(writer: ProtobufWriter, tag: number, attributes: Attributes | object): void {
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue;
    const start = writer.open(tag);
    writer.text(KEY, key);
    encodeNested(writer, VALUE, Reflect.get(attributes, key));
    writer.close(start);
  }
}

function encodeNested(writer: ProtobufWriter, tag: number, value: unknown): void {
  const start = writer.open(tag);
  encodeValue(writer, value);
  writer.close(start);
}

function encodeValue(writer: ProtobufWriter, value: unknown): void {
  if (typeof value === 'string') writer.text(ANY_VALUE.text, value);
  else if (typeof value === 'boolean') writer.integer(ANY_VALUE.boolean, value ? 1 : 0);
  else if (typeof value === 'number') encodeNumber(writer, value);
  else if (value instanceof Uint8Array) writer.bytes(ANY_VALUE.bytes, value);
  else if (Array.isArray(value)) encodeList(writer, value);
  else if (typeof value === 'object' && value !== null) encodeMap(writer, value);
}

function encodeNumber(writer: ProtobufWriter, value: number): void {
  const isInteger = Number.isInteger(value) && value >= -LARGEST_INTEGER && value < LARGEST_INTEGER;
  if (isInteger) writer.integer(ANY_VALUE.integer, value);
  else writer.double(ANY_VALUE.double, value);
}

function encodeList(writer: ProtobufWriter, list: readonly unknown[]): void {
  const start = writer.open(ANY_VALUE.list);
  for (const item of list) encodeNested(writer, ITEM, item);
  writer.close(start);
}

function encodeMap(writer: ProtobufWriter, map: object): void {
  const start = writer.open(ANY_VALUE.map);
  encodeAttributes(writer, ITEM, map);
  writer.close(start);
}
