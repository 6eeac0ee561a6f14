import { describe, expect, it } from '@jest/globals';
import { KeyedLock } from './keyed-lock.js';

describe('KeyedLock', () => {
  it('runs one at a time for a key, in order, and goes on after a failure', async () => {
    const lock = new KeyedLock();
    const events: string[] = [];
    const work =
      (name: string, fail = false) =>
      async (): Promise<void> => {
        events.push(`${name} begins`);
        await new Promise(setImmediate);
        events.push(`${name} ends`);
        if (fail) throw new Error(name);
      };
    const all = await Promise.allSettled([lock.run('k', work('a', true)), lock.run('k', work('b'))]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('lets other keys run meanwhile', async () => {
    const lock = new KeyedLock();
    let release = (): void => undefined;
    const held = lock.run('a', () => new Promise<void>((resolve) => (release = resolve)));
    await expect(lock.run('b', () => Promise.resolve('done'))).resolves.toBe('done');
    release();
    await held;
  });

  it('tells when the work of some keys that has been asked for is done, and waits for no other', async () => {
    const lock = new KeyedLock();
    const ends: string[] = [];
    let release = (): void => undefined;
    const other = lock.run('b', () => new Promise<void>((resolve) => (release = resolve)));
    for (const name of ['first', 'second'])
      void lock.run('a', async () => {
        await new Promise(setImmediate);
        ends.push(name);
      });
    await lock.settled((key) => key === 'a');
    expect(ends).toEqual(['first', 'second']);
    release();
    await other;
  });
});
