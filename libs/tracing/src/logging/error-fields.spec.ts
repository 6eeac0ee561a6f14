import { describe, expect, it } from '@jest/globals';
import { errorFields } from './error-fields.js';

describe('errorFields', () => {
  it('shows what an error says, and nothing of what hangs on it', () => {
    const error = Object.assign(new TypeError('away', { cause: new Error('reset') }), {
      code: '57P01',
      retryable: true,
      client: { pool: { password: 'hidden' } },
      on: () => undefined,
    });
    const shown = errorFields(error);
    expect(shown).toEqual({
      type: 'TypeError',
      message: 'away: reset',
      stack: expect.stringContaining('caused by: Error: reset'),
      code: '57P01',
      retryable: true,
    });
  });

  it('shows each of several errors, bounded', () => {
    const errors = Array.from({ length: 30 }, (_, at) =>
      Object.assign(new Error(`address ${String(at)}`), { socket: {} }),
    );
    const shown = errorFields(new AggregateError(errors, 'no address'));
    expect(shown).toMatchObject({
      type: 'AggregateError',
      message: 'no address',
      aggregateErrors: errors.slice(0, 10).map(({ message }) => ({ type: 'Error', message })),
    });
    expect(shown).toHaveProperty('aggregateErrors.length', 10);
    expect(shown).not.toHaveProperty('aggregateErrors.0.socket');
  });

  it('leaves what is no error as it is', () => {
    expect(errorFields('gone')).toBe('gone');
  });
});
