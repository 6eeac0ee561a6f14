import { listOf, type ToldSpan } from './otlp-answer.js';
import { field } from '../support/run-trace.js';

const REMARKS = '@jaeger@warnings';

/**
 * Jaeger stores no span without a duration: it gives it a nanosecond and remarks upon it. Undoes exactly that, for the
 * spans that had none.
 */
export function withoutAddedNanoseconds(
  theirs: ReadonlyMap<string, ToldSpan>,
  ours: ReadonlyMap<string, ToldSpan>,
): Map<string, ToldSpan> {
  return new Map([...theirs].map(([id, span]) => [id, hadNone(ours.get(id), span) ? undone(span) : span]));
}

const hadNone = (ours: ToldSpan | undefined, theirs: ToldSpan): boolean =>
  ours !== undefined &&
  ours.fields['startTimeUnixNano'] === ours.fields['endTimeUnixNano'] &&
  nanos(theirs, 'endTimeUnixNano') - nanos(theirs, 'startTimeUnixNano') === 1n;

function undone({ resource, scope, fields }: ToldSpan): ToldSpan {
  const attributes = listOf(fields, 'attributes').filter((entry) => field(entry, 'key') !== REMARKS);
  return { resource, scope, fields: { ...fields, attributes, endTimeUnixNano: fields['startTimeUnixNano'] } };
}

const nanos = ({ fields }: ToldSpan, name: string): bigint => BigInt(String(fields[name]));
