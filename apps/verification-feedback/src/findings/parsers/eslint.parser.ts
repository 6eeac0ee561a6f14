import type { FindingParser, RawFinding } from '../raw-finding.js';

const FILE = /^[^\s:]\S*\.\w+$/;
const PROBLEM = /^\s+(\d+):\d+\s+(error|warning)\s+(\S.*)$/;
const UNIX = /^(\S.*?):(\d+):\d+: (.+) \[(Error|Warning)(?:\/([^\]]+))?\]$/;

/** ESLint's `stylish` output (a file, then its problems), and its `unix` output (a problem a line). */
export const parseEslint: FindingParser = (lines) => {
  let file: string | null = null;
  return lines.flatMap((line) => {
    if (FILE.test(line)) file = line;
    return unixProblem(line) ?? stylishProblem(line, file) ?? [];
  });
};

function stylishProblem(line: string, file: string | null): RawFinding | undefined {
  const [, number, severity, text] = PROBLEM.exec(line) ?? [];
  if (file === null || text === undefined) return undefined;
  // The rule stands last, after two spaces; problems of the parser itself have none.
  const cut = text.lastIndexOf('  ');
  const [message, rule] = cut === -1 ? [text, 'eslint'] : [text.slice(0, cut).trim(), text.slice(cut).trim()];
  return {
    rule,
    file,
    line: Number(number),
    severity: severity === 'warning' ? 'warning' : 'error',
    message,
  };
}

function unixProblem(line: string): RawFinding | undefined {
  const [, file, number, message, severity, rule = 'eslint'] = UNIX.exec(line) ?? [];
  if (file === undefined || message === undefined) return undefined;
  return {
    rule,
    file,
    line: Number(number),
    severity: severity === 'Warning' ? 'warning' : 'error',
    message,
  };
}
