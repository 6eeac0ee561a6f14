import { firstFrame, messageOf } from '../location.js';
import type { FindingParser } from '../raw-finding.js';
import { joined } from './node-test.parser.js';

const TITLE = /^\s*● (?!Console$)(.+)$/;
const VITEST = /^\s*FAIL\s+(\S+\.\w+) > (.+)$/;
const END = /^\s*(?:● |FAIL |PASS |Test Suites:|Test Files |Tests:|⎯)/;

/** Jest's `● suite › test` blocks, and vitest's `FAIL file > test`. */
export const parseJest: FindingParser = (lines) =>
  lines.flatMap((line, at) => {
    const [, file, vitestTitle] = VITEST.exec(line) ?? [];
    const title = vitestTitle ?? TITLE.exec(line)?.[1];
    if (title === undefined) return [];
    const rest = lines.slice(at + 1, at + 200);
    const end = rest.findIndex((each) => END.test(each));
    const body = end === -1 ? rest : rest.slice(0, end);
    const place = firstFrame(body);
    return [
      {
        rule: 'test',
        file: place?.file ?? file ?? null,
        line: place?.line ?? null,
        severity: 'error',
        message: joined(title, messageOf(body)),
      },
    ];
  });
