import { IsString } from 'class-validator';

/** The schedule that made a run, and the time for which it did (RFC 3339). */
export class ScheduleOrigin {
  @IsString() id!: string;
  @IsString() name!: string;
  @IsString() dueAt!: string;
}
