import { firstFrame, indentedBlock } from '../location.js';
import type { FindingParser } from '../raw-finding.js';
import { joined } from './node-test.parser.js';

const FAILURE = /^(\s*)not ok \d+(?: - )?(.*)$/;
const DIRECTIVE = /# (?:TODO|SKIP)\b/i;

/** TAP, as node:test's `tap` reporter and many others write it. A suite that failed for its tests is not told twice. */
export const parseTap: FindingParser = (lines) =>
  lines.flatMap((line, at) => {
    const [, indent = '', title] = FAILURE.exec(line) ?? [];
    if (title === undefined || DIRECTIVE.test(title)) return [];
    const details = detailsAfter(lines, at + 1, indent.length);
    if (field(details, 'failureType') === 'subtestsFailed') return [];
    const [, file, number] = /^(.+?):(\d+)(?::\d+)?$/.exec(field(details, 'location') ?? '') ?? [];
    const place = file === undefined ? firstFrame(details) : { file, line: Number(number) };
    return [
      {
        rule: 'test',
        file: place?.file ?? null,
        line: place?.line ?? null,
        severity: 'error',
        message: joined(title, field(details, 'error') ?? ''),
      },
    ];
  });

/** The YAML block below a test line. */
function detailsAfter(lines: readonly string[], from: number, depth: number): string[] {
  return lines[from]?.trim() === '---' ? indentedBlock(lines, from, depth) : [];
}

/** One value of the block: plain, quoted, or of several lines (`|-`). */
function field(details: readonly string[], name: string): string | undefined {
  const at = details.findIndex((line) => line.trim().startsWith(`${name}:`));
  const line = details[at];
  if (line === undefined) return undefined;
  const value = line
    .trim()
    .slice(name.length + 1)
    .trim();
  if (/^[|>][-+]?$/.test(value))
    return blockText(indentedBlock(details, at + 1, line.length - line.trimStart().length));
  return /^(['"]).*\1$/.test(value) ? value.slice(1, -1) : value;
}

const blockText = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 12)
    .join('\n');
