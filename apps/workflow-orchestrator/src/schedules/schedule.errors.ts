import { ThroughlineError } from '@throughline/contracts';

export class CronInvalidError extends ThroughlineError {
  constructor(cron: string, why: string) {
    super(
      'cron_invalid',
      'invalid',
      `${JSON.stringify(cron.slice(0, 100))} says no times: ${why}. ` +
        'Write five fields (minute, hour, day of the month, month, day of the week), like "30 2 * * 1-5"',
    );
  }
}

export class ScheduleNotFoundError extends ThroughlineError {
  constructor(name: string) {
    super(
      'schedule_not_found',
      'not_found',
      `there is no schedule ${JSON.stringify(name.slice(0, 100))}. Look for its name in the list of schedules`,
    );
  }
}

export class ScheduleNameTakenError extends ThroughlineError {
  constructor(name: string) {
    super(
      'schedule_name_taken',
      'conflict',
      `there is another schedule ${name}; use another name, or remove that one first`,
      { fields: { name } },
    );
  }
}

export class TooManySchedulesError extends ThroughlineError {
  constructor(bound: number) {
    super(
      'too_many_schedules',
      'refused',
      `there are ${String(bound)} schedules already, which is the most. Remove one first`,
      { fields: { bound } },
    );
  }
}
