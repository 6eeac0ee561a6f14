import type { RunEventKind, RunId, TaskId } from '@throughline/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The audit log: one row for each thing that happened, written in the transaction that did it. */
@Entity('run_events')
export class RunEventRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) sequence!: string;
  @Column('uuid', { name: 'run_id' }) runId!: RunId;
  @Column('timestamptz') at!: Date;
  @Column('text') kind!: RunEventKind;
  @Column('text', { name: 'task_id', nullable: true }) taskId!: TaskId | null;
  @Column('integer', { nullable: true }) attempt!: number | null;
  @Column('text') state!: string;
  @Column('text') text!: string;
}
