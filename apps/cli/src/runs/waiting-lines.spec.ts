import { describe, expect, it } from '@jest/globals';
import { newRunId, taskId, type WaitingForPerson } from '@throughline/contracts';
import { hintsFor, waitingLines } from './waiting-lines.js';

const runId = newRunId();
const since = '2026-01-01T00:00:00.000Z';
const until = '2026-01-02T00:00:00.000Z';
const wait = (fields: Partial<WaitingForPerson>): WaitingForPerson => ({
  ...{ reason: 'approval', planVersion: null, taskId: null, attempt: null, since, until },
  ...fields,
});

describe('what waits for a person', () => {
  it('is told with since when, until when, and the commands that decide it', () => {
    const [plan, approve, reject] = waitingLines({ runId, waiting: [wait({ planVersion: 2 })] });
    expect(plan).toBe(`Version 2 of the plan waits for approval, since ${since} until ${until}:`);
    expect(approve).toMatch(new RegExp(`throughline approve ${runId}$`));
    expect(reject).toMatch(new RegExp(`throughline reject ${runId} --comment "WHY"$`));
  });

  it('is a task at an attempt, which may have failed too often; without an end while the run is paused', () => {
    const task = { taskId: taskId('slugify'), attempt: 3, until: null };
    const lines = waitingLines({ runId, waiting: [wait({ ...task, reason: 'exhausted' })] });
    expect(lines[0]).toBe(
      `Task slugify, attempt 3, has failed too often and waits for a decision, since ${since}:`,
    );
    expect(lines[1]).toContain(`throughline retry ${runId} slugify --comment "WHAT TO DO"`);
  });

  it('is nothing most of the time', () => {
    expect(waitingLines({ runId })).toEqual([]);
  });
});

describe('hints beside events', () => {
  const event = { runId, kind: 'approval', taskId: taskId('slugify') } as const;

  it('say how to decide what waits', () => {
    expect(hintsFor({ ...event, state: 'waiting' })[0]).toContain(`throughline approve ${runId} slugify`);
    expect(hintsFor({ ...event, state: 'waiting', taskId: null })[0]).toMatch(
      new RegExp(`approve ${runId}$`),
    );
    expect(hintsFor({ ...event, state: 'exhausted' })[0]).toContain(`throughline retry ${runId} slugify`);
  });

  it('are not given once it is decided, or about anything else', () => {
    expect(hintsFor({ ...event, state: 'approved' })).toEqual([]);
    expect(hintsFor({ ...event, kind: 'task', state: 'waiting' })).toEqual([]);
  });
});
