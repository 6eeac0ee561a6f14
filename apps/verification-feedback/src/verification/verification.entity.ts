import type {
  RunId,
  TaskId,
  TreeId,
  VerificationFinished,
  VerificationPurpose,
} from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type VerificationState = 'running' | 'ended';

/** One verification of one tree, and what was said of it: asked again, the same answer is given again. */
@Entity('verifications')
export class VerificationRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId;
  @PrimaryColumn('integer') attempt!: number;
  @PrimaryColumn('text') purpose!: VerificationPurpose;
  @PrimaryColumn('text') tree!: TreeId;
  @Column('integer') epoch!: number;
  @Column('text') state!: VerificationState;
  /** The event's fields, once it has ended. */
  @Column('jsonb', { nullable: true }) finished!: VerificationFinished | null;
}
