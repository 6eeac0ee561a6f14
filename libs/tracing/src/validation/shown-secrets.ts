import type { Attributes } from '@opentelemetry/api';
import { isDeepStrictEqual } from 'node:util';
import type { PrivacyFilter } from '../privacy/privacy-filter.js';
import type { ShownSecret } from './trace-report.js';
import type { TraceAttributes, TraceSpan } from './trace-span.js';

/** What the filter would still take out of a received span. */
export function shownSecrets(span: TraceSpan, filter: PrivacyFilter): ShownSecret[] {
  const { spanId, name, status, attributes, links, events = [] } = span;
  const isSecret = (text: string): boolean => filter.filterText(text) !== text;
  const places = [
    ...(isSecret(name) ? ['name'] : []),
    ...(status.message !== undefined && isSecret(status.message) ? ['status'] : []),
    ...secretKeys(attributes, filter).map((key) => `attribute ${key}`),
    ...links.flatMap((link) =>
      secretKeys(link.attributes ?? {}, filter).map((key) => `attribute ${key} of a link`),
    ),
    ...events.flatMap((event) => [
      ...(isSecret(event.name) ? ['name of an event'] : []),
      ...secretKeys(event.attributes, filter).map((key) => `attribute ${key} of an event`),
    ]),
  ];
  return places.map((place) => ({ spanId, place }));
}

function secretKeys(attributes: TraceAttributes, filter: PrivacyFilter): string[] {
  const given: Attributes = { ...attributes };
  const shown = filter.filterAttributes(given);
  if (shown === given) return [];
  return Object.keys(given)
    .filter((key) => !isDeepStrictEqual(given[key], shown[key]))
    .map((key) => filter.filterText(key));
}
