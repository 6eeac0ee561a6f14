import type { CreateRun, MissedPolicy, OverlapPolicy } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When runs are to be made, and which. */
@Entity('schedules')
export class Schedule {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') cron!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('text') missed!: MissedPolicy;
  @Column('text') overlap!: OverlapPolicy;
  @Column('jsonb') run!: CreateRun;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  /** null while it is paused. */
  @Column('timestamptz', { name: 'next_at', nullable: true }) nextAt!: Date | null;
}
