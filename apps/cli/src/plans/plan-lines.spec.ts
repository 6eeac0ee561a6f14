import { describe, expect, it } from '@jest/globals';
import { newRunId, type PlannedTask, taskId } from '@throughline/contracts';
import { historyLines, planLines } from './plan-lines.js';

const createdAt = '2026-01-01T00:00:00.000Z';
const task = (id: string, more: Partial<PlannedTask> = {}): PlannedTask => ({
  ...{ id: taskId(id), title: `Do ${id}`, instructions: 'I', acceptanceCriteria: ['A'] },
  ...{ checks: [], dependsOn: [], paths: [] },
  ...more,
});

describe('planLines', () => {
  it('shows each task with what comes before it', () => {
    const tasks = [task('a'), task('b', { dependsOn: [taskId('a')], needsApproval: true })];
    expect(planLines({ runId: newRunId(), version: 2, createdAt, reason: 'b was missing', tasks })).toEqual([
      `Version 2, ${createdAt}: b was missing`,
      'TASK  AFTER  TITLE',
      'a            Do a',
      'b     a      Do b (needs approval)',
    ]);
  });
});

describe('historyLines', () => {
  it('shows what each version has changed', () => {
    const difference = {
      ...{ added: [taskId('c')], removed: [taskId('b')] },
      changed: [{ id: taskId('a'), fields: [{ field: 'title', before: 'Old', after: 'New\u001b[2J' }] }],
    };
    const versions = [
      { version: 1, createdAt, reason: null, tasks: 2, difference: null },
      { version: 2, createdAt, reason: 'why', tasks: 2, difference },
    ];
    expect(historyLines({ runId: newRunId(), versions })).toEqual([
      `Version 1, ${createdAt}`,
      '  made by planning, with 2 tasks',
      `Version 2, ${createdAt}: why`,
      '  + c',
      '  - b',
      '  ~ a title: Old -> New\ufffd[2J',
    ]);
  });
});
