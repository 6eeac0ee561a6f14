import { describe, expect, it } from '@jest/globals';
import { circuitBreakerAttributes, circuitBreakerSpanName } from './circuit-breaker-span.js';

describe('the span of a circuit breaker', () => {
  it('says what the breaker is like', () => {
    expect(circuitBreakerSpanName('git')).toBe('circuit_breaker.git');
    expect(circuitBreakerAttributes({ name: 'git', state: 'open', failures: 5 })).toEqual({
      'circuit_breaker.name': 'git',
      'circuit_breaker.state': 'open',
      'circuit_breaker.fail_counter': 5,
      'circuit_breaker.opened': true,
    });
    expect(circuitBreakerAttributes({ name: 'git', state: 'half_open', failures: 5 })).toMatchObject({
      'circuit_breaker.opened': false,
    });
  });
});
