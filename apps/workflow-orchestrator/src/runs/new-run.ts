import type {
  Approvals,
  Check,
  RepositoryRef,
  RunId,
  RunLimits,
  ScheduleOrigin,
} from '@throughline/contracts';
import type { Continuation } from './people.js';
import { Run } from './run.entity.js';

export interface NewRun {
  readonly id: RunId;
  readonly requestHash: string;
  readonly goal: string;
  readonly repository: RepositoryRef;
  readonly checks: Check[];
  readonly model: string;
  readonly limits: RunLimits;
  readonly approvals: Approvals;
  readonly schedule: ScheduleOrigin | null;
  readonly continues: Continuation | null;
}

/** An accepted run, of which nothing has happened yet. */
export function newRun(given: NewRun, now = new Date()): Run {
  return Object.assign(new Run(), {
    ...given,
    state: 'accepted' as const,
    reason: null,
    branch: null,
    commit: null,
    mergingTask: null,
    inputTokens: 0,
    outputTokens: 0,
    modelCalls: 0,
    costUsd: 0,
    createdAt: now,
    finishedAt: null,
    deadline: new Date(now.getTime() + given.limits.runTimeoutMs),
    stepDeadline: null,
    planDecision: null,
    pausedAt: null,
    clockStoppedAt: null,
    continuedBy: null,
    planVersion: 0,
    planEdit: null,
    stateSince: now,
    slotsWanted: 0,
    slotsWantedSince: null,
  });
}
