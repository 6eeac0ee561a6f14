import { getLogger, withoutTracing } from '@throughline/tracing';

/** A cancel reaches its work within 5 s; the heartbeat of a lease would find it after 10 s. */
const EVERY_MS = 1_000;

/**
 * Finds that a job of this process is to end where another process was told so: the message that ends a job comes to
 * any replica of the service. One look a second, and none while nothing runs.
 */
export class CancelWatch {
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(
    private readonly running: () => readonly string[],
    private readonly cancelled: (ids: readonly string[]) => Promise<readonly string[]>,
    private readonly cancel: (id: string) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => void withoutTracing(() => this.look()), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const ids = this.running();
    if (ids.length === 0 || this.isLooking) return;
    this.isLooking = true;
    try {
      for (const id of await this.cancelled(ids)) this.cancel(id);
    } catch (error) {
      getLogger('jobs').warn({ err: error, jobs: ids.length }, 'cancelled jobs could not be looked for');
    } finally {
      this.isLooking = false;
    }
  }
}
