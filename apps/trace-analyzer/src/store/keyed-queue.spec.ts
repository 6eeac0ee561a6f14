import { describe, expect, it } from '@jest/globals';
import { KeyedQueue } from './keyed-queue.js';

describe('KeyedQueue', () => {
  it('runs the work of a key in order, that of others at once, and goes on after an error', async () => {
    const queue = new KeyedQueue();
    const order: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = queue.run('a', async () => {
      await gate;
      order.push('a1');
      throw new Error('broken');
    });
    const second = queue.run('a', () => Promise.resolve(order.push('a2')));
    await queue.run('b', () => Promise.resolve(order.push('b')));
    open();
    await expect(first).rejects.toThrow('broken');
    await second;
    expect(order).toEqual(['b', 'a1', 'a2']);
  });
});
