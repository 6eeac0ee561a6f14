import { describe, expect, it } from '@jest/globals';
import { currentDeadline, withDeadline } from '@throughline/resilience';
import { withoutDeadline } from './without-deadline.js';

describe('withoutDeadline', () => {
  it('leaves the deadline outside, and only there', () => {
    withDeadline(Date.now() + 1000, () => {
      expect(withoutDeadline(() => currentDeadline())).toBeUndefined();
      expect(currentDeadline()).toBeDefined();
    });
  });
});
