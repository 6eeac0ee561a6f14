import type { PlannedTask, RunId } from '@throughline/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A version of a run's plan. */
@Entity({ name: 'plans' })
export class PlanEntity {
  @PrimaryColumn({ type: 'uuid', name: 'run_id' }) runId!: RunId;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  /** In an order in which they can be done. */
  @Column({ type: 'jsonb' }) tasks!: PlannedTask[];
  /** Why a person has made it of the version before, where he has said so. */
  @Column({ type: 'text', nullable: true }) reason!: string | null;
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
}
