import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { CreateRun } from '@throughline/contracts';
import { requestHash } from './request-hash.js';

const request: CreateRun = { goal: 'Do it', repository: '/r', limits: { maxTokens: 5000, maxAttempts: 2 } };

describe('requestHash', () => {
  it('is the same in whatever order the properties are written', () => {
    const other: CreateRun = { limits: { maxAttempts: 2, maxTokens: 5000 }, repository: '/r', goal: 'Do it' };
    expect(requestHash(other)).toBe(requestHash(request));
  });

  it('is another for another goal, check or limit, and for the same checks in another order', () => {
    const others: CreateRun[] = [
      request,
      { ...request, goal: 'Do that' },
      { ...request, limits: { maxTokens: 5001, maxAttempts: 2 } },
      { ...request, checks: ['a', 'b'] },
      { ...request, checks: ['b', 'a'] },
    ];
    expect(new Set(others.map(requestHash)).size).toBe(others.length);
  });

  it('covers properties that come later', () => {
    const withMore = Object.assign({ ...request }, { later: { b: 1, a: [2] } });
    expect(requestHash(withMore)).not.toBe(requestHash(request));
    expect(requestHash(Object.assign({ ...request }, { later: { a: [2], b: 1 } }))).toBe(
      requestHash(withMore),
    );
  });

  it('is what older replicas make of the same request', () => {
    const { goal, repository } = request;
    const limits = { maxAttempts: 2, maxTokens: 5000 };
    const older = JSON.stringify([goal, repository, undefined, undefined, undefined, limits]);
    expect(requestHash(request)).toBe(createHash('sha256').update(older).digest('hex'));
  });
});
