import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, RunNotFoundError, ServiceUnavailableError } from '@throughline/contracts';
import { PortInUseError } from '@throughline/platform';
import { CommanderError } from 'commander';
import { InterruptedError, NoModelConfiguredError, PlatformNotRunningError } from './cli.errors.js';
import { errorObject, exitCodeOf } from './exit-code.js';

describe('exitCodeOf', () => {
  it('is 2 for wrong use and for refusals', () => {
    const refusals = [new InvalidInputError('no'), new RunNotFoundError('x'), new NoModelConfiguredError()];
    expect([...refusals, new CommanderError(1, 'commander.unknownOption', 'no')].map(exitCodeOf)).toEqual([
      2, 2, 2, 2,
    ]);
  });
  it('is 3 when the platform could not start or cannot be reached', () => {
    const away = [
      new ServiceUnavailableError('x'),
      new PlatformNotRunningError('/h'),
      new PortInUseError('x', 1, 'X_PORT'),
    ];
    expect([...away, new Error('a fault')].map(exitCodeOf)).toEqual([3, 3, 3, 3]);
  });
  it('is 0 for help and 1 for what the person called off', () => {
    expect(exitCodeOf(new CommanderError(0, 'commander.help', ''))).toBe(0);
    expect(exitCodeOf(new InterruptedError())).toBe(1);
  });
});

describe('errorObject', () => {
  it('has the code and the sentence', () => {
    expect(errorObject(new InvalidInputError('wrong'))).toEqual({
      error: { code: 'invalid_input', message: 'wrong' },
    });
    expect(errorObject(new CommanderError(1, 'x', 'bad')).error.code).toBe('usage');
    expect(errorObject('odd')).toEqual({ error: { code: 'internal', message: 'odd' } });
  });
});
