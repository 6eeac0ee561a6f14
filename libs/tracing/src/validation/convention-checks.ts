import { type Convention, CONVENTIONS } from './conventions.js';
import type { MisnamedSpan, TraceReport, UnconventionalSpan } from './trace-report.js';
import type { TraceSpan } from './trace-span.js';

const MOST_CHARACTERS = 255;
const HAS_ID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|\b[\da-f]{16,}\b/i;
const HAS_QUERY = /\/\S*\?\S*=/;

/** Holds spans against the semantic conventions. */
export function conventionChecks(
  spans: readonly TraceSpan[],
): Pick<TraceReport, 'misnamed' | 'unconventional'> {
  const sorts = spans.map((span) => ({ span, sort: CONVENTIONS.find(({ matches }) => matches(span)) }));
  return {
    misnamed: sorts.flatMap(({ span, sort }) => misnamed(span, sort)),
    unconventional: sorts.flatMap(({ span, sort }) => (sort === undefined ? [] : unconventional(span, sort))),
  };
}

/** A name stands for many spans: searches, statistics and bills are by name. */
function misnamed(span: TraceSpan, sort: Convention | undefined): MisnamedSpan[] {
  const { spanId, name } = span;
  const beginnings = sort?.nameBegins?.(span);
  const reasons = [
    ...(name.length > MOST_CHARACTERS ? [`is longer than ${MOST_CHARACTERS} characters`] : []),
    ...(HAS_ID.test(name) ? ['has an id in it'] : []),
    ...(HAS_QUERY.test(name) ? ['has the query of a URL in it'] : []),
    ...(beginnings === undefined || beginnings.some((each) => name.startsWith(each))
      ? []
      : [`does not begin with ${beginnings[0] ?? ''}`]),
  ];
  return reasons.map((why) => ({ spanId, name: name.slice(0, MOST_CHARACTERS), why }));
}

function unconventional(span: TraceSpan, sort: Convention): UnconventionalSpan[] {
  const { spanId, attributes, status } = span;
  const hasFailed = status.code === 'ERROR';
  const required = [...sort.required, ...(hasFailed ? ['error.type'] : (sort.requiredWhenGood ?? []))];
  return required
    .filter((attribute) => attributes[attribute] === undefined || attributes[attribute] === '')
    .map((attribute) => ({ spanId, convention: sort.name, attribute }));
}
