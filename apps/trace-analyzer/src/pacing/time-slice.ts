import { setImmediate } from 'node:timers/promises';

/** Long work in slices, so that other requests are served in between: `if (slice.isOver) await slice.next();` */
export class TimeSlice {
  private end: number;

  /** @param budgetMs how long one slice may hold the event loop */
  constructor(private readonly budgetMs = 2) {
    this.end = performance.now() + budgetMs;
  }

  get isOver(): boolean {
    return performance.now() >= this.end;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.end = performance.now() + this.budgetMs;
  }
}
