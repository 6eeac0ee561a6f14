import {
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  TraceFlags,
  context as contexts,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { COMPLIANCE_LEVEL, ConstitutionalComplianceLevel } from './compliance.js';
import { countCompliance } from './compliance-counts.js';

/**
 * How the span of a governed operation starts. Below a span that is sampled out it begins a trace of its own, linked to
 * that one: it is kept, and a kept span must not name a parent that nobody will ever get.
 */
export function governedSpanOptions(
  attributes: Attributes,
  parent: Context = contexts.active(),
): SpanOptions {
  const above = trace.getSpanContext(parent);
  if (above === undefined || !isSpanContextValid(above)) return { attributes };
  if ((above.traceFlags & TraceFlags.SAMPLED) !== 0) return { attributes };
  return { attributes, root: true, links: [{ context: above }] };
}

/** Whether the attributes that a span starts with say that it is of a governed operation. */
export const isGoverned = (attributes: Attributes): boolean => attributes[COMPLIANCE_LEVEL] !== undefined;

/** Counts a governed operation that has ended, with the level that its span says by now. */
export function countGoverned(span: Span, declared: ConstitutionalComplianceLevel): void {
  countCompliance(levelOf(span) ?? declared);
}

function levelOf(span: Span): ConstitutionalComplianceLevel | undefined {
  if (!('attributes' in span) || typeof span.attributes !== 'object' || span.attributes === null)
    return undefined;
  const said: unknown = Reflect.get(span.attributes, COMPLIANCE_LEVEL);
  return Object.values(ConstitutionalComplianceLevel).find((level) => level === said);
}
