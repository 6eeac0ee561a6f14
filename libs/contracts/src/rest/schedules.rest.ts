import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsTimeZone,
  Matches,
  MaxLength,
} from 'class-validator';
import type { RunId } from '../ids/ids.js';
import { Part, Parts } from '../validation/parts.js';
import { PlainText } from '../validation/plain-text.js';
import { CreateRun } from './runs.rest.js';

export const SCHEDULE_NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** What becomes of times that passed while nobody looked. */
export const MISSED_POLICIES = ['skip', 'once', 'all'] as const;
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

/** What becomes of a time at which the run before has not ended. */
export const OVERLAP_POLICIES = ['skip', 'allow'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** Body of `POST /v1/schedules`. */
export class CreateSchedule {
  @Matches(SCHEDULE_NAME_PATTERN, {
    message:
      'name must be 1 to 64 lower-case letters, digits and dashes, with a letter or digit at both ends',
  })
  name!: string;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  @IsString() @MaxLength(200) @PlainText() cron!: string;
  /** A name of the IANA time zone database. */
  @IsTimeZone({ message: 'timeZone must be a name of a time zone, like Europe/Berlin or UTC' })
  @Matches(/^[A-Za-z]/, { message: 'timeZone must not be an offset' })
  timeZone!: string;
  /** Default: once. */
  @IsOptional() @IsIn(MISSED_POLICIES) missed?: MissedPolicy;
  /** Default: skip. */
  @IsOptional() @IsIn(OVERLAP_POLICIES) overlap?: OverlapPolicy;
  /** The run that is made each time, as `POST /v1/runs` takes it. */
  @Part(() => CreateRun) run!: CreateRun;
}

export const FIRING_STATES = ['claimed', 'created', 'skipped', 'failed'] as const;
/** claimed: its run is being made, or will be tried again; created: there is a run; skipped, failed: there is none. */
export type FiringState = (typeof FIRING_STATES)[number];

/** One time of a schedule, and what became of it. Times are RFC 3339. */
export class FiringView {
  @IsString() dueAt!: string;
  @IsIn(FIRING_STATES) state!: FiringState;
  /** Chosen when the time was claimed; null where none was to be made. */
  @IsOptional() @IsString() runId!: RunId | null;
  /** Why there is no run, or not yet. */
  @IsOptional() @IsString() reason!: string | null;
  @IsInt() tries!: number;
}

export class ScheduleView {
  @IsString() id!: string;
  @IsString() name!: string;
  @IsString() cron!: string;
  @IsString() timeZone!: string;
  @IsIn(MISSED_POLICIES) missed!: MissedPolicy;
  @IsIn(OVERLAP_POLICIES) overlap!: OverlapPolicy;
  @IsBoolean() paused!: boolean;
  @Part(() => CreateRun) run!: CreateRun;
  @IsString() createdAt!: string;
  /** null while it is paused. */
  @IsOptional() @IsString() nextAt!: string | null;
  /** Newest first: the last one in lists, the last twenty of one schedule. */
  @Parts(() => FiringView) firings!: FiringView[];
}

/** Answer of `GET /v1/schedules`: in the order of their names. */
export class ScheduleList {
  @Parts(() => ScheduleView) schedules!: ScheduleView[];
}
