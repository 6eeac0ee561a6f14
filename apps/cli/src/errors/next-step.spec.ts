import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, RunNotFoundError, ThroughlineError } from '@throughline/contracts';
import { commandLine } from '../terminal/command-line.js';
import { sentenceOf } from './next-step.js';

describe('sentenceOf', () => {
  it('adds the command that helps, as it can be typed', () => {
    expect(sentenceOf(new RunNotFoundError('x'))).toBe(
      `there is no run x. Look for its id in the list of runs. List the runs with: ${commandLine('runs')}`,
    );
  });

  it('names what the error is about', () => {
    const error = new ThroughlineError('plan_version_not_found', 'not_found', 'none', {
      fields: { run: '0198', version: 3 },
    });
    expect(sentenceOf(error)).toBe(`none. List its versions with: ${commandLine('plan 0198 --history')}`);
  });

  it('leaves a place for what it does not know', () => {
    const error = new ThroughlineError('task_not_found', 'not_found', 'none');
    expect(sentenceOf(error)).toBe(`none. List its tasks with: ${commandLine('show RUN')}`);
  });

  it('adds nothing where no command helps', () => {
    expect(sentenceOf(new InvalidInputError('no'))).toBe('no');
  });
});
