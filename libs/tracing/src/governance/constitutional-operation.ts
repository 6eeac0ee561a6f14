import type { Attributes, Span } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import {
  COMPLIANCE_LEVEL,
  CONSTITUTIONAL_HASH,
  ConstitutionalComplianceLevel,
  TRACE_CATEGORY,
  type TraceCategory,
} from './compliance.js';
import { constitutionalHash } from './policy-hash.js';

/** What spans of governed operations say: the hash where there is one, category and level. */
export function complianceAttributes(
  category: TraceCategory,
  level: ConstitutionalComplianceLevel = ConstitutionalComplianceLevel.Unknown,
): Attributes {
  const hash = constitutionalHash();
  return {
    ...(hash === undefined ? {} : { [CONSTITUTIONAL_HASH]: hash }),
    [COMPLIANCE_LEVEL]: level,
    [TRACE_CATEGORY]: category,
  };
}

/** Puts the level on a span once it is known. */
export function recordCompliance(span: Span, level: ConstitutionalComplianceLevel): void {
  span.setAttribute(COMPLIANCE_LEVEL, level);
}

/** Runs the asynchronous `fn` in a span with the policy's hash, the category and the level; an error is recorded. */
export function traceConstitutionalOperation<T>(
  name: string,
  category: TraceCategory,
  level: ConstitutionalComplianceLevel,
  fn: () => T | Promise<T>,
): Promise<T> {
  return traceAsyncOperation(name, complianceAttributes(category, level), async () => fn());
}
