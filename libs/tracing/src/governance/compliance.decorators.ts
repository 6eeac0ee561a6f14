import { type MethodTracing, defaultName, tracedMethod } from '../decorators/traced-method.js';
import { ConstitutionalComplianceLevel, TraceCategory } from './compliance.js';
import { complianceAttributes } from './constitutional-operation.js';
import { countGoverned, governedSpanOptions } from './governed-span.js';

/** What the decorators of governed operations are told. */
export interface ComplianceOptions {
  /** Default: `Class.method`. */
  readonly name?: string;
  /** Default: constitutional. */
  readonly category?: TraceCategory;
  /** Default: unknown. */
  readonly level?: ConstitutionalComplianceLevel;
}

/**
 * As `@Span()`, with the hash of the policy, the category and the compliance level on the span, which is kept whatever
 * the sampling. `recordCompliance` puts another level on it.
 * @param described its name alone, or options
 */
export function TraceCompliance(described: string | ComplianceOptions = {}): MethodTracing {
  const options = typeof described === 'string' ? { name: described } : described;
  const { category = TraceCategory.Constitutional, level = ConstitutionalComplianceLevel.Unknown } = options;
  return (target, key, descriptor) => {
    const method = descriptor.value;
    if (method === undefined)
      throw new TypeError(`@TraceCompliance() is for methods, and ${String(key)} is none`);
    const name = options.name ?? defaultName(target, key);
    // The hash may be set after the class was declared, so each call asks for it.
    descriptor.value = tracedMethod<never[], typeof method>(method, () => ({
      name,
      options: governedSpanOptions(complianceAttributes(category, level)),
      onEnd: (span) => countGoverned(span, level),
      onFailure: (span) => countGoverned(span, level),
    }));
  };
}

/** The same. */
export const TraceConstitutional = TraceCompliance;

/** As `@TraceCompliance()`, for an operation by which several parties come to one decision. */
export function TraceConsensus(described: string | Omit<ComplianceOptions, 'category'> = {}): MethodTracing {
  const options = typeof described === 'string' ? { name: described } : described;
  return TraceCompliance({ ...options, category: TraceCategory.Consensus });
}
