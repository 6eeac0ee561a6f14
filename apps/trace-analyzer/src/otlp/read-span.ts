import { keyValues } from './any-value.js';
import type { OtlpEvent, OtlpLink, OtlpResource, OtlpScope, OtlpSpan, OtlpStatus } from './otlp.types.js';
import { bytesText, count, idText, integerText, isRecord, text } from './wire-values.js';

type Fields = Record<string, unknown>;

/** A span of either encoding, checked. @throws {TypeError} that says what is wrong with it */
export function readSpan(value: unknown): OtlpSpan {
  const span = record(value, 'a span');
  const parentSpanId = bytesText(span['parentSpanId'], 'hex');
  return {
    traceId: idText(span['traceId'], 32, 'traceId'),
    spanId: idText(span['spanId'], 16, 'spanId'),
    ...optionalText('traceState', span),
    ...(parentSpanId === '' ? {} : { parentSpanId: idText(parentSpanId, 16, 'parentSpanId') }),
    ...optionalCount('flags', span),
    name: text(span['name'], 'name'),
    kind: count(span['kind'], 'kind'),
    startTimeUnixNano: integerText(span['startTimeUnixNano'], 'startTimeUnixNano'),
    endTimeUnixNano: integerText(span['endTimeUnixNano'] ?? '0', 'endTimeUnixNano'),
    attributes: keyValues(span['attributes']),
    ...optionalCount('droppedAttributesCount', span),
    ...optionalList('events', span, readEvent),
    ...optionalCount('droppedEventsCount', span),
    ...optionalList('links', span, readLink),
    ...optionalCount('droppedLinksCount', span),
    status: readStatus(span['status']),
  };
}

export function readResource(value: unknown): OtlpResource {
  const resource = value === undefined || value === null ? {} : record(value, 'a resource');
  return {
    attributes: keyValues(resource['attributes']),
    ...optionalCount('droppedAttributesCount', resource),
  };
}

export function readScope(value: unknown): OtlpScope {
  const scope = value === undefined || value === null ? {} : record(value, 'a scope');
  const attributes = keyValues(scope['attributes']);
  return {
    name: text(scope['name'], 'scope name'),
    ...optionalText('version', scope),
    ...(attributes.length === 0 ? {} : { attributes }),
  };
}

function readEvent(value: unknown): OtlpEvent {
  const event = record(value, 'an event');
  return {
    timeUnixNano: integerText(event['timeUnixNano'] ?? '0', 'timeUnixNano'),
    name: text(event['name'], 'event name'),
    attributes: keyValues(event['attributes']),
    ...optionalCount('droppedAttributesCount', event),
  };
}

function readLink(value: unknown): OtlpLink {
  const link = record(value, 'a link');
  return {
    traceId: idText(link['traceId'], 32, 'traceId of a link'),
    spanId: idText(link['spanId'], 16, 'spanId of a link'),
    ...optionalText('traceState', link),
    attributes: keyValues(link['attributes']),
    ...optionalCount('droppedAttributesCount', link),
    ...optionalCount('flags', link),
  };
}

function readStatus(value: unknown): OtlpStatus {
  if (value === undefined || value === null) return {};
  const status = record(value, 'a status');
  return { ...optionalText('message', status), ...optionalCount('code', status) };
}

function record(value: unknown, what: string): Fields {
  if (isRecord(value)) return value;
  throw new TypeError(`${what} must be an object`);
}

function optionalText<Key extends string>(key: Key, from: Fields): Partial<Record<Key, string>> {
  const value = text(from[key], key);
  return value === '' ? {} : only(key, value);
}

function optionalCount<Key extends string>(key: Key, from: Fields): Partial<Record<Key, number>> {
  const value = count(from[key], key);
  return value === 0 ? {} : only(key, value);
}

function optionalList<Key extends string, Item>(
  key: Key,
  from: Fields,
  read: (value: unknown) => Item,
): Partial<Record<Key, readonly Item[]>> {
  const value = from[key] ?? [];
  if (!Array.isArray(value)) throw new TypeError(`${key} must be a list`);
  return value.length === 0
    ? {}
    : only(
        key,
        value.map((item: unknown) => read(item)),
      );
}

function only<Key extends string, Value>(key: Key, value: Value): Partial<Record<Key, Value>> {
  const result: Partial<Record<Key, Value>> = {};
  result[key] = value;
  return result;
}
