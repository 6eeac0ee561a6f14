import { Cron } from 'croner';
import { CronInvalidError } from './schedule.errors.js';

/** More times than an hour that comes twice can hold. */
const MAX_REPEATED = 100;
const CHUNK = 16;

/**
 * The times that a cron expression means in a zone. A time of day that the clock leaves out is taken at the end of
 * the gap, unless the expression has another time in it; one that comes twice is taken the first time, unless the
 * expression means every hour.
 */
export class CronTimes {
  private readonly cron: Cron;
  private readonly runsThrough: boolean;

  /** @throws {CronInvalidError} */
  constructor(
    expression: string,
    private readonly timeZone: string,
  ) {
    const fields = expression.trim().split(/\s+/);
    if (fields.length !== 5)
      throw new CronInvalidError(expression, `it has ${String(fields.length)} of five fields`);
    this.runsThrough = (fields[1] ?? '').startsWith('*');
    this.cron = parsed(fields.join(' '), timeZone, expression);
    if (this.after(new Date()) === null) throw new CronInvalidError(expression, 'there is no such day');
  }

  /** The first one later than `time`. */
  after(time: Date): Date | null {
    let next = this.cron.nextRun(time);
    for (let i = 0; next !== null && this.isRepeated(next) && i < MAX_REPEATED; i += 1)
      next = this.cron.nextRun(next);
    return next;
  }

  /** Those from `from` to `until`, both included, oldest first; of more than `atMost` the newest. */
  between(from: Date, until: Date, atMost: number): Date[] {
    const found: Date[] = [];
    // What is asked for is earlier than the reference, by at least a second.
    let reference = new Date(until.getTime() + 1000);
    for (;;) {
      const times = this.cron.previousRuns(CHUNK, reference).filter((time) => time <= until);
      for (const time of times) {
        if (time < from || found.length >= atMost) return found.reverse();
        if (!this.isRepeated(time)) found.push(time);
      }
      const oldest = times.at(-1);
      if (oldest === undefined) return found.reverse();
      reference = oldest;
    }
  }

  /** The clock has shown this time before: it was set back in between. */
  private isRepeated(time: Date): boolean {
    if (this.runsThrough) return false;
    const { timeZone } = this;
    const shown = Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(timeZone);
    const first = shown.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'earlier' });
    return first.epochMilliseconds < time.getTime();
  }
}

function parsed(fields: string, timezone: string, expression: string): Cron {
  try {
    // Paused: nothing here runs by itself.
    return new Cron(fields, { timezone, mode: '5-part', paused: true });
  } catch (error) {
    throw new CronInvalidError(expression, error instanceof Error ? error.message : 'it cannot be read');
  }
}
