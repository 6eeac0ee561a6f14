import { SandboxBusyError } from './trees.errors.js';

const MAX_WAITING = 256;

/** Bounds how many sandboxes run at a time; who comes first is served first. */
export class SandboxSlots {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atATime: number) {}

  async run<T>(signal: AbortSignal, fn: () => Promise<T>): Promise<T> {
    await this.acquire(signal);
    try {
      return await fn();
    } finally {
      this.release();
    }
  }

  private async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.running < this.atATime) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= MAX_WAITING) throw new SandboxBusyError(this.waiting.length);
    await this.turn(signal);
    signal.throwIfAborted();
  }

  /** Ends when a slot was handed over, or the wait was aborted: who does not wait any more leaves the queue. */
  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const take = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(take), 1);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(take);
    });
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
