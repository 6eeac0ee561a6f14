import type { TraceSpan } from './trace-span.js';

const NANOS_PER_MS = 1_000_000;

/** Whatever causes a span has begun before it: as far as the clocks agree. */
export const startsBeforeParent = (spans: readonly TraceSpan[], toleranceMs: number): string[] =>
  withParents(spans)
    .filter(
      ({ span, parent }) => milliseconds(parent.startTimeUnixNano, span.startTimeUnixNano) < -toleranceMs,
    )
    .map(({ span }) => span.spanId);

/**
 * A callee has ended when its caller has the answer. Other children may well outlive their parents: consumers, jobs,
 * work that nobody waits for. A call that failed may have been given up, and so says nothing.
 */
export const outlivesCaller = (spans: readonly TraceSpan[], toleranceMs: number): string[] =>
  withParents(spans)
    .filter(
      ({ span, parent }) =>
        parent.kind === 'CLIENT' &&
        span.kind === 'SERVER' &&
        [span, parent].every(({ status }) => status.code !== 'ERROR') &&
        milliseconds(parent.endTimeUnixNano, span.endTimeUnixNano) > toleranceMs,
    )
    .map(({ span }) => span.spanId);

interface Child {
  readonly span: TraceSpan;
  readonly parent: TraceSpan;
}

function withParents(spans: readonly TraceSpan[]): Child[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return spans.flatMap((span) => {
    const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
    return parent === undefined ? [] : [{ span, parent }];
  });
}

const milliseconds = (from: string | bigint, to: string | bigint): number =>
  Number(BigInt(to) - BigInt(from)) / NANOS_PER_MS;
