import type { RunId, TaskId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The highest fencing token that was seen of a task. */
@Entity('fences')
export class FenceRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId;
  @Column('integer') attempt!: number;
  @Column('integer') epoch!: number;
  /** Attempts up to and with this one were cancelled; 0: none. */
  @Column('integer', { name: 'cancelled_attempt' }) cancelledAttempt!: number;
}
