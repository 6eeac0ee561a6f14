import type { CheckStatus } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FingerprintCounts } from '../findings/new-findings.js';

/** How a check ended on a base commit's tree. */
@Entity('baselines')
export class BaselineRow {
  @PrimaryColumn('text') key!: string;
  @Column('text') status!: CheckStatus;
  @Column('integer', { name: 'exit_code', nullable: true }) exitCode!: number | null;
  @Column('jsonb') fingerprints!: FingerprintCounts;
}
