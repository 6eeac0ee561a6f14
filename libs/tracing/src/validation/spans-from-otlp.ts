import type {
  TraceAttributeValue,
  TraceSpan,
  TraceSpanEvent,
  TraceSpanKind,
  TraceSpanLink,
  TraceSpanStatus,
} from './trace-span.js';

const KINDS: readonly TraceSpanKind[] = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES: readonly TraceSpanStatus[] = ['UNSET', 'OK', 'ERROR'];
const NO_PARENT = /^0*$/;

type Fields = Readonly<Record<string, unknown>>;

/** The spans of an OTLP-JSON document `{ resourceSpans }`; ids are hex, enums numbers or names. Unknown fields are ignored. */
export function spansFromOtlp(json: unknown): TraceSpan[] {
  return list(json, 'resourceSpans').flatMap((resourceSpans) => {
    const resource = attributesOf(fields(resourceSpans)['resource']);
    const service = resource['service.name'];
    return list(resourceSpans, 'scopeSpans')
      .flatMap((scopeSpans) => list(scopeSpans, 'spans'))
      .map((span) => spanOf(fields(span), typeof service === 'string' ? service : 'unknown_service'));
  });
}

function spanOf(span: Fields, service: string): TraceSpan {
  const parent = text(span['parentSpanId']);
  const status = fields(span['status']);
  return {
    traceId: text(span['traceId']),
    spanId: text(span['spanId']),
    parentSpanId: NO_PARENT.test(parent) ? undefined : parent,
    name: text(span['name']),
    kind: enumValue(span['kind'], KINDS, 'SPAN_KIND_') ?? 'INTERNAL',
    service,
    startTimeUnixNano: nanos(span['startTimeUnixNano']),
    endTimeUnixNano: nanos(span['endTimeUnixNano']),
    status: {
      code: enumValue(status['code'], STATUSES, 'STATUS_CODE_') ?? 'UNSET',
      message: typeof status['message'] === 'string' ? status['message'] : undefined,
    },
    attributes: attributesOf(span),
    links: list(span, 'links').map(fields).map(linkOf),
    ...eventsOf(list(span, 'events').map(fields)),
  };
}

function linkOf(link: Fields): TraceSpanLink {
  const attributes = attributesOf(link);
  const ids = { traceId: text(link['traceId']), spanId: text(link['spanId']) };
  return Object.keys(attributes).length === 0 ? ids : { ...ids, attributes };
}

function eventsOf(events: readonly Fields[]): { events?: TraceSpanEvent[] } {
  if (events.length === 0) return {};
  return {
    events: events.map((event) => ({
      name: text(event['name']),
      timeUnixNano: nanos(event['timeUnixNano']),
      attributes: attributesOf(event),
    })),
  };
}

function enumValue<T extends string>(value: unknown, names: readonly T[], prefix: string): T | undefined {
  if (typeof value === 'number') return names[value];
  return names.find((name) => value === name || value === `${prefix}${name}`);
}

function attributesOf(holder: unknown): Record<string, TraceAttributeValue> {
  const entries = list(holder, 'attributes').map((entry): [string, TraceAttributeValue | undefined] => [
    text(fields(entry)['key']),
    attributeValue(fields(fields(entry)['value'])),
  ]);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, TraceAttributeValue] => entry[1] !== undefined),
  );
}

function attributeValue(value: Fields): TraceAttributeValue | undefined {
  if (typeof value['stringValue'] === 'string') return value['stringValue'];
  if (typeof value['boolValue'] === 'boolean') return value['boolValue'];
  if (value['intValue'] !== undefined) return Number(value['intValue']);
  if (typeof value['doubleValue'] === 'number') return value['doubleValue'];
  if (value['arrayValue'] === undefined) return undefined;
  return list(value['arrayValue'], 'values').flatMap((item) => attributeValue(fields(item)) ?? []);
}

const nanos = (value: unknown): string | bigint =>
  typeof value === 'bigint' || (typeof value === 'string' && /^\d+$/.test(value))
    ? value
    : String(Number(value) || 0);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const fields = (value: unknown): Fields => (isFields(value) ? value : {});

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function list(holder: unknown, key: string): unknown[] {
  const value: unknown = fields(holder)[key];
  return Array.isArray(value) ? value : [];
}
