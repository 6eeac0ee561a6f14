import { type RunId, RUN_SPAN_NAME, SERVICES } from '@throughline/contracts';
import { attemptSpanIdOf, journalOf, rootSpanIdOf, traceIdOf, type TraceSpan } from '@throughline/tracing';

/** What the journals in a state folder say was made for a run; undefined when they know nothing of it. */
export async function createdSpans(
  home: string,
  id: RunId,
  received: readonly TraceSpan[],
): Promise<ReadonlySet<string> | undefined> {
  const traceId = traceIdOf(id);
  const journals = await Promise.all(
    [...SERVICES, 'cli'].map((service) => journalOf(traceId, { home, service })),
  );
  const created = journals.flatMap((journal) => journal.created);
  return created.length === 0 ? undefined : new Set([...created, ...derivedIds(id, received)]);
}

/**
 * Runs and attempts are in no journal: their owner keeps them in its database. Their ids follow from what they are of,
 * so that nothing else can bear them; one that is missing leaves its children without a parent.
 */
const derivedIds = (id: RunId, received: readonly TraceSpan[]): string[] =>
  received.map(({ spanId }) => spanId).filter((spanId, at) => spanId === derivedIdOf(id, received[at]));

function derivedIdOf(id: RunId, span: TraceSpan | undefined): string | undefined {
  if (span?.name === RUN_SPAN_NAME) return rootSpanIdOf(id);
  const task = span?.attributes['throughline.task.id'];
  const attempt = span?.attributes['throughline.attempt.number'];
  return typeof task === 'string' && typeof attempt === 'number'
    ? attemptSpanIdOf(id, task, attempt)
    : undefined;
}
