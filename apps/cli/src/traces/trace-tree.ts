import type { TraceSpan } from '@throughline/tracing';
import { durationText } from '../terminal/duration.js';
import type { Output } from '../terminal/output.js';

/** A span among its children, in the order of their starts. */
interface Node {
  readonly span: TraceSpan;
  readonly children: readonly Node[];
}

export interface TreeOptions {
  readonly colors: Output['colors'];
  /** Deeper spans are counted instead of shown. */
  readonly maxDepth?: number;
  /** Spans beyond this number of children of one parent are counted instead of shown. */
  readonly maxChildren?: number;
}

/** The trace as lines: each span under its parent, with duration and service. An orphan stands at the top. */
export function traceTree(spans: readonly TraceSpan[], options: TreeOptions): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const tops = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  const children = byParent(spans);
  return nodes(tops, children, new Set()).flatMap((node) => [
    label(node.span, options),
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

function nodes(
  spans: readonly TraceSpan[],
  children: Map<string, TraceSpan[]>,
  above: ReadonlySet<string>,
): Node[] {
  return spans
    .filter(({ spanId }) => !above.has(spanId))
    .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .map((span) => ({
      span,
      children: nodes(children.get(span.spanId) ?? [], children, new Set([...above, span.spanId])),
    }));
}

function lines(node: Node, indent: string, depth: number, options: TreeOptions): string[] {
  const { maxDepth = 64, maxChildren = Infinity, colors } = options;
  const shown = depth > maxDepth ? [] : node.children.slice(0, maxChildren);
  const hidden = node.children.slice(shown.length).reduce((sum, child) => sum + size(child), 0);
  const rows = shown.flatMap((child, index) => {
    const isLast = index === shown.length - 1 && hidden === 0;
    const own = `${indent}${isLast ? '└─ ' : '├─ '}${label(child.span, options)}`;
    return [own, ...lines(child, `${indent}${isLast ? '   ' : '│  '}`, depth + 1, options)];
  });
  return hidden === 0 ? rows : [...rows, `${indent}└─ ${colors.dim(`… ${hidden} more spans`)}`];
}

const size = (node: Node): number => node.children.reduce((sum, child) => sum + size(child), 1);

function label(span: TraceSpan, { colors }: TreeOptions): string {
  const duration = durationText(Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6);
  const isError = span.status.code === 'ERROR';
  const error = isError ? colors.red(` ✗ ${span.status.message ?? 'error'}`) : '';
  return `${isError ? colors.red(span.name) : span.name}  ${colors.dim(duration)}  ${colors.cyan(span.service)}${error}`;
}
