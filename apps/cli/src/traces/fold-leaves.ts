import type { TraceSpan } from '@throughline/tracing';

/** A span among its children, in the order of their starts. */
export interface TraceNode {
  readonly span: TraceSpan;
  readonly children: readonly TraceNode[];
}

/** One line of a tree: a span, or several of one sort put together. */
export type TreeRow = { readonly node: TraceNode } | { readonly leaves: readonly TraceSpan[] };

/**
 * Puts neighbours together that say little one by one: database statements, and spans of one name.
 * What failed, has children or is alone stays a line of its own.
 */
export function folded(children: readonly TraceNode[]): TreeRow[] {
  const rows: TreeRow[] = [];
  let together: TraceNode[] = [];
  for (const child of [...children, undefined]) {
    const first = together[0];
    if (first !== undefined && (child === undefined || sortOf(first) !== sortOf(child))) {
      rows.push(rowOf(together, first));
      together = [];
    }
    if (child !== undefined) together.push(child);
  }
  return rows;
}

const rowOf = (together: readonly TraceNode[], first: TraceNode): TreeRow =>
  together.length === 1 ? { node: first } : { leaves: together.map(({ span }) => span) };

/** What neighbours must have in common; a span id, which nobody shares, for those that stay alone. */
function sortOf({ span, children }: TraceNode): string {
  if (children.length > 0 || span.status.code === 'ERROR') return span.spanId;
  return JSON.stringify([span.service, isStatement(span) ? 'statement' : span.name]);
}

const isStatement = (span: TraceSpan): boolean =>
  span.kind === 'CLIENT' && ('db.system.name' in span.attributes || 'db.system' in span.attributes);

export const leafName = (leaves: readonly TraceSpan[]): string =>
  leaves.every(isStatement) ? 'database statements' : (leaves[0]?.name ?? '');

export const milliseconds = (span: TraceSpan): number =>
  Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
