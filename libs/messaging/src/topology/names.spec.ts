import { describe, expect, it } from '@jest/globals';
import {
  deadLetterQueueOf,
  exchangeOf,
  producerDestination,
  queueOf,
  retryDelay,
  retryExchangeOf,
} from './names.js';

describe('names on the broker', () => {
  it('follow from service and message type', () => {
    const queue = queueOf('plan-management', 'plan.create.v1');
    expect(queue).toBe('plan-management.plan.create.v1');
    expect(deadLetterQueueOf(queue)).toBe('plan-management.plan.create.v1.dead');
    expect(exchangeOf('command')).toBe('throughline.commands');
    expect(producerDestination({ kind: 'event', messageType: 'plan.ready.v1' })).toBe(
      'throughline.events:plan.ready.v1',
    );
  });

  it('take longer delays try by try, and stay at the longest', () => {
    expect([1, 2, 3, 4, 50].map(retryDelay)).toEqual([1_000, 5_000, 30_000, 30_000, 30_000]);
    expect(retryExchangeOf(5_000)).toBe('throughline.retry.5s');
  });
});
