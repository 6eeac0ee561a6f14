import { field } from '../support/run-trace.js';

/** A span as a query API tells it, with who made it; every field that the answer has, whatever it is called. */
export interface ToldSpan {
  readonly resource: unknown;
  readonly scope: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The spans of `{"result":{"resourceSpans":[…]}}` by their ids. @throws {Error} when one stands there twice */
export function toldSpans(answer: unknown): Map<string, ToldSpan> {
  const told = new Map<string, ToldSpan>();
  for (const { resource, scope, span } of groupsOf(answer)) {
    const id = String(field(span, 'spanId'));
    if (told.has(id)) throw new Error(`span ${id} is there twice`);
    told.set(id, { resource, scope, fields: Object.fromEntries(entriesOf(span)) });
  }
  return told;
}

export const serviceOf = ({ resource }: ToldSpan): string => {
  const name = listOf(resource, 'attributes').find((entry) => field(entry, 'key') === 'service.name');
  return String(field(field(name, 'value'), 'stringValue'));
};

function* groupsOf(answer: unknown): Generator<{ resource: unknown; scope: unknown; span: unknown }> {
  for (const ofResource of listOf(field(answer, 'result'), 'resourceSpans'))
    for (const ofScope of listOf(ofResource, 'scopeSpans'))
      for (const span of listOf(ofScope, 'spans'))
        yield { resource: field(ofResource, 'resource'), scope: field(ofScope, 'scope'), span };
}

export function listOf(holder: unknown, name: string): readonly unknown[] {
  const value = field(holder, name);
  return Array.isArray(value) ? value : [];
}

export const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
