import { describe, expect, it } from '@jest/globals';
import { MAX_MESSAGE_BYTES, newRunId, taskId, treeId } from '@throughline/contracts';
import { markNew } from '../findings/new-findings.js';
import { parseFindings } from '../findings/parse-findings.js';
import { wellFormed } from './bounded-findings.js';
import type { ComparedCheck } from './outcome.js';
import { finishedEvent, reportOf } from './verification-report.js';

const key = {
  runId: newRunId(),
  taskId: taskId('t'),
  attempt: 1,
  epoch: 1,
  purpose: 'attempt',
  tree: treeId('a'.repeat(40)),
} as const;

function failing(output: string): ComparedCheck {
  const found = parseFindings({ check: 'npm test', status: 'failed', exitCode: 1, output });
  return {
    result: { name: 'npm test', status: 'failed', exitCode: 1, durationMs: 1 },
    findings: markNew(found, {}),
    output,
  };
}

describe('reportOf', () => {
  it.each([
    ['emoji', '😀'],
    ['quotes', '"'],
    ['Chinese', '測'],
    ['control characters', '\u0001\u0000'],
  ])('fits into a message, well formed, however much a check writes of %s', (_, text) => {
    const lines = Array.from(
      { length: 1000 },
      (__, index) => `src/f${index}.ts(1,1): error TS1: x${text.repeat(900)}`,
    );
    const event = finishedEvent(key, reportOf([failing(lines.join('\n'))], 40_000));
    const json = JSON.stringify(event);
    expect(Buffer.byteLength(json)).toBeLessThan(MAX_MESSAGE_BYTES);
    expect(json).not.toMatch(/\\u(?:d[89a-f]|00[01])/);
    expect(event.findings.length).toBeGreaterThan(10);
  });

  it('puts new findings first', () => {
    const { findings } = reportOf(
      [oldFirst(failing('a.ts(1,1): error TS1: x\nb.ts(1,1): error TS2: y'))],
      1000,
    );
    expect(findings.map(({ rule, isNew }) => [rule, isNew])).toEqual([
      ['TS2', true],
      ['TS1', false],
    ]);
  });
});

const oldFirst = (check: ComparedCheck): ComparedCheck => ({
  ...check,
  findings: check.findings.map((finding, index) => ({ ...finding, isNew: index > 0 })),
});

describe('wellFormed', () => {
  it('keeps whole characters and replaces halves', () => {
    expect(wellFormed('a😀b')).toBe('a😀b');
    expect(wellFormed('a😀'.slice(0, 2))).toBe('a\ufffd');
    expect(wellFormed('😀b'.slice(1))).toBe('\ufffdb');
  });
});
