import { indentedBlock, messageOf } from '../location.js';
import type { FindingParser } from '../raw-finding.js';

const PLACE = /^test at (.+):(\d+):\d+$/;
const TITLE = /^✖ (.+?)(?: \(\d+(?:\.\d+)?ms\))?$/;

/** The list of failing tests at the end of node:test's `spec` reporter. */
export const parseNodeTest: FindingParser = (lines) =>
  lines.flatMap((line, at) => {
    const [, file, number] = PLACE.exec(line) ?? [];
    const title = TITLE.exec(lines[at + 1] ?? '')?.[1];
    if (file === undefined || title === undefined) return [];
    const text = messageOf(indentedBlock(lines, at + 2, 1));
    return [{ rule: 'test', file, line: Number(number), severity: 'error', message: joined(title, text) }];
  });

export const joined = (title: string, text: string): string => (text === '' ? title : `${title}: ${text}`);
