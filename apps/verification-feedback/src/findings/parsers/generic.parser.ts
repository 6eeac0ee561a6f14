import type { Severity } from '@throughline/contracts';
import type { FindingParser } from '../raw-finding.js';

const PLACE = /^\s*((?:[\w@.~-]+\/)*[\w@.-]+\.[A-Za-z]\w{0,5}):(\d+)(?::\d+)?:?\s+(\S.*)$/;
const PYTHON = /^\s*File "([^"<]+)", line (\d+)/;
const LEVEL = /^(?:fatal )?(error|warning|note)\b(?:\[(\S+?)\])?:?\s*(.*)$/i;

/** What most compilers and linters write: `file:line:column: message`. Read only where no other parser knows the output. */
export const parseGeneric: FindingParser = (lines) =>
  lines.flatMap((line, at) => {
    const [, python, pythonLine] = PYTHON.exec(line) ?? [];
    const [, file = python, number = pythonLine, text = lines[at + 1]?.trim() ?? ''] = PLACE.exec(line) ?? [];
    if (file === undefined || file.startsWith('/') || file.includes('node_modules/')) return [];
    const [, level, rule = 'output', rest] = LEVEL.exec(text) ?? [];
    return [
      {
        rule,
        file,
        line: Number(number),
        severity: severityOf(level),
        message: rest === undefined || rest === '' ? text : rest,
      },
    ];
  });

function severityOf(level: string | undefined): Severity {
  const lower = level?.toLowerCase();
  return lower === 'warning' || lower === 'note' ? lower : 'error';
}
