import type { CheckStatus, Finding } from '@throughline/contracts';
import { fingerprintOf } from './fingerprint.js';
import { outputLines } from './output-lines.js';
import { parseEslint } from './parsers/eslint.parser.js';
import { parseGeneric } from './parsers/generic.parser.js';
import { parseJest } from './parsers/jest.parser.js';
import { parseNodeTest } from './parsers/node-test.parser.js';
import { parsePytest } from './parsers/pytest.parser.js';
import { parseTap } from './parsers/tap.parser.js';
import { parseTsc } from './parsers/tsc.parser.js';
import type { RawFinding } from './raw-finding.js';

const PARSERS = [parseNodeTest, parseTap, parseJest, parsePytest, parseTsc, parseEslint];

/** Findings read of one check, also of the base commit: both must see the same ones to be compared. */
export const MAX_FINDINGS_OF_A_CHECK = 2000;
const MAX_MESSAGE = 800;
const TAIL_LINES = 20;

/** A finding before it has been compared with the base commit. */
export type FoundFinding = Omit<Finding, 'isNew'>;

export interface CheckEnd {
  readonly check: string;
  readonly status: CheckStatus;
  readonly exitCode: number | null;
  readonly output: string;
}

/** What a check that did not pass found: at least one finding, for a failure without a reason helps nobody. */
export function parseFindings(end: CheckEnd): FoundFinding[] {
  if (end.status === 'passed') return [];
  const lines = outputLines(end.output);
  const known = end.status === 'timed_out' ? [] : withoutRepeats(PARSERS.flatMap((parse) => parse(lines)));
  const read = known.length > 0 || end.status === 'timed_out' ? known : withoutRepeats(parseGeneric(lines));
  const all = read.length > 0 ? read : [wholeCheck(end, lines)];
  return all.slice(0, MAX_FINDINGS_OF_A_CHECK).map((finding) => ({
    ...finding,
    check: end.check,
    rule: finding.rule.slice(0, 200),
    file: finding.file?.slice(0, 1000) ?? null,
    message: finding.message.slice(0, MAX_MESSAGE),
    fingerprint: fingerprintOf(end.check, finding),
  }));
}

/** Some tools tell each failure twice, in place and in a summary. */
function withoutRepeats(findings: readonly RawFinding[]): RawFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function wholeCheck({ status, exitCode }: CheckEnd, lines: readonly string[]): RawFinding {
  const tail = lines.filter((line) => line.trim() !== '').slice(-TAIL_LINES);
  const how = status === 'timed_out' ? 'did not end in time' : `ended with exit code ${exitCode ?? 'none'}`;
  const rule = status === 'timed_out' ? 'timeout' : 'exit-code';
  const text = tail.join('\n').slice(-(MAX_MESSAGE - how.length - 2));
  return { rule, file: null, line: null, severity: 'error', message: text === '' ? how : `${how}: ${text}` };
}
