import type { ChatMessage, RunId } from '@throughline/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One answer of the model about a run's plan: paid for, so it is kept, and not asked for again after a crash. */
@Entity({ name: 'planning_turns' })
export class PlanningTurnEntity {
  @PrimaryColumn({ type: 'uuid', name: 'run_id' }) runId!: RunId;
  /** 1 for the first answer. */
  @PrimaryColumn({ type: 'integer' }) turn!: number;
  @Column({ type: 'jsonb' }) answer!: ChatMessage;
  @Column({ type: 'integer', name: 'input_tokens' }) inputTokens!: number;
  @Column({ type: 'integer', name: 'output_tokens' }) outputTokens!: number;
  /** Null: the model's price is unknown. */
  @Column({ type: 'double precision', name: 'cost_usd', nullable: true }) costUsd!: number | null;
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
}
