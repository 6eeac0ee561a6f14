import type {
  Approvals,
  Check,
  CommitId,
  RepositoryRef,
  RunId,
  RunLimits,
  RunState,
  ScheduleOrigin,
  TaskId,
} from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Continuation, PersonDecision } from './people.js';

/** As JSON keeps it: milliseconds since the epoch. */
export interface LastPlanEdit {
  readonly digest: string;
  readonly revisedAt: number;
  readonly reason: string | null;
}

/** One goal on one repository. */
@Entity('runs')
export class Run {
  @PrimaryColumn('uuid') id!: RunId;
  /** Hash of the creation's body: the same id with another body is a conflict. */
  @Column('text', { name: 'request_hash' }) requestHash!: string;
  @Column('text') goal!: string;
  @Column('jsonb') repository!: RepositoryRef;
  @Column('jsonb') checks!: Check[];
  @Column('text') model!: string;
  @Column('jsonb') limits!: RunLimits;
  /** 0 while there is no plan; each edit makes the next one. */
  @Column('integer', { name: 'plan_version' }) planVersion!: number;
  /** The edit that made the version; null for what planning has made. */
  @Column('jsonb', { name: 'plan_edit', nullable: true }) planEdit!: LastPlanEdit | null;
  /** What made the run, where that was no person. */
  @Column('jsonb', { nullable: true }) schedule!: ScheduleOrigin | null;
  @Column('text') state!: RunState;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { nullable: true }) branch!: string | null;
  @Column('text', { nullable: true }) commit!: CommitId | null;
  /** The task whose merge is under way: there is one at a time. */
  @Column('text', { name: 'merging_task', nullable: true }) mergingTask!: TaskId | null;
  @Column('integer', { name: 'input_tokens' }) inputTokens!: number;
  @Column('integer', { name: 'output_tokens' }) outputTokens!: number;
  @Column('integer', { name: 'model_calls' }) modelCalls!: number;
  /** null as soon as one call's price was unknown. */
  @Column('double precision', { name: 'cost_usd', nullable: true }) costUsd!: number | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
  /** When the run's time limit is up. */
  @Column('timestamptz') deadline!: Date;
  /** When the reconciler looks at planning, publishing or cancelling again; null when tasks carry the deadlines. */
  @Column('timestamptz', { name: 'step_deadline', nullable: true }) stepDeadline!: Date | null;
  /** What waits for a person. */
  @Column('jsonb') approvals!: Approvals;
  @Column('jsonb', { name: 'plan_decision', nullable: true }) planDecision!: PersonDecision | null;
  @Column('timestamptz', { name: 'paused_at', nullable: true }) pausedAt!: Date | null;
  /** Since when nothing can go on but by a person: that much later is the deadline. */
  @Column('timestamptz', { name: 'clock_stopped_at', nullable: true }) clockStoppedAt!: Date | null;
  @Column('jsonb', { nullable: true }) continues!: Continuation | null;
  /** The run that goes on with the work of this one, which failed. */
  @Column('uuid', { name: 'continued_by', nullable: true }) continuedBy!: RunId | null;
  @Column('timestamptz', { name: 'state_since' }) stateSince!: Date;
  /** Ready tasks that wait for a slot, and since when the run has waited for one. */
  @Column('integer', { name: 'slots_wanted' }) slotsWanted!: number;
  @Column('timestamptz', { name: 'slots_wanted_since', nullable: true }) slotsWantedSince!: Date | null;
}
