import type { TraceEdge } from '@throughline/tracing';

/** `caller -> callee`, calls and messages, errors: the rows of a table, the busiest edge first. */
export function serviceMapRows(edges: readonly TraceEdge[]): string[][] {
  const rows = edges
    .toSorted((a, b) => b.count - a.count || a.from.localeCompare(b.from) || a.to.localeCompare(b.to))
    .map(({ from, to, kind, count, errors }) => [`${from} -> ${to}`, kind, String(count), String(errors)]);
  return [['caller -> callee', 'kind', 'calls', 'errors'], ...rows];
}
