import { type Fence, type TaskId, ThroughlineError } from '@throughline/contracts';

/** Says whose request it is: compared as (attempt, epoch), in that order. */
export type FenceToken = Pick<Fence, 'attempt' | 'epoch'>;

/** Someone else works on the task by now: what this caller asks for has no use any more. */
export class FencedError extends ThroughlineError {
  constructor(taskId: TaskId, { attempt, epoch }: FenceToken) {
    super(
      'fenced',
      'conflict',
      `task ${taskId} has been taken over: attempt ${attempt} with epoch ${epoch} is not the newest any more. Stop working on it`,
      { fields: { task: taskId, attempt, epoch } },
    );
  }
}
