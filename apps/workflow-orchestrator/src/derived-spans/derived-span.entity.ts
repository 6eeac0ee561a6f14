import type { RunId } from '@throughline/contracts';
import type { DerivedSpan } from '@throughline/tracing';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A run's or attempt's span, queued in the transaction that ended it; exported at least once. */
@Entity('derived_spans')
export class DerivedSpanRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'span_id' }) spanId!: string;
  @Column('jsonb') span!: DerivedSpanRecord;
  @Column('timestamptz', { name: 'exported_at', nullable: true }) exportedAt!: Date | null;
}

/** A DerivedSpan as JSON keeps it: times are milliseconds since the epoch. */
export type DerivedSpanRecord = Omit<DerivedSpan, 'startTime' | 'endTime'> & {
  startTime: number;
  endTime: number;
};
