import { Matches } from 'class-validator';
import { RUN_ID_PATTERN, TASK_ID_PATTERN } from '../ids/ids.js';

// Ids that a person writes: what they must be is said in words.

/** With `each`: a list of them. */
export const TaskIdField = (options: { each?: boolean } = {}): PropertyDecorator =>
  Matches(TASK_ID_PATTERN, {
    ...options,
    message:
      '$property must be 1 to 64 lower-case letters, digits and dashes, as the tasks of the plan are called',
  });

export const RunIdField = (): PropertyDecorator =>
  Matches(RUN_ID_PATTERN, { message: '$property must be the id of a run, as the list of runs has it' });
