import { describe, expect, it } from '@jest/globals';
import { ScheduleNamePipe } from './schedule-name.pipe.js';
import { ScheduleNotFoundError } from './schedule.errors.js';

describe('the name of a schedule in a path', () => {
  const pipe = new ScheduleNamePipe();

  it('is taken as it is', () => {
    expect(pipe.transform('nightly-2')).toBe('nightly-2');
  });
  it.each(['\0', 'Nightly', 'a b', '', '-', '\ud800', 'x'.repeat(65)])(
    'is not found where no schedule can be called so: %j',
    (name) => {
      expect(() => pipe.transform(name)).toThrow(ScheduleNotFoundError);
    },
  );
});
