import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CircuitBreaker, type CircuitBreakerOptions, CircuitOpenError } from './circuit-breaker.js';

const pass = () => Promise.resolve('ok');
const fail = () => Promise.reject(new Error('down'));

/** A breaker on a clock that the test moves. */
function breakerWithClock(options: CircuitBreakerOptions = {}) {
  const clock = { ms: 0 };
  return { clock, breaker: new CircuitBreaker('x', { ...options, now: () => clock.ms }) };
}

async function times(count: number, fn: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await fn().catch(() => undefined);
}

describe('CircuitBreaker', () => {
  it('opens at the fifth failure in a row and then makes no call', async () => {
    const { breaker } = breakerWithClock();
    await times(4, () => breaker.run(fail));
    expect(breaker.state).toBe('closed');
    await times(1, () => breaker.run(fail));
    expect(breaker.state).toBe('open');
    let called = false;
    const call = breaker.run(() => Promise.resolve((called = true)));
    await expect(call).rejects.toBeInstanceOf(CircuitOpenError);
    expect(called).toBe(false);
  });

  it('forgets failures at a success', async () => {
    const { breaker } = breakerWithClock();
    await times(4, () => breaker.run(fail));
    await breaker.run(pass);
    await times(4, () => breaker.run(fail));
    expect(breaker.state).toBe('closed');
  });

  it('is half open after 60 s and closes when three trial calls have passed, not before', async () => {
    const { breaker, clock } = breakerWithClock();
    await times(5, () => breaker.run(fail));
    clock.ms = 59_999;
    expect(breaker.state).toBe('open');
    clock.ms = 60_000;
    expect(breaker.state).toBe('half_open');
    await times(2, () => breaker.run(pass));
    expect(breaker.state).toBe('half_open');
    await breaker.run(pass);
    expect(breaker.state).toBe('closed');
  });

  it('opens again at one failed trial call', async () => {
    const { breaker, clock } = breakerWithClock();
    await times(5, () => breaker.run(fail));
    clock.ms = 60_000;
    await times(2, () => breaker.run(pass));
    await times(1, () => breaker.run(fail));
    expect(breaker.state).toBe('open');
    clock.ms = 119_999;
    expect(breaker.state).toBe('open');
  });

  it('lets no more than three trial calls run at once', async () => {
    const { breaker, clock } = breakerWithClock();
    await times(5, () => breaker.run(fail));
    clock.ms = 60_000;
    const { promise, resolve } = Promise.withResolvers<string>();
    const trials = [1, 2, 3].map(() => breaker.run(() => promise));
    await expect(breaker.run(pass)).rejects.toBeInstanceOf(CircuitOpenError);
    resolve('ok');
    await Promise.all(trials);
    expect(breaker.state).toBe('closed');
  });

  it('does not count errors that are not the other side’s fault, nor lets them use up a trial', async () => {
    const { breaker, clock } = breakerWithClock({ isFailure: (error) => !(error instanceof TypeError) });
    const refused = () => Promise.reject(new TypeError('bad request'));
    await times(50, () => breaker.run(refused));
    expect(breaker.state).toBe('closed');
    await times(5, () => breaker.run(fail));
    clock.ms = 60_000;
    await times(10, () => breaker.run(refused));
    await times(3, () => breaker.run(pass));
    expect(breaker.state).toBe('closed');
  });

  it('ignores what a call of an earlier era says', async () => {
    const { breaker, clock } = breakerWithClock();
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = breaker.run(() => promise);
    await times(5, () => breaker.run(fail));
    clock.ms = 60_000;
    expect(breaker.state).toBe('half_open');
    resolve('late');
    await slow;
    await times(2, () => breaker.run(pass));
    expect(breaker.state).toBe('half_open');
  });

  it('never makes a call while open, whatever happens', async () => {
    const step = fc.oneof(fc.constant('pass'), fc.constant('fail'), fc.integer({ min: 1, max: 90_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { breaker, clock } = breakerWithClock();
        for (const next of steps) {
          if (typeof next === 'number') clock.ms += next;
          else {
            const open = breaker.state === 'open';
            let called = false;
            const fn = () => ((called = true), next === 'pass' ? pass() : fail());
            await breaker.run(fn).catch(() => undefined);
            expect(called).toBe(!open);
          }
        }
      }),
    );
  });
});
