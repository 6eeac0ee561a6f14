import { type Fence, type TaskId, ThroughlineError } from '@throughline/contracts';

/** Someone else works on the task by now: what this caller asks for has no use any more. */
export class FencedError extends ThroughlineError {
  constructor(taskId: TaskId, { attempt, epoch }: Fence) {
    super(
      'fenced',
      'conflict',
      `task ${taskId} has been taken over: attempt ${attempt} with epoch ${epoch} is not the newest any more. Stop working on it`,
      { fields: { task: taskId, attempt, epoch } },
    );
  }
}
