import type { StoredSpan } from './stored-span.js';

type ByScope = Map<string, StoredSpan[]>;

/** The items of OTLP's `resourceSpans`, as JSON text in pieces: the kept texts are put together, nothing is parsed. */
export function* resourceSpansText(spans: Iterable<StoredSpan>): Generator<string> {
  let separator = '';
  for (const [resource, scopes] of grouped(spans)) {
    yield `${separator}{"resource":${resource},"scopeSpans":[`;
    yield* scopeSpansText(scopes);
    yield ']}';
    separator = ',';
  }
}

function* scopeSpansText(scopes: ByScope): Generator<string> {
  let separator = '';
  for (const [scope, spans] of scopes) {
    yield `${separator}{"scope":${scope},"spans":[`;
    for (const [index, span] of spans.entries()) yield index === 0 ? span.json : `,${span.json}`;
    yield ']}';
    separator = ',';
  }
}

function grouped(spans: Iterable<StoredSpan>): Map<string, ByScope> {
  const resources = new Map<string, ByScope>();
  for (const span of spans) {
    const scopes: ByScope = resources.get(span.origin.resource) ?? new Map<string, StoredSpan[]>();
    const list = scopes.get(span.origin.scope) ?? [];
    list.push(span);
    resources.set(span.origin.resource, scopes.set(span.origin.scope, list));
  }
  return resources;
}
