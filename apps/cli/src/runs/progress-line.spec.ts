import { describe, expect, it } from '@jest/globals';
import { newRunId, taskId } from '@throughline/contracts';
import picocolors from 'picocolors';
import { eventLine, progressLine } from './progress-line.js';

const event = {
  sequence: 1,
  runId: newRunId(),
  at: '2026-01-01T00:00:12.300Z',
  kind: 'check',
  taskId: taskId('slugify'),
  attempt: 2,
  state: 'passed',
  text: 'npm test:\n passed',
} as const;

describe('progressLine', () => {
  it('says when, what of, what happened, on one line', () => {
    const line = progressLine(event, Date.parse('2026-01-01T00:00:00Z'), picocolors.createColors(false));
    expect(line).toBe('   12.3s  slugify #2          check passed          npm test: passed');
  });
  it('calls what is of no task the run', () => {
    const of = { ...event, taskId: null, attempt: null };
    expect(progressLine(of, Date.parse(event.at), picocolors.createColors(false))).toContain('0.0s  run ');
  });
  it('names the run of an event among others', () => {
    expect(eventLine(event, picocolors.createColors(false))).toBe(
      `${event.at}  ${event.runId}  slugify #2          check passed          npm test: passed`,
    );
  });
});
