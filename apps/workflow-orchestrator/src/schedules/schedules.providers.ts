import { Firing } from './firing.entity.js';
import { ScheduleClaims } from './schedule-claims.service.js';
import { DatabaseClock, ScheduleClock } from './schedule-clock.js';
import { Schedule } from './schedule.entity.js';
import { ScheduledRuns } from './scheduled-runs.service.js';
import { Scheduler } from './scheduler.service.js';
import { SchedulesService } from './schedules.service.js';

export const SCHEDULE_ENTITIES = [Schedule, Firing];

export const SCHEDULE_PROVIDERS = [
  { provide: ScheduleClock, useClass: DatabaseClock },
  SchedulesService,
  ScheduleClaims,
  ScheduledRuns,
  Scheduler,
];
