import type { FindingParser } from '../raw-finding.js';

const PLAIN = /^(\S.*?)\((\d+),\d+\): (error|warning) (TS\d+): (.*)$/;
const PRETTY = /^(\S.*?):(\d+):\d+ - (error|warning) (TS\d+): (.*)$/;

/** The TypeScript compiler, with and without `--pretty`. */
export const parseTsc: FindingParser = (lines) =>
  lines.flatMap((line) => {
    const [, file, number, severity, rule, message] = PLAIN.exec(line) ?? PRETTY.exec(line) ?? [];
    if (file === undefined || rule === undefined || message === undefined) return [];
    return [
      { rule, file, line: Number(number), severity: severity === 'warning' ? 'warning' : 'error', message },
    ];
  });
