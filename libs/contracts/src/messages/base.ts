import { IsInt, Matches, Min } from 'class-validator';
import { RUN_ID_PATTERN, type RunId, TASK_ID_PATTERN, type TaskId } from '../ids/ids.js';
import { Message } from './message.js';

/** Every message is about a run. */
export abstract class RunMessage<Self> extends Message<Self> {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
}

export abstract class TaskMessage<Self> extends RunMessage<Self> {
  @Matches(TASK_ID_PATTERN) taskId!: TaskId;
  @IsInt() @Min(1) attempt!: number;
}

/** A message that writes something for an attempt, or tells its result: it carries the fencing token. */
export abstract class FencedMessage<Self> extends TaskMessage<Self> {
  @IsInt() @Min(1) epoch!: number;
}
