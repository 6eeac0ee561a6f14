import type { SpanContext, TraceState } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { TraceStateList } from '../propagation/tracestate.js';
import { resources } from '../sdk/packages.js';
import type { PrivacyFilter } from './privacy-filter.js';

/** What many spans share is filtered once, for as long as the filter is the same. */
class SharedFilter<T extends object> {
  private shown = new WeakMap<T, T>();
  private by: PrivacyFilter | undefined;

  constructor(private readonly make: (shared: T, filter: PrivacyFilter) => T) {}

  of(shared: T, filter: PrivacyFilter): T {
    if (filter !== this.by) {
      this.by = filter;
      this.shown = new WeakMap();
    }
    const known = this.shown.get(shared);
    if (known !== undefined) return known;
    const made = this.make(shared, filter);
    this.shown.set(shared, made);
    return made;
  }
}

const ofResources = new SharedFilter<Resource>((resource, filter) => {
  const attributes = filter.filterAttributes(resource.attributes);
  return attributes === resource.attributes ? resource : resources().resourceFromAttributes(attributes);
});

const ofScopes = new SharedFilter<InstrumentationScope>((scope, filter) => {
  const name = filter.filterText(scope.name);
  const version = scope.version === undefined ? undefined : filter.filterText(scope.version);
  if (name === scope.name && version === scope.version) return scope;
  return { ...scope, name, ...(version === undefined ? {} : { version }) };
});

/** The resource as it may leave the process: itself, when nothing in it is secret. */
export const filterResource = (resource: Resource, filter: PrivacyFilter): Resource =>
  ofResources.of(resource, filter);

export const filterScope = (scope: InstrumentationScope, filter: PrivacyFilter): InstrumentationScope =>
  ofScopes.of(scope, filter);

/** Ids are no secrets; members of the trace state that are get lost, as any process may lose them. */
export function filterContext(context: SpanContext, filter: PrivacyFilter): SpanContext {
  if (context.traceState === undefined) return context;
  const traceState = filterState(context.traceState, filter);
  return traceState === context.traceState ? context : { ...context, traceState };
}

function filterState(state: TraceState, filter: PrivacyFilter): TraceState {
  const text = state.serialize();
  if (text === '' || filter.filterText(text) === text) return state;
  const kept = text.split(',').filter((member) => filter.filterText(member) === member);
  return TraceStateList.parse(kept.join(',')) ?? TraceStateList.EMPTY;
}
