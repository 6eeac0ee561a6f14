import { attributeText } from '../otlp/any-value.js';
import { spanKindName } from '../otlp/otlp.types.js';
import { readResource, readSpan } from '../otlp/read-span.js';
import type { StoredSpan } from '../store/stored-span.js';

/** What a trace is searched by: one of its spans must fulfil all of it. Times in microseconds. */
export interface TraceCriteria {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly startMin: number;
  readonly startMax: number;
  readonly durationMin?: number | undefined;
  readonly durationMax?: number | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

export function fulfils(span: StoredSpan, wanted: TraceCriteria): boolean {
  const duration = span.end - span.start;
  return (
    (wanted.service === undefined || span.origin.service === wanted.service) &&
    (wanted.operation === undefined || span.name === wanted.operation) &&
    span.start >= wanted.startMin &&
    span.start <= wanted.startMax &&
    duration >= (wanted.durationMin ?? 0) &&
    duration <= (wanted.durationMax ?? Infinity) &&
    Object.entries(wanted.attributes).every(([key, value]) => hasAttribute(span, key, value))
  );
}

/** As in Jaeger, a tag is an attribute of the span or its resource, or one of three that stand for its fields. */
function hasAttribute(span: StoredSpan, key: string, value: string): boolean {
  if (key === 'error' && String(span.isError) === value) return true;
  if (key === 'span.kind' && spanKindName(span.kind) === value) return true;
  if (key === 'otel.status_code' && span.isError && value === 'ERROR') return true;
  return (
    isIn(span.json, key, value, attributesOfSpan) ||
    isIn(span.origin.resource, key, value, attributesOfResource)
  );
}

type Attributes = (json: string) => ReturnType<typeof readResource>['attributes'];
const attributesOfSpan: Attributes = (json) => readSpan(JSON.parse(json)).attributes;
const attributesOfResource: Attributes = (json) => readResource(JSON.parse(json)).attributes;

/** Parses only texts in which the key occurs. */
function isIn(json: string, key: string, value: string, attributes: Attributes): boolean {
  if (!json.includes(JSON.stringify(key))) return false;
  return attributes(json).some((entry) => entry.key === key && attributeText(entry.value) === value);
}
