import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';

const INTERVAL_MS = 10 * 60_000;

export interface RetentionOptions {
  /** What is forgotten, as the log names it. */
  readonly what: string;
  /** Rows that one statement deletes at most. */
  readonly batchSize: number;
  /** Deletes the oldest of what is kept for long enough, at most so many; answers how many there were. */
  readonly forget: (batchSize: number) => Promise<number>;
}

/** Forgets old rows every ten minutes, so that a table does not grow for ever. */
export abstract class Retention implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly options: RetentionOptions) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void withoutTracing(() => this.clean()), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.isStopped = true;
  }

  /** In batches, for as long as there are whole ones: it must not be slower than what comes in. */
  async clean(): Promise<void> {
    const { what, batchSize, forget } = this.options;
    try {
      while (!this.isStopped && (await forget(batchSize)) === batchSize);
    } catch (error) {
      getLogger('persistence').warn({ err: error, what }, 'old rows could not be forgotten');
    }
  }
}
