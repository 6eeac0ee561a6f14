import type { Attributes, Span } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import {
  COMPLIANCE_LEVEL,
  CONSTITUTIONAL_HASH,
  ConstitutionalComplianceLevel,
  TRACE_CATEGORY,
  type TraceCategory,
} from './compliance.js';
import { countGoverned, governedSpanOptions } from './governed-span.js';
import { constitutionalHash } from './policy-hash.js';

/**
 * What spans of governed operations say: the hash where there is one, the category and the level. A span that starts
 * with these attributes is always sampled.
 * @param level default: unknown
 */
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

/** Puts the level on the span of a governed operation once it is known; it counts for `constitutional_compliance_rate`. */
export function recordCompliance(span: Span, level: ConstitutionalComplianceLevel): void {
  span.setAttribute(COMPLIANCE_LEVEL, level);
}

/**
 * Runs `fn` in a span with the policy's hash, the category and the level, which is kept whatever the sampling: below a
 * span that is sampled out it begins a trace of its own, linked to that one.
 * @param level what is known before; `recordCompliance` corrects it
 * @throws what `fn` throws, recorded on the span
 */
export function traceConstitutionalOperation<T>(
  name: string,
  category: TraceCategory,
  level: ConstitutionalComplianceLevel,
  fn: (span: Span) => T | Promise<T>,
): Promise<T> {
  const { attributes = {}, ...options } = governedSpanOptions(complianceAttributes(category, level));
  const governed = async (span: Span): Promise<T> => {
    try {
      return await fn(span);
    } finally {
      countGoverned(span, level);
    }
  };
  return traceAsyncOperation(name, attributes, governed, options);
}
