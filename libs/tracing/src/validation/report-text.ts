import type { TraceReport } from './trace-report.js';

/** One thing that was looked at. */
export interface CheckedPart {
  readonly name: string;
  readonly isGood: boolean;
  readonly detail: string;
}

/** What a report says, part by part, for people. */
export function checkedParts(report: TraceReport): CheckedPart[] {
  const { spanCount, services, roots, orphans, duplicates, traceIds } = report;
  return [
    part('one trace', [Math.abs(traceIds.length - 1)], `${spanCount} spans of ${services.length} services`),
    part('one root', [Math.abs(roots.length - 1)], `${roots.length}`),
    part('parents', [orphans.length], counted(orphans.length, 'without their parent')),
    part(
      'complete',
      [report.missing.length, report.unexpected.length, duplicates.length],
      completeness(report),
    ),
    part(
      'names',
      [report.withoutName.length, report.misnamed.length],
      counted(report.misnamed.length + report.withoutName.length, 'misnamed'),
    ),
    part(
      'attributes',
      [report.missingAttributes.length, report.unconventional.length],
      counted(report.missingAttributes.length + report.unconventional.length, 'missing'),
    ),
    part('times', [report.endBeforeStart.length], times(report)),
    part('privacy', [report.secrets.length], counted(report.secrets.length, 'shown secrets')),
  ];
}

/** The same as lines of text, with the findings below. */
export function traceReportText(report: TraceReport): string[] {
  const parts = checkedParts(report);
  const width = Math.max(...parts.map(({ name }) => name.length));
  return [
    ...parts.map(({ name, isGood, detail }) => `${isGood ? '✓' : '✗'} ${name.padEnd(width)}  ${detail}`),
    ...report.findings.map((text) => `  ${text}`),
    ...report.warnings.map((text) => `  Warning: ${text}`),
  ];
}

const part = (name: string, wrong: readonly number[], detail: string): CheckedPart => ({
  name,
  isGood: wrong.every((count) => count === 0),
  detail,
});

const counted = (count: number, what: string): string => `${count} ${what}`;

const completeness = ({ missing, unexpected, duplicates }: TraceReport): string =>
  `${missing.length} missing, ${unexpected.length} unexpected, ${duplicates.length} received twice`;

const times = ({ endBeforeStart, startsBeforeParent, outlivesCaller }: TraceReport): string =>
  `${endBeforeStart.length} end before they start, ${startsBeforeParent.length} start before their parent, ` +
  `${outlivesCaller.length} outlive their caller`;
