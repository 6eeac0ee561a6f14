import type { Attributes, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { SpanRecord } from '../export/stored-span.js';
import { getPrivacyFilter } from './configured-filter.js';
import { filterContext, filterResource, filterScope } from './filter-origin.js';
import type { PrivacyFilter } from './privacy-filter.js';

type Described = Pick<ReadableSpan, 'name' | 'attributes' | 'status' | 'events' | 'links'>;
type Origin = Pick<ReadableSpan, 'resource' | 'instrumentationScope'> & { readonly context: SpanContext };

/** Ended spans that have been filtered and will be asked for again: they do not change any more. */
const filtered = new WeakSet<ReadableSpan>();

/** The ended span as it may leave the process: itself when nothing in it is secret, else a copy. */
export function filterSpan(span: ReadableSpan): ReadableSpan {
  if (filtered.has(span)) return span;
  const filter = getPrivacyFilter();
  const described = describe(span, filter);
  const origin = originOf(span, filter);
  return described === span && origin === undefined ? span : copyOf(span, described, origin);
}

/** The same, for a span that goes to several places: what comes out is not filtered again. */
export function filterSpanOnce(span: ReadableSpan): ReadableSpan {
  const shown = filterSpan(span);
  filtered.add(shown);
  return shown;
}

/** Where the span comes from, when something in that is secret. */
function originOf(span: ReadableSpan, filter: PrivacyFilter): Origin | undefined {
  const own = span.spanContext();
  const context = filterContext(own, filter);
  const resource = filterResource(span.resource, filter);
  const instrumentationScope = filterScope(span.instrumentationScope, filter);
  const isSame =
    context === own && resource === span.resource && instrumentationScope === span.instrumentationScope;
  return isSame ? undefined : { context, resource, instrumentationScope };
}

/** The record of a span as it may be written to disk. */
export function filterRecord(record: SpanRecord): SpanRecord {
  const filter = getPrivacyFilter();
  const described = describe(record, filter);
  const scope = record.scope === undefined ? undefined : filter.filterText(record.scope);
  if (described === record && scope === record.scope) return record;
  const { name, attributes, status, events, links } = described;
  return { ...record, name, attributes, status, events, links, ...(scope === undefined ? {} : { scope }) };
}

/** Its getters stand in the SDK's prototype, so that no spread would copy them. */
function copyOf(
  span: ReadableSpan,
  { name, attributes, status, events, links }: Described,
  origin: Origin | undefined,
): ReadableSpan {
  const parent = span.parentSpanContext;
  const context = origin?.context ?? span.spanContext();
  return {
    name,
    attributes,
    status,
    events,
    links,
    kind: span.kind,
    spanContext: () => context,
    ...(parent === undefined ? {} : { parentSpanContext: parent }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    resource: origin?.resource ?? span.resource,
    instrumentationScope: origin?.instrumentationScope ?? span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function describe<T extends Described>(span: T, filter: PrivacyFilter): T | Described {
  const name = filter.filterText(span.name);
  const attributes = filter.filterAttributes(span.attributes);
  const status = statusOf(span.status, filter);
  const events = each(span.events, (event) => eventOf(event, filter));
  const links = each(span.links, (link) => linkOf(link, filter));
  const isSame =
    name === span.name &&
    attributes === span.attributes &&
    status === span.status &&
    events === span.events &&
    links === span.links;
  return isSame ? span : { name, attributes, status, events, links };
}

function statusOf(status: SpanStatus, filter: PrivacyFilter): SpanStatus {
  if (status.message === undefined) return status;
  const message = filter.filterText(status.message);
  return message === status.message ? status : { ...status, message };
}

function eventOf(event: TimedEvent, filter: PrivacyFilter): TimedEvent {
  const name = filter.filterText(event.name);
  const attributes = attributesOf(event.attributes, filter);
  if (name === event.name && attributes === event.attributes) return event;
  return { ...event, name, ...(attributes === undefined ? {} : { attributes }) };
}

function linkOf(link: Link, filter: PrivacyFilter): Link {
  const attributes = attributesOf(link.attributes, filter);
  const context = filterContext(link.context, filter);
  if (attributes === link.attributes && context === link.context) return link;
  return { ...link, context, ...(attributes === undefined ? {} : { attributes }) };
}

const attributesOf = (attributes: Attributes | undefined, filter: PrivacyFilter): Attributes | undefined =>
  attributes === undefined ? undefined : filter.filterAttributes(attributes);

/** The same list when no item has changed. */
function each<T>(list: T[], filter: (item: T) => T): T[] {
  if (list.length === 0) return list;
  const shown = list.map(filter);
  return shown.every((item, at) => item === list[at]) ? list : shown;
}
