import type { RunId, TaskId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The highest fencing token that was seen for a task. */
@Entity({ name: 'task_fences' })
export class TaskFence {
  @PrimaryColumn('text', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId;
  @Column('int') attempt!: number;
  @Column('int') epoch!: number;
}
