import type { Link, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { encodeAttributes } from './encode-attributes.js';
import type { ProtobufWriter } from './protobuf-writer.js';
import { FIXED32, FIXED64, MESSAGE, VARINT, tagOf } from './tags.js';

const SPAN = {
  traceId: tagOf(1, MESSAGE),
  spanId: tagOf(2, MESSAGE),
  traceState: tagOf(3, MESSAGE),
  parentSpanId: tagOf(4, MESSAGE),
  name: tagOf(5, MESSAGE),
  kind: tagOf(6, VARINT),
  start: tagOf(7, FIXED64),
  end: tagOf(8, FIXED64),
  attributes: tagOf(9, MESSAGE),
  droppedAttributes: tagOf(10, VARINT),
  event: tagOf(11, MESSAGE),
  droppedEvents: tagOf(12, VARINT),
  link: tagOf(13, MESSAGE),
  droppedLinks: tagOf(14, VARINT),
  status: tagOf(15, MESSAGE),
  flags: tagOf(16, FIXED32),
};
const EVENT = {
  time: tagOf(1, FIXED64),
  name: tagOf(2, MESSAGE),
  attributes: tagOf(3, MESSAGE),
  dropped: tagOf(4, VARINT),
};
const LINK = {
  traceId: tagOf(1, MESSAGE),
  spanId: tagOf(2, MESSAGE),
  traceState: tagOf(3, MESSAGE),
  attributes: tagOf(4, MESSAGE),
  dropped: tagOf(5, VARINT),
  flags: tagOf(6, FIXED32),
};
const STATUS = { message: tagOf(2, MESSAGE), code: tagOf(3, VARINT) };

const KNOWS_WHETHER_REMOTE = 0x100;
const IS_REMOTE = 0x200;
/** Most spans take from 128 to 16,383 bytes. */
const LENGTH_BYTES = 2;

/** A span as a message of OTLP. */
export function encodeSpan(writer: ProtobufWriter, tag: number, span: ReadableSpan): void {
  const start = writer.open(tag, LENGTH_BYTES);
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  writer.id(SPAN.traceId, traceId);
  writer.id(SPAN.spanId, spanId);
  optionalText(writer, SPAN.traceState, traceState?.serialize());
  if (parent?.spanId !== undefined && parent.spanId !== '') writer.id(SPAN.parentSpanId, parent.spanId);
  writer.text(SPAN.name, span.name);
  writer.integer(SPAN.kind, span.kind + 1);
  writer.time(SPAN.start, span.startTime);
  writer.time(SPAN.end, span.endTime);
  encodeAttributes(writer, SPAN.attributes, span.attributes);
  writer.integer(SPAN.droppedAttributes, span.droppedAttributesCount);
  for (const event of span.events) encodeEvent(writer, event);
  writer.integer(SPAN.droppedEvents, span.droppedEventsCount);
  for (const link of span.links) encodeLink(writer, link);
  writer.integer(SPAN.droppedLinks, span.droppedLinksCount);
  encodeStatus(writer, span.status);
  writer.fixed32(SPAN.flags, flagsOf(traceFlags, parent?.isRemote));
  writer.close(start, LENGTH_BYTES);
}

function encodeEvent(writer: ProtobufWriter, event: TimedEvent): void {
  const start = writer.open(SPAN.event);
  writer.time(EVENT.time, event.time);
  writer.text(EVENT.name, event.name);
  if (event.attributes !== undefined) encodeAttributes(writer, EVENT.attributes, event.attributes);
  writer.integer(EVENT.dropped, event.droppedAttributesCount ?? 0);
  writer.close(start);
}

function encodeLink(writer: ProtobufWriter, { context, attributes, droppedAttributesCount }: Link): void {
  const start = writer.open(SPAN.link);
  writer.id(LINK.traceId, context.traceId);
  writer.id(LINK.spanId, context.spanId);
  optionalText(writer, LINK.traceState, context.traceState?.serialize());
  if (attributes !== undefined) encodeAttributes(writer, LINK.attributes, attributes);
  writer.integer(LINK.dropped, droppedAttributesCount ?? 0);
  writer.fixed32(LINK.flags, flagsOf(context.traceFlags, context.isRemote));
  writer.close(start);
}

function encodeStatus(writer: ProtobufWriter, { code, message }: SpanStatus): void {
  const start = writer.open(SPAN.status);
  optionalText(writer, STATUS.message, message);
  writer.integer(STATUS.code, code);
  writer.close(start);
}

function optionalText(writer: ProtobufWriter, tag: number, text: string | undefined): void {
  if (text !== undefined && text !== '') writer.text(tag, text);
}

const flagsOf = (traceFlags: number, isRemote: boolean | undefined): number =>
  (traceFlags & 0xff) | KNOWS_WHETHER_REMOTE | (isRemote === true ? IS_REMOTE : 0);
