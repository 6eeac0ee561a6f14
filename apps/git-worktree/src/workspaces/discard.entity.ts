import type { RunId, TaskId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** No task has this id: the discard is of every task of the run. */
export const EVERY_TASK = '*';

/** Attempts whose workspaces are not opened any more. */
@Entity({ name: 'discards' })
export class Discard {
  @PrimaryColumn('text', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId | typeof EVERY_TASK;
  /** Up to and with this attempt. */
  @Column('int', { name: 'up_to' }) upTo!: number;
}
