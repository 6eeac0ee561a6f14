import { RegularLook } from '../looks/regular-look.js';

/** A cancel reaches its work within 5 s; the heartbeat of a lease would find it after 10 s. */
const EVERY_MS = 1_000;

/**
 * Finds that a job of this process is to end where another process was told so: the message that ends a job comes to
 * any replica of the service. One look a second, which asks nobody while nothing runs.
 */
export class CancelWatch {
  private readonly looks = new RegularLook({
    everyMs: EVERY_MS,
    look: () => this.look(),
    logger: 'jobs',
    failure: 'cancelled jobs could not be looked for',
  });

  constructor(
    private readonly running: () => readonly string[],
    private readonly cancelled: (ids: readonly string[]) => Promise<readonly string[]>,
    private readonly cancel: (id: string) => void,
  ) {}

  start(): void {
    this.looks.start();
  }

  stop(): Promise<void> {
    return this.looks.stop();
  }

  private async look(): Promise<void> {
    const ids = this.running();
    if (ids.length === 0) return;
    for (const id of await this.cancelled(ids)) this.cancel(id);
  }
}
