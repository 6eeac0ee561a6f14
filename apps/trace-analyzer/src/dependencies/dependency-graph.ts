import { SPAN_KIND } from '../otlp/otlp.types.js';
import type { StoredSpan } from '../store/stored-span.js';

/** One edge of the service map. */
export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
  /** How many of the calls ended in an error at the callee. */
  readonly errorCount: number;
}

/**
 * The edges of one or more traces. A call is a CLIENT span with a SERVER child, or a PRODUCER span
 * with a CONSUMER child, in two services. Other children are no calls: those of a derived span of a run
 * would draw edges that nobody took.
 */
export class DependencyGraph {
  private readonly edges = new Map<string, Dependency>();

  addTrace(spans: readonly StoredSpan[]): void {
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const span of spans) {
      const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
      if (parent !== undefined && isCall(parent, span)) this.count(parent.origin.service, span);
    }
  }

  dependencies(): Dependency[] {
    return [...this.edges.values()];
  }

  private count(parent: string, callee: StoredSpan): void {
    const child = callee.origin.service;
    const key = JSON.stringify([parent, child]);
    const edge = this.edges.get(key) ?? { parent, child, callCount: 0, errorCount: 0 };
    this.edges.set(key, {
      ...edge,
      callCount: edge.callCount + 1,
      errorCount: edge.errorCount + (callee.isError ? 1 : 0),
    });
  }
}

function isCall(caller: StoredSpan, callee: StoredSpan): boolean {
  if (caller.origin.service === callee.origin.service) return false;
  return (
    (caller.kind === SPAN_KIND.client && callee.kind === SPAN_KIND.server) ||
    (caller.kind === SPAN_KIND.producer && callee.kind === SPAN_KIND.consumer)
  );
}
