import type { FindingParser } from '../raw-finding.js';
import { joined } from './node-test.parser.js';

const SUMMARY = /^(?:FAILED|ERROR) ([^\s:]+\.py)(?:::(\S+))?(?: - (.*))?$/;

/** pytest's short summary of failures. */
export const parsePytest: FindingParser = (lines) =>
  lines.flatMap((line) => {
    const [, file, test = 'collection', text = ''] = SUMMARY.exec(line) ?? [];
    return file === undefined
      ? []
      : [{ rule: 'test', file, line: null, severity: 'error', message: joined(test, text) }];
  });
