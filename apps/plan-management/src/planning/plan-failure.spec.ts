import { describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError, ThroughlineError } from '@throughline/contracts';
import { failureOf, planInvalid } from './plan-failure.js';

describe('failureOf', () => {
  it('keeps the code and the sentence of a refusal', () => {
    const error = new ThroughlineError('provider_unauthorized', 'refused', 'openai refuses the key');
    expect(failureOf(error)).toEqual({ code: 'provider_unauthorized', reason: 'openai refuses the key' });
  });

  it('shows what a script was asked with', () => {
    const error = new ThroughlineError('script_no_step', 'refused', 'no step', {
      fields: { lastMessage: 'Hi "you"' },
    });
    expect(failureOf(error)?.reason).toBe('no step. The last message begins: "Hi \\"you\\""');
  });

  it.each([
    ['what may pass', new ServiceUnavailableError('model-router')],
    ['a fault of ours', new ThroughlineError('x', 'internal', 'x')],
    ['any other error', new TypeError('x')],
  ])('leaves %s to be tried again', (_, error) => {
    expect(failureOf(error)).toBeUndefined();
  });

  it('fits into its message', () => {
    expect(planInvalid(Array(100).fill('x'.repeat(1000))).reason.length).toBeLessThanOrEqual(4000);
    expect(failureOf(new ThroughlineError('c'.repeat(200), 'invalid', 'x'.repeat(9000)))?.reason.length).toBe(
      4000,
    );
  });
});
