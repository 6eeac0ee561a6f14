import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeAttributes } from './encode-attributes.js';
import { encodeSpan } from './encode-span.js';
import { ProtobufWriter } from './protobuf-writer.js';
import { MESSAGE, VARINT, tagOf } from './tags.js';

const RESOURCE_SPANS = tagOf(1, MESSAGE);
const RESOURCE_GROUP = {
  resource: tagOf(1, MESSAGE),
  scopeSpans: tagOf(2, MESSAGE),
  schemaUrl: tagOf(3, MESSAGE),
};
const RESOURCE = { attributes: tagOf(1, MESSAGE), dropped: tagOf(2, VARINT) };
const SCOPE_GROUP = { scope: tagOf(1, MESSAGE), span: tagOf(2, MESSAGE), schemaUrl: tagOf(3, MESSAGE) };
const SCOPE = { name: tagOf(1, MESSAGE), version: tagOf(2, MESSAGE) };
/** Groups take from 16 KB to 2 MB, as a rule. */
const LENGTH_BYTES = 3;

type ScopeGroups = Map<InstrumentationScope, ReadableSpan[]>;

/** Used by one request after the other, so that its memory is. */
const writer = new ProtobufWriter();

/** An ExportTraceServiceRequest of OTLP with these spans: byte for byte what OpenTelemetry's own serializer writes. */
export function encodeSpans(spans: readonly ReadableSpan[]): Uint8Array {
  writer.begin();
  for (const [resource, scopes] of grouped(spans)) encodeResourceSpans(resource, scopes);
  return writer.take();
}

function grouped(spans: readonly ReadableSpan[]): Map<Resource, ScopeGroups> {
  const groups = new Map<Resource, ScopeGroups>();
  for (const span of spans) {
    const { resource, instrumentationScope } = span;
    const scopes = groups.get(resource);
    const others = scopes?.get(instrumentationScope);
    if (others !== undefined) others.push(span);
    else if (scopes !== undefined) scopes.set(instrumentationScope, [span]);
    else groups.set(resource, new Map([[instrumentationScope, [span]]]));
  }
  return groups;
}

function encodeResourceSpans(resource: Resource, scopes: ScopeGroups): void {
  const start = writer.open(RESOURCE_SPANS, LENGTH_BYTES);
  const inner = writer.open(RESOURCE_GROUP.resource);
  encodeAttributes(writer, RESOURCE.attributes, resource.attributes);
  writer.integer(RESOURCE.dropped, 0);
  writer.close(inner);
  for (const [scope, spans] of scopes) encodeScopeSpans(scope, spans);
  if (resource.schemaUrl !== undefined && resource.schemaUrl !== '')
    writer.text(RESOURCE_GROUP.schemaUrl, resource.schemaUrl);
  writer.close(start, LENGTH_BYTES);
}

function encodeScopeSpans(scope: InstrumentationScope, spans: readonly ReadableSpan[]): void {
  const start = writer.open(RESOURCE_GROUP.scopeSpans, LENGTH_BYTES);
  encodeScope(scope);
  for (const span of spans) encodeSpan(writer, SCOPE_GROUP.span, span);
  if (scope.schemaUrl !== undefined && scope.schemaUrl !== '')
    writer.text(SCOPE_GROUP.schemaUrl, scope.schemaUrl);
  writer.close(start, LENGTH_BYTES);
}

function encodeScope({ name, version }: InstrumentationScope): void {
  const start = writer.open(SCOPE_GROUP.scope);
  writer.text(SCOPE.name, name);
  if (version !== undefined && version !== '') writer.text(SCOPE.version, version);
  writer.close(start);
}
