import type { Finding } from '@throughline/contracts';
import { plainText } from '../findings/output-lines.js';
import { type ComparedCheck, countsAsPassed } from '../verification/outcome.js';

/** Share of a check's part that its findings may take; its output has the rest. */
const FINDINGS_SHARE = 0.5;

/**
 * The findings of the checks that broke, as text for the next attempt: for each check the new findings first, then the
 * start and the end of its output. Never longer than the budget, which the checks share evenly.
 */
export function feedbackFor(checks: readonly ComparedCheck[], budget: number): string {
  const broken = checks.filter((check) => !countsAsPassed(check));
  if (broken.length === 0) return '';
  const part = Math.floor(budget / broken.length) - 2;
  return broken
    .map((check) => checkFeedback(check, part))
    .join('\n\n')
    .slice(0, budget);
}

function checkFeedback(check: ComparedCheck, budget: number): string {
  const head = titleOf(check);
  const findings = listFindings(check.findings, Math.floor((budget - head.length) * FINDINGS_SHARE));
  const start = `${head}\n${findings}\nOutput:\n`;
  return `${start}${headAndTail(plainText(check.output).trim(), budget - start.length)}`.slice(
    0,
    Math.max(0, budget),
  );
}

function titleOf({ result, baseline }: ComparedCheck): string {
  const how =
    result.status === 'timed_out'
      ? `did not end within ${result.durationMs} ms`
      : `failed with exit code ${result.exitCode ?? 'none'}`;
  const before =
    baseline !== undefined && baseline.status !== 'passed'
      ? ' It did not pass on the base commit either; only new findings are yours.'
      : '';
  return `The check "${result.name}" ${how}.${before}`;
}

function listFindings(findings: readonly Finding[], budget: number): string {
  const ordered = [...findings.filter((each) => each.isNew), ...findings.filter((each) => !each.isNew)];
  const lines: string[] = [];
  let left = budget;
  for (const [index, finding] of ordered.entries()) {
    const line = describeFinding(finding);
    if (line.length + 1 > left) {
      lines.push(`- and ${ordered.length - index} more`);
      break;
    }
    lines.push(line);
    left -= line.length + 1;
  }
  return lines.join('\n');
}

function describeFinding({ file, line, rule, severity, message, isNew }: Finding): string {
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`} `;
  return `- ${isNew ? 'new' : 'known'} ${severity} ${place}[${rule}] ${message.replaceAll('\n', '\n  ')}`;
}

/** A third from the start and the rest from the end, where the failures usually are. */
export function headAndTail(text: string, budget: number): string {
  if (text.length <= budget) return text;
  const mark = '\n… cut …\n';
  const room = budget - mark.length;
  if (room < 20) return text.slice(0, Math.max(0, budget));
  const head = Math.floor(room / 3);
  return `${text.slice(0, head)}${mark}${text.slice(text.length - (room - head))}`;
}
