import type { TraceReport } from './trace-report.js';

const SHOWN = 5;

/** What was looked at, before anything is said of it. */
export type TraceChecks = Omit<TraceReport, 'overallStatus' | 'findings' | 'warnings'>;

/** What is wrong with a trace, in sentences. */
export function findingsOf(checks: TraceChecks): string[] {
  const attributes = checks.missingAttributes.map(({ spanId, attribute }) => `${spanId} (${attribute})`);
  return [
    ...(checks.spanCount === 0 ? ['There are no spans.'] : []),
    ...(checks.traceIds.length > 1
      ? [`The spans belong to ${checks.traceIds.length} traces: ${some(checks.traceIds)}.`]
      : []),
    ...rootFindings(checks.roots, checks.spanCount),
    ...finding(checks.orphans, 'have a parent that was not received'),
    ...finding(checks.duplicates, 'were received more than once'),
    ...finding(checks.missing, 'were created but not received'),
    ...finding(checks.unexpected, 'were received but no journal has created them'),
    ...finding(checks.endBeforeStart, 'end before they start'),
    ...finding(checks.withoutName, 'have no name'),
    ...finding(attributes, 'lack an attribute that every span of a run has'),
    ...finding(
      checks.misnamed.map(({ spanId, why }) => `${spanId} (${why})`),
      'have a name that says too much, too little or something else',
    ),
    ...finding(
      checks.unconventional.map(
        ({ spanId, convention, attribute }) => `${spanId} (${convention}: ${attribute})`,
      ),
      'lack an attribute that the semantic conventions require',
    ),
    ...finding(
      checks.secrets.map(({ spanId, place }) => `${spanId} (${place})`),
      'show something secret',
    ),
  ];
}

/** What is odd and may be the fault of clocks: one that is set during a run makes effects precede their causes. */
export const warningsOf = ({ startsBeforeParent, outlivesCaller }: TraceChecks): string[] => [
  ...finding(startsBeforeParent, 'start before their parent'),
  ...finding(outlivesCaller, 'go on after the call that they answer has ended'),
];

function rootFindings(roots: readonly string[], spanCount: number): string[] {
  if (spanCount === 0 || roots.length === 1) return [];
  return [
    roots.length === 0 ? 'There is no root span.' : `There are ${roots.length} root spans: ${some(roots)}.`,
  ];
}

const finding = (ids: readonly string[], what: string): string[] =>
  ids.length === 0 ? [] : [`${ids.length} of the spans ${what}: ${some(ids)}.`];

const some = (ids: readonly string[]): string =>
  ids.length <= SHOWN ? ids.join(', ') : `${ids.slice(0, SHOWN).join(', ')} and ${ids.length - SHOWN} more`;
