import { describe, expect, it } from '@jest/globals';
import { newRunId, RunWhy, WaitingWork } from '@throughline/contracts';
import { whyLines } from './why.command.js';

const work = (changes: Partial<WaitingWork>): WaitingWork =>
  Object.assign(new WaitingWork(), {
    ...{ what: 'task', id: 'b', state: 'pending', since: null, deadline: null },
    ...{ reason: 'waits_for_dependencies', text: 'It depends on a.', waitsFor: ['a'] },
    ...changes,
  });

const why = (changes: Partial<RunWhy>): RunWhy =>
  Object.assign(new RunWhy(), {
    ...{ runId: newRunId(), state: 'running', at: '2026-01-01T00:01:00.000Z', stuck: 0, waiting: [] },
    ...changes,
  });

describe('why', () => {
  it('says that nothing waits', () => {
    expect(whyLines(why({ state: 'succeeded' })).join()).toMatch(/is succeeded\. Nothing of it waits\.$/);
  });

  it('says why a run has ended', () => {
    const lines = whyLines(why({ state: 'failed', reason: 'its budget is used' }));
    expect(lines).toEqual([expect.stringMatching(/is failed: its budget is used\. Nothing of it waits\.$/)]);
  });

  it('shows each piece of work with its times, and what is overdue', () => {
    const lines = whyLines(
      why({
        stuck: 1,
        waiting: [
          work({ since: '2026-01-01T00:00:00.000Z', deadline: '2026-01-01T00:01:30.000Z' }),
          work({ id: 'c', deadline: '2026-01-01T00:00:50.000Z' }),
        ],
      }),
    );
    expect(lines[2]).toMatch(/^task +b +pending +1 m 00 s +30\.0 s +It depends on a\.$/);
    expect(lines[3]).toMatch(/^task +c +pending +overdue 10\.0 s +It depends/);
    expect(lines.at(-1)).toContain('1 of its tasks are stuck');
  });
});
