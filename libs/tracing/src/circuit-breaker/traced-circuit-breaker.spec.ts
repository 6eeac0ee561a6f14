import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { CircuitBreakerOpenError } from './breaker.js';
import { TracedCircuitBreaker } from './traced-circuit-breaker.js';

describe('TracedCircuitBreaker', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  let clock = 0;

  beforeAll(() => {
    trace.setGlobalTracerProvider(provider);
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    trace.disable();
    return provider.shutdown();
  });

  const breakerOf = (name: string): TracedCircuitBreaker =>
    new TracedCircuitBreaker(name, {
      failureThreshold: 2,
      recoveryTimeout: 1_000,
      halfOpenRequests: 2,
      isFailure: (error) => !(error instanceof RangeError),
      now: () => clock,
    });

  const well = (): Promise<string> => Promise.resolve('well');
  const ill = (): Promise<string> => Promise.reject(new TypeError('ill'));
  const refused = (): Promise<string> => Promise.reject(new RangeError('your fault'));
  const shown = (): unknown[] =>
    exporter
      .getFinishedSpans()
      .map(({ attributes }) =>
        ['state', 'fail_counter', 'opened'].map((name) => attributes[`circuit_breaker.${name}`]),
      );

  it('shows its state after each call on a span of its name', async () => {
    const breaker = breakerOf('ControlAPI');
    await breaker.call(well);
    await expect(breaker.call(ill)).rejects.toThrow('ill');
    await expect(breaker.call(ill)).rejects.toThrow('ill');
    await expect(breaker.call(well)).rejects.toThrow(CircuitBreakerOpenError);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(
      Array<string>(4).fill('circuit_breaker.ControlAPI'),
    );
    expect(shown()).toEqual([
      ['closed', 0, false],
      ['closed', 1, false],
      ['open', 2, true],
      ['open', 2, true],
    ]);
    expect(exporter.getFinishedSpans()[3]?.attributes).toMatchObject({
      'circuit_breaker.name': 'ControlAPI',
      'error.type': 'circuit_breaker_open',
      error: true,
    });
  });

  it('closes again when all trial calls have passed, and opens when one fails', async () => {
    const breaker = breakerOf('trial');
    for (const _call of [1, 2]) await expect(breaker.call(ill)).rejects.toThrow('ill');
    clock += 1_000;
    expect(breaker.state).toBe('half_open');
    await breaker.call(well);
    await expect(breaker.call(ill)).rejects.toThrow('ill');
    expect(breaker.state).toBe('open');
    clock += 1_000;
    await Promise.all([breaker.call(well), breaker.call(well), expect(breaker.call(well)).rejects.toThrow()]);
    expect([breaker.state, breaker.failures]).toEqual(['closed', 0]);
  });

  it('does not count what is not the fault of the other side', async () => {
    const breaker = breakerOf('fault');
    for (const _call of [1, 2, 3]) await expect(breaker.call(refused)).rejects.toThrow('your fault');
    expect(breaker.state).toBe('closed');
  });

  it('answers with the fallback, and still says what has failed', async () => {
    const breaker = breakerOf('fallback');
    expect(await breaker.call(ill, () => 'otherwise')).toBe('otherwise');
    expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({
      'circuit_breaker.fallback': true,
      'error.type': 'TypeError',
    });
  });

  it('takes a breaker that is there already', async () => {
    const breaker = {
      name: 'own',
      state: 'half_open',
      failures: 7,
      run: <T>(fn: () => Promise<T>) => fn(),
    } as const;
    expect(await new TracedCircuitBreaker('own', { breaker }).call(well)).toBe('well');
    expect(shown()).toEqual([['half_open', 7, false]]);
  });
});
