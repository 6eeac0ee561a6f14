export const RUN_STATES = [
  'accepted',
  'planning',
  'awaiting_approval',
  'running',
  'paused',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const TASK_STATES = [
  'pending',
  'ready',
  'running',
  'verifying',
  'merging',
  'waiting_for_human',
  'done',
  'failed',
  'cancelled',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const ATTEMPT_STATES = [
  'running',
  'finished',
  'passed',
  'rejected',
  'conflicted',
  'failed',
  'cancelled',
  'abandoned',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];
