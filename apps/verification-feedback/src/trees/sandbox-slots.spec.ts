import { describe, expect, it } from '@jest/globals';
import { SandboxSlots } from './sandbox-slots.js';

const never = new AbortController().signal;

describe('SandboxSlots', () => {
  it('runs no more at a time than it may, and all in the end', async () => {
    const slots = new SandboxSlots(2);
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => slots.run(never, work)));
    expect(most).toBe(2);
    expect(running).toBe(0);
  });

  it('gives its slot on when the work fails', async () => {
    const slots = new SandboxSlots(1);
    await expect(slots.run(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.run(never, () => Promise.resolve('yes'))).resolves.toBe('yes');
  });

  it('lets one that waits go away without losing a slot', async () => {
    const slots = new SandboxSlots(1);
    let release = (): void => undefined;
    const first = slots.run(never, () => new Promise<void>((resolve) => (release = resolve)));
    const controller = new AbortController();
    const second = slots.run(controller.signal, () => Promise.resolve());
    controller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    release();
    await first;
    await expect(slots.run(never, () => Promise.resolve('free'))).resolves.toBe('free');
  });
});
