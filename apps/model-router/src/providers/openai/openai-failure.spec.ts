import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureOf, meansNoSuchModel } from './openai-failure.js';

const KEY = 'sk-test-0123456789';
const answer = (status: number, error: unknown = {}, headers = {}) => ({
  status,
  headers,
  body: JSON.stringify({ error }),
});

describe('failureOf', () => {
  it.each([
    [401, 'provider_unauthorized', 'refused', false],
    [403, 'provider_unauthorized', 'refused', false],
    [429, 'provider_rate_limited', 'too_many', true],
    [400, 'provider_rejected', 'refused', false],
    [413, 'provider_rejected', 'refused', false],
    [302, 'provider_rejected', 'refused', false],
    [408, 'provider_unavailable', 'upstream', true],
    [500, 'provider_unavailable', 'upstream', true],
    [503, 'provider_unavailable', 'upstream', true],
    [529, 'provider_unavailable', 'upstream', true],
  ])('maps status %i to %s', (status, code, kind, retryable) => {
    expect(failureOf(answer(status), KEY)).toMatchObject({ code, kind, retryable });
  });

  it('keeps how long the server asks to wait, rounded up to seconds', () => {
    expect(failureOf(answer(429, {}, { 'retry-after-ms': '1200' }), KEY).retryAfterSeconds).toBe(2);
    expect(failureOf(answer(503, {}, { 'retry-after': '9' }), KEY).retryAfterSeconds).toBe(9);
  });

  it('does not wait for a quota that is used up', () => {
    const failure = failureOf(
      answer(429, { code: 'insufficient_quota', message: 'You exceeded your quota' }),
      KEY,
    );
    expect(failure).toMatchObject({ code: 'provider_rejected', retryable: false });
    expect(failure.message).toContain('You exceeded your quota');
  });

  it('repeats what the provider says without the key, wherever the key stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom(400, 401, 429, 500), (before, after, status) => {
        const { message } = failureOf(answer(status, { message: `${before}${KEY}${after}` }), KEY);
        expect(message).not.toContain(KEY);
      }),
    );
  });

  it('hides keys that the server has masked in part', () => {
    const { message } = failureOf(
      answer(401, { message: 'Incorrect API key provided: sk-abc***xyz9.' }),
      undefined,
    );
    expect(message).not.toContain('xyz9');
  });

  it('keeps the message on one line and short', () => {
    const { message } = failureOf(answer(400, { message: `a\nb\u001b[31m${'x'.repeat(10_000)}` }), KEY);
    expect(message).toMatch(/^[^\p{Cc}]*$/u);
    expect(message.length).toBeLessThan(700);
  });

  it('has a sentence for any body at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.integer({ min: 300, max: 599 }), (body, status) => {
        expect(failureOf({ status, headers: {}, body }, KEY).message).toContain('openai');
      }),
    );
  });
});

describe('meansNoSuchModel', () => {
  it('is the code that says so, and not any 404', () => {
    expect(meansNoSuchModel(answer(404, { code: 'model_not_found' }))).toBe(true);
    expect(meansNoSuchModel(answer(404, 'page not found'))).toBe(false);
  });
});
