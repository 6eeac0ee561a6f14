import type { Attributes } from '@opentelemetry/api';
import { BoundedMemo } from '../privacy/bounded-memo.js';
import { sanitizeQuery, spanNameOf, summarizeQuery } from './query-summary.js';

/** What is said of a statement by its text alone. */
export interface QueryDescription {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Programs have few statements, and send them again and again. */
const known = new BoundedMemo<QueryDescription>(512, 4096);

/** The name of a statement's span and its attributes, without its literals. */
export function describeQuery(sql: string): QueryDescription {
  const found = known.get(sql);
  if (found !== undefined) return found;
  const summary = summarizeQuery(sql);
  const name = spanNameOf(summary);
  const description: QueryDescription = {
    name,
    attributes: {
      // From the start on: a span that a crash leaves open must say what it was.
      'db.system.name': 'postgresql',
      'db.operation.name': summary.operation,
      'db.query.summary': name,
      'db.query.text': sanitizeQuery(sql),
      ...(summary.table === undefined ? {} : { 'db.collection.name': summary.table }),
    },
  };
  known.set(sql, description);
  return description;
}
