/** What kind of operation a span is about. */
export enum TraceCategory {
  Constitutional = 'constitutional',
  Consensus = 'consensus',
  Performance = 'performance',
  Security = 'security',
  External = 'external',
  Database = 'database',
}

/** How far an operation keeps to the policy. */
export enum ConstitutionalComplianceLevel {
  Compliant = 'compliant',
  Partial = 'partial',
  NonCompliant = 'non_compliant',
  Unknown = 'unknown',
}

/** Name of the hash's span attribute, request header and message header: the same everywhere. */
export const CONSTITUTIONAL_HASH = 'constitutional-hash';
/** Name of the span attribute with the compliance level. */
export const COMPLIANCE_LEVEL = 'compliance.level';
/** Name of the span attribute with the category. */
export const TRACE_CATEGORY = 'trace.category';
