import type { PlannedTask, RunId } from '@throughline/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A version of a run's plan. */
@Entity({ name: 'plans' })
export class PlanEntity {
  @PrimaryColumn({ type: 'uuid', name: 'run_id' }) runId!: RunId;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  /** In an order in which they can be done. */
  @Column({ type: 'jsonb' }) tasks!: PlannedTask[];
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
}
