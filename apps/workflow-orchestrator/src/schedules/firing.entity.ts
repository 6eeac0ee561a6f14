import type { FiringState, RunId } from '@throughline/contracts';
import type { TraceCarrier } from '@throughline/tracing';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One time of a schedule, claimed once by one replica. */
@Entity('firings')
export class Firing {
  @PrimaryColumn('uuid', { name: 'schedule_id' }) scheduleId!: string;
  @PrimaryColumn('timestamptz', { name: 'due_at' }) dueAt!: Date;
  @Column('text') state!: FiringState;
  /** Chosen with the claim: however often its creation is tried, there is one run. */
  @Column('uuid', { name: 'run_id', nullable: true }) runId!: RunId | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('integer') tries!: number;
  @Column('timestamptz', { name: 'claimed_at' }) claimedAt!: Date;
  /** When its creation is tried next, by whoever looks then; null when there is nothing more to do. */
  @Column('timestamptz', { name: 'next_try_at', nullable: true }) nextTryAt!: Date | null;
  /** The span of the claim: what the run's creation is linked to. */
  @Column('jsonb') trace!: TraceCarrier;
}
