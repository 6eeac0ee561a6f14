import type { RunId, TaskId } from '@throughline/contracts';

export interface Origin {
  readonly runId: RunId;
  readonly taskId: TaskId;
  readonly attempt: number;
}

/** The message of a commit of ours: the text, then trailers that say what it is from. Trailers of ours in the text are left out. */
export function commitMessage(text: string, { runId, taskId, attempt }: Origin): string {
  const lines = text.replaceAll('\0', '').toWellFormed().split(/\r?\n/);
  const body = lines
    .filter((line) => !/^\s*throughline-[a-z]+\s*:/i.test(line))
    .join('\n')
    .trim();
  const trailers = [
    `Throughline-Run: ${runId}`,
    `Throughline-Task: ${taskId}`,
    `Throughline-Attempt: ${attempt}`,
  ];
  return `${body === '' ? `Change of task ${taskId}` : body}\n\n${trailers.join('\n')}\n`;
}
