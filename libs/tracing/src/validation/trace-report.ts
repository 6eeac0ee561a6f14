/** What one service did to another in a trace. */
export interface TraceEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'message';
  readonly count: number;
  readonly errors: number;
}

/** A span whose name says nothing, too much, or not what its sort of span is called. */
export interface MisnamedSpan {
  readonly spanId: string;
  readonly name: string;
  /** `has an id in it`, … */
  readonly why: string;
}

/** A span without what the semantic conventions require of its sort. */
export interface UnconventionalSpan {
  readonly spanId: string;
  /** The sort: `HTTP server`, `database`, … */
  readonly convention: string;
  readonly attribute: string;
}

/** A secret that has reached the receiver; what it is stands nowhere in a report. */
export interface ShownSecret {
  readonly spanId: string;
  /** Where it stands: `attribute user.email`, `status`, … */
  readonly place: string;
}

/** What a validator has found in the spans of one trace. Ids are span ids. */
export interface TraceReport {
  readonly overallStatus: 'healthy' | 'failed';
  readonly spanCount: number;
  readonly traceIds: readonly string[];
  readonly roots: readonly string[];
  /** Their parent is not among the spans. */
  readonly orphans: readonly string[];
  /** Received more than once. */
  readonly duplicates: readonly string[];
  /** Created and not received. */
  readonly missing: readonly string[];
  /** Received and not created. */
  readonly unexpected: readonly string[];
  readonly endBeforeStart: readonly string[];
  readonly withoutName: readonly string[];
  /** Spans of a run without a required attribute. */
  readonly missingAttributes: readonly { readonly spanId: string; readonly attribute: string }[];
  readonly misnamed: readonly MisnamedSpan[];
  readonly unconventional: readonly UnconventionalSpan[];
  /** By more than the tolerance. */
  readonly startsBeforeParent: readonly string[];
  /** The callee went on, by more than the tolerance, after a call that ended well. */
  readonly outlivesCaller: readonly string[];
  readonly secrets: readonly ShownSecret[];
  readonly services: readonly string[];
  readonly edges: readonly TraceEdge[];
  /** One sentence for each thing that is wrong; empty when healthy. */
  readonly findings: readonly string[];
  /** One sentence for each thing that is odd, and that clocks alone may have done. */
  readonly warnings: readonly string[];
}
