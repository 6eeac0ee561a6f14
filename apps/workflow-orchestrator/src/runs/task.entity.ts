import type { CommitId, PlannedTask, RunId, TaskId, TaskState, TreeId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PersonDecision, PersonWait } from './people.js';

/** One node of the run's plan. */
@Entity('tasks')
export class Task {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text') id!: TaskId;
  @Column('integer') position!: number;
  @Column('jsonb') plan!: PlannedTask;
  @Column('text') state!: TaskState;
  @Column('text', { nullable: true }) reason!: string | null;
  /** Number of the newest attempt; 0 before the first. */
  @Column('integer') attempt!: number;
  /** What the next attempt is told about the one before. */
  @Column('text', { nullable: true }) feedback!: string | null;
  /** When the task entered the merge queue, as a number that grows. */
  @Column('integer', { name: 'merge_position', nullable: true }) mergePosition!: number | null;
  /** The merge that is prepared: its tree, and the head that it was made on. */
  @Column('text', { name: 'merge_tree', nullable: true }) mergeTree!: TreeId | null;
  @Column('text', { name: 'merge_head', nullable: true }) mergeHead!: CommitId | null;
  @Column('jsonb', { name: 'person_wait', nullable: true }) personWait!: PersonWait | null;
  @Column('jsonb', { name: 'person_decision', nullable: true }) personDecision!: PersonDecision | null;
  /** The attempt after which a person had it tried anew: those before it do not count any more. */
  @Column('integer', { name: 'retried_after' }) retriedAfter!: number;
  /** Every unfinished task has one; past it the reconciler acts. */
  @Column('timestamptz', { nullable: true }) deadline!: Date | null;
  @Column('timestamptz', { name: 'state_since' }) stateSince!: Date;
}
