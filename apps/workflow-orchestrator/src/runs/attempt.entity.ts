import type { AttemptState, CommitId, RunId, TaskId, TreeId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One try at a task by one agent. */
@Entity('attempts')
export class Attempt {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId;
  @PrimaryColumn('integer') number!: number;
  /** Highest lease epoch that has spoken for the attempt; lower ones are stale. */
  @Column('integer') epoch!: number;
  @Column('text') state!: AttemptState;
  @Column('text', { nullable: true }) commit!: CommitId | null;
  @Column('text', { nullable: true }) tree!: TreeId | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('integer') turns!: number;
  /** What it may use, and what it has used by its last word while it worked. */
  @Column('integer', { name: 'token_limit' }) tokenLimit!: number;
  @Column('integer', { name: 'used_tokens' }) usedTokens!: number;
  /** The same in US dollars: null = no limit, and null = unknown. */
  @Column('double precision', { name: 'cost_limit_usd', nullable: true }) costLimitUsd!: number | null;
  @Column('double precision', { name: 'used_cost_usd', nullable: true }) usedCostUsd!: number | null;
  /** Fingerprints of the new findings that rejected it, sorted. */
  @Column('jsonb') fingerprints!: string[];
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  /** The agent must be done by then. */
  @Column('timestamptz') deadline!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}
