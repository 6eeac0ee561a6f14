import { CORRELATION_ID, RUN_ID } from '../context/names.js';
import { traceIdOf } from '../ids/span-ids.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';
import type { PrivacyFilter } from '../privacy/privacy-filter.js';
import { conventionChecks } from './convention-checks.js';
import { type TraceChecks, findingsOf, warningsOf } from './findings.js';
import { serviceEdges } from './service-edges.js';
import { shownSecrets } from './shown-secrets.js';
import { outlivesCaller, startsBeforeParent } from './timing.js';
import type { TraceReport } from './trace-report.js';
import type { TraceSpan } from './trace-span.js';

/** What is known of a trace besides its spans. */
export interface ValidationOptions {
  /** The ids of all spans that were created, from the journals; without it, missing and unexpected are not looked for. */
  readonly created?: Iterable<string>;
  /** How far the clocks of two processes may be apart, in milliseconds. Default: 50. */
  readonly clockToleranceMs?: number;
  /** How long a callee may go on after its answer has arrived, in milliseconds. Default: 1000. */
  readonly callToleranceMs?: number;
  /** Finds what is secret. Default: the filter that is configured. */
  readonly privacy?: PrivacyFilter;
}

const CLOCK_TOLERANCE_MS = 50;
const CALL_TOLERANCE_MS = 1000;

/**
 * Checks that received spans are one whole trace: its parts, names, attributes and times, and that nothing secret is in
 * it. Looks at nothing but its arguments and the privacy filter.
 */
export function validateTrace(spans: readonly TraceSpan[], options: ValidationOptions = {}): TraceReport {
  const ids = new Set(spans.map((span) => span.spanId));
  const distinct = [...new Map(spans.map((span) => [span.spanId, span])).values()];
  const created = options.created === undefined ? ids : new Set(options.created);
  const checks: TraceChecks = {
    spanCount: spans.length,
    traceIds: sorted(spans.map((span) => span.traceId)),
    roots: idsOf(distinct, (span) => span.parentSpanId === undefined),
    orphans: idsOf(distinct, (span) => span.parentSpanId !== undefined && !ids.has(span.parentSpanId)),
    duplicates: duplicatesOf(spans),
    missing: [...created].filter((id) => !ids.has(id)).sort(),
    unexpected: [...ids].filter((id) => !created.has(id)).sort(),
    endBeforeStart: idsOf(distinct, (span) => BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano)),
    withoutName: idsOf(distinct, (span) => span.name.trim() === ''),
    missingAttributes: missingRunAttributes(distinct),
    ...conventionChecks(distinct),
    startsBeforeParent: startsBeforeParent(distinct, options.clockToleranceMs ?? CLOCK_TOLERANCE_MS),
    outlivesCaller: outlivesCaller(distinct, options.callToleranceMs ?? CALL_TOLERANCE_MS),
    secrets: distinct.flatMap((span) => shownSecrets(span, options.privacy ?? getPrivacyFilter())),
    services: sorted(spans.map((span) => span.service)),
    edges: serviceEdges(spans),
  };
  const findings = findingsOf(checks);
  const overallStatus = findings.length === 0 ? 'healthy' : 'failed';
  return { overallStatus, ...checks, findings, warnings: warningsOf(checks) };
}

const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();

const idsOf = (spans: readonly TraceSpan[], matches: (span: TraceSpan) => boolean): string[] =>
  spans.filter(matches).map((span) => span.spanId);

function duplicatesOf(spans: readonly TraceSpan[]): string[] {
  const seen = new Set<string>();
  return sorted(spans.map((span) => span.spanId).filter((id) => seen.has(id) || !seen.add(id)));
}

/** In the trace of a run, every span says so; a trace is one of a run when any of its spans says so. */
function missingRunAttributes(spans: readonly TraceSpan[]): { spanId: string; attribute: string }[] {
  const runs = new Set(spans.filter(isOfItsRun).map((span) => span.traceId));
  return spans
    .filter((span) => runs.has(span.traceId))
    .flatMap((span) =>
      [RUN_ID, CORRELATION_ID]
        .filter((attribute) => typeof span.attributes[attribute] !== 'string')
        .map((attribute) => ({ spanId: span.spanId, attribute })),
    );
}

function isOfItsRun(span: TraceSpan): boolean {
  const runId = span.attributes[RUN_ID];
  return typeof runId === 'string' && traceIdOf(runId) === span.traceId;
}
