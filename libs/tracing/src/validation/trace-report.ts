/** What one service did to another in a trace. */
export interface TraceEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'message';
  readonly count: number;
  readonly errors: number;
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
  readonly services: readonly string[];
  readonly edges: readonly TraceEdge[];
  /** One sentence for each thing that is wrong; empty when healthy. */
  readonly findings: readonly string[];
}
