import type { TraceEdge } from './trace-report.js';
import type { TraceSpan } from './trace-span.js';

/** The calls and messages between services: CLIENT to SERVER and PRODUCER to CONSUMER, parent to child. */
export function serviceEdges(spans: readonly TraceSpan[]): TraceEdge[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const edges = new Map<string, TraceEdge>();
  for (const child of byId.values()) {
    const parent = child.parentSpanId === undefined ? undefined : byId.get(child.parentSpanId);
    const kind = parent === undefined ? undefined : edgeKind(parent, child);
    if (parent === undefined || kind === undefined) continue;
    const key = JSON.stringify([parent.service, child.service, kind]);
    const known = edges.get(key) ?? { from: parent.service, to: child.service, kind, count: 0, errors: 0 };
    const failed = parent.status.code === 'ERROR' || child.status.code === 'ERROR';
    edges.set(key, { ...known, count: known.count + 1, errors: known.errors + (failed ? 1 : 0) });
  }
  return [...edges.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

function edgeKind(parent: TraceSpan, child: TraceSpan): TraceEdge['kind'] | undefined {
  if (parent.service === child.service) return undefined;
  if (parent.kind === 'CLIENT' && child.kind === 'SERVER') return 'call';
  if (parent.kind === 'PRODUCER' && child.kind === 'CONSUMER') return 'message';
  return undefined;
}
