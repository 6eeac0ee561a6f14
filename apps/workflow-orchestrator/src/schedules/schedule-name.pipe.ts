import { Injectable, type PipeTransform } from '@nestjs/common';
import { SCHEDULE_NAME_PATTERN } from '@throughline/contracts';
import { ScheduleNotFoundError } from './schedule.errors.js';

/** The name in a path. What no schedule can be called is not looked for: the database might not even take it. */
@Injectable()
export class ScheduleNamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    if (!SCHEDULE_NAME_PATTERN.test(name)) throw new ScheduleNotFoundError(name);
    return name;
  }
}
