import { attributeText, attributeValue } from '../otlp/any-value.js';
import { type OtlpKeyValue, type OtlpSpan, spanKindName } from '../otlp/otlp.types.js';
import { readResource, readSpan } from '../otlp/read-span.js';
import type { StoredSpan } from '../store/stored-span.js';

interface Tag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64';
  readonly value: unknown;
}

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { refType: 'CHILD_OF' | 'FOLLOWS_FROM'; traceID: string; spanID: string }[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly Tag[];
  readonly logs: readonly { timestamp: number; fields: readonly Tag[] }[];
  readonly processID: string;
  readonly warnings: null;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { serviceName: string; tags: readonly Tag[] }>>;
  readonly warnings: null;
}

/** A trace in the form that Jaeger's own page reads (`/api/traces`). */
export function jaegerTrace(spans: readonly StoredSpan[]): JaegerTrace {
  const resources = [...new Set(spans.map((span) => span.origin.resource))];
  const services = new Map(spans.map((span) => [span.origin.resource, span.origin.service]));
  const processes = resources.map((resource, index): [string, { serviceName: string; tags: Tag[] }] => [
    `p${index + 1}`,
    {
      serviceName: services.get(resource) ?? '',
      tags: readResource(JSON.parse(resource)).attributes.map(tag),
    },
  ]);
  return {
    traceID: spans[0]?.traceId ?? '',
    spans: spans.map((span) => jaegerSpan(span, `p${resources.indexOf(span.origin.resource) + 1}`)),
    processes: Object.fromEntries(processes),
    warnings: null,
  };
}

function jaegerSpan(stored: StoredSpan, processID: string): JaegerSpan {
  const span = readSpan(JSON.parse(stored.json));
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    operationName: span.name,
    references: references(span),
    startTime: stored.start,
    duration: stored.end - stored.start,
    tags: [...span.attributes.map(tag), ...fieldTags(stored)],
    logs: (span.events ?? []).map((event) => ({
      timestamp: Number(BigInt(event.timeUnixNano) / 1000n),
      fields: [{ key: 'event', type: 'string', value: event.name }, ...event.attributes.map(tag)],
    })),
    processID,
    warnings: null,
  };
}

function references(span: OtlpSpan): JaegerSpan['references'] {
  const { traceId: traceID, parentSpanId } = span;
  const parents =
    parentSpanId === undefined ? [] : [{ refType: 'CHILD_OF' as const, traceID, spanID: parentSpanId }];
  const links = (span.links ?? []).map((link) => ({
    refType: 'FOLLOWS_FROM' as const,
    traceID: link.traceId,
    spanID: link.spanId,
  }));
  return [...parents, ...links];
}

function fieldTags(stored: StoredSpan): Tag[] {
  const kind: Tag = { key: 'span.kind', type: 'string', value: spanKindName(stored.kind) };
  if (!stored.isError) return [kind];
  return [
    kind,
    { key: 'otel.status_code', type: 'string', value: 'ERROR' },
    { key: 'error', type: 'bool', value: true },
  ];
}

function tag({ key, value }: OtlpKeyValue): Tag {
  if ('boolValue' in value) return { key, type: 'bool', value: attributeValue(value) };
  if ('intValue' in value) return { key, type: 'int64', value: attributeValue(value) };
  if ('doubleValue' in value) return { key, type: 'float64', value: attributeValue(value) };
  return { key, type: 'string', value: attributeText(value) };
}
