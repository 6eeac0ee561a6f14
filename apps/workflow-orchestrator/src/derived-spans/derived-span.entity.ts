import type { RunId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A run's or attempt's span, queued in the transaction that ended it; exported at least once. */
@Entity('derived_spans')
export class DerivedSpanRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'span_id' }) spanId!: string;
  @Column('jsonb') span!: DerivedSpanRecord;
  @Column('timestamptz', { name: 'exported_at', nullable: true }) exportedAt!: Date | null;
  /** Until then, the replica that has claimed it exports it. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true }) claimedUntil!: Date | null;
}

/** A derived span as JSON keeps it: times are milliseconds since the epoch. */
export interface DerivedSpanRecord {
  runId: RunId;
  spanId: string;
  /** null: the root of the run. */
  parentSpanId: string | null;
  name: string;
  startTime: number;
  endTime: number;
  attributes: Record<string, string | number | boolean>;
  /** Runs whose roots it is linked to. */
  links?: RunId[];
  /** Why it failed; null when it did not. */
  error: string | null;
}
