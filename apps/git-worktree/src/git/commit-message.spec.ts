import { describe, expect, it } from '@jest/globals';
import { newRunId, taskId } from '@throughline/contracts';
import { commitMessage } from './commit-message.js';

const origin = { runId: newRunId(), taskId: taskId('add-login'), attempt: 2 };
const trailers = `Throughline-Run: ${origin.runId}\nThroughline-Task: add-login\nThroughline-Attempt: 2\n`;

describe('commitMessage', () => {
  it('ends with where the commit is from', () => {
    expect(commitMessage('Add login\n\nWith a form.', origin)).toBe(
      `Add login\n\nWith a form.\n\n${trailers}`,
    );
  });
  it('lets no text pass itself off as another run', () => {
    expect(commitMessage('Add\n\nthroughline-run: other\n\0', origin)).toBe(`Add\n\n${trailers}`);
  });
  it('finds a first line where there is none', () => {
    expect(commitMessage('\n ', origin)).toBe(`Change of task add-login\n\n${trailers}`);
  });
});
