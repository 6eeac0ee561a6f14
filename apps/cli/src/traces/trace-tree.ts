import type { TraceSpan } from '@throughline/tracing';
import { durationText } from '../terminal/duration.js';
import { oneLine } from '../terminal/table.js';
import { folded, leafName, milliseconds, type TraceNode, type TreeRow } from './fold-leaves.js';
import type { Output } from '../terminal/output.js';

export interface TreeOptions {
  readonly colors: Output['colors'];
  /** Deeper spans are counted instead of shown. */
  readonly maxDepth?: number;
  /** Show every span, database statements and repeated commands too. */
  readonly all?: boolean;
}

/** The trace as lines: each span under its parent, with duration and service. An orphan stands at the top. */
export function traceTree(spans: readonly TraceSpan[], options: TreeOptions): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const tops = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  return nodes(tops, byParent(spans), new Set()).flatMap((node) => [
    spanLabel(node.span, options),
    ...lines(node, '', 1, options),
  ]);
}

function byParent(spans: readonly TraceSpan[]): Map<string, TraceSpan[]> {
  const children = new Map<string, TraceSpan[]>();
  for (const span of spans) {
    if (span.parentSpanId === undefined) continue;
    const siblings = children.get(span.parentSpanId);
    if (siblings === undefined) children.set(span.parentSpanId, [span]);
    else siblings.push(span);
  }
  return children;
}

/** A span that is its own ancestor (no trace of ours has one) is left out rather than followed. */
function nodes(
  spans: readonly TraceSpan[],
  children: Map<string, TraceSpan[]>,
  above: ReadonlySet<string>,
): TraceNode[] {
  return spans
    .filter(({ spanId }) => !above.has(spanId))
    .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .map((span) => ({
      span,
      children: nodes(children.get(span.spanId) ?? [], children, new Set([...above, span.spanId])),
    }));
}

function lines(node: TraceNode, indent: string, depth: number, options: TreeOptions): string[] {
  const { maxDepth = Infinity, all = false, colors } = options;
  if (node.children.length === 0) return [];
  if (depth > maxDepth) return [`${indent}└─ ${colors.dim(`… ${sizeBelow(node)} more spans`)}`];
  const rows = all ? node.children.map((child): TreeRow => ({ node: child })) : folded(node.children);
  return rows.flatMap((row, index) => {
    const isLast = index === rows.length - 1;
    const branch = `${indent}${isLast ? '└─ ' : '├─ '}`;
    if ('leaves' in row) return [`${branch}${leavesLabel(row.leaves, colors)}`];
    const below = lines(row.node, `${indent}${isLast ? '   ' : '│  '}`, depth + 1, options);
    return [`${branch}${spanLabel(row.node.span, options)}`, ...below];
  });
}

const sizeBelow = (node: TraceNode): number =>
  node.children.reduce((sum, child) => sum + 1 + sizeBelow(child), 0);

function spanLabel(span: TraceSpan, { colors }: TreeOptions): string {
  const duration = durationText(milliseconds(span));
  const isError = span.status.code === 'ERROR';
  const error = isError ? colors.red(` ✗ ${oneLine(span.status.message ?? 'error', 100)}`) : '';
  const name = oneLine(span.name, 120);
  return `${isError ? colors.red(name) : name}${subject(span)}  ${colors.dim(duration)}  ${colors.cyan(span.service)}${error}`;
}

/** Whose attempt it is; the spans below belong to the same. */
function subject({ name, attributes }: TraceSpan): string {
  const task = attributes['throughline.task.id'];
  if (typeof task !== 'string' || !name.endsWith('.attempt')) return '';
  return ` ${oneLine(task, 64)} #${String(attributes['throughline.attempt.number'])}`;
}

/** `git ×9  135 ms  git-worktree` */
function leavesLabel(leaves: readonly TraceSpan[], colors: Output['colors']): string {
  const total = durationText(leaves.reduce((sum, span) => sum + milliseconds(span), 0));
  const [name, service] = [leafName(leaves), leaves[0]?.service ?? ''];
  return `${name} ${colors.dim(`×${leaves.length}`)}  ${colors.dim(total)}  ${colors.cyan(service)}`;
}
