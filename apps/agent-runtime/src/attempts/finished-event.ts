import { TaskAttemptFinished, type TaskMessage } from '@throughline/contracts';
import { usageOf } from '../conversation/conversation.js';
import type { Ending } from './attempt-ending.js';
import type { Turn } from './turn.entity.js';

const MAX_TEXT = 4000;

/** What is told of the end of an attempt. */
export function finishedEvent<Self>(
  { runId, taskId, attempt }: TaskMessage<Self>,
  epoch: number,
  turns: readonly Turn[],
  ending: Ending,
): TaskAttemptFinished {
  const result = ending.outcome === 'finished' ? ending : undefined;
  return new TaskAttemptFinished({
    ...{ runId, taskId, attempt, epoch, turns: turns.length, usage: usageOf(turns) },
    outcome: ending.outcome,
    commit: result?.commit ?? null,
    tree: result?.tree ?? null,
    summary: result?.summary ?? '',
    reason: ending.outcome === 'failed' ? ending.reason.slice(0, MAX_TEXT) : null,
  });
}
