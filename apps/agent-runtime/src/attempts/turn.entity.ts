import type { ChatMessage, RunId, TaskId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One answer of the model and what its tool calls gave; stored before the next step, so that a killed agent goes on here. */
@Entity('turns')
export class Turn {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId;
  @PrimaryColumn('integer') attempt!: number;
  @PrimaryColumn('integer') number!: number;
  @Column('jsonb') answer!: ChatMessage;
  /** null until every tool call of the answer has been carried out. */
  @Column('jsonb', { nullable: true }) results!: ChatMessage[] | null;
  @Column('integer', { name: 'input_tokens' }) inputTokens!: number;
  @Column('integer', { name: 'output_tokens' }) outputTokens!: number;
  @Column('double precision', { name: 'cost_usd', nullable: true }) costUsd!: number | null;
}
