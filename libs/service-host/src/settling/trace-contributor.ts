/** A service that makes spans whose ids it has chosen before says here which belong to a trace. */
export interface TraceContributor {
  /** Ids of the spans that have been, or will be, exported for the trace. */
  created(traceId: string): Promise<string[]>;
  /** How many of them have not been exported yet. */
  pending(traceId: string): Promise<number>;
}

/** Under this token a module provides its `TraceContributor`. */
export const TRACE_CONTRIBUTOR = Symbol('TRACE_CONTRIBUTOR');
