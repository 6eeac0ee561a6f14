import { getLogger, withoutTracing } from '@throughline/tracing';

export interface RegularLookOptions {
  /** Milliseconds between the beginnings of two looks. Default: there are none but those that `wake` asks for. */
  readonly everyMs?: number;
  /** Should end early when the signal says that nobody looks any more. */
  readonly look: (signal: AbortSignal) => Promise<void>;
  /** Who the log names. */
  readonly logger: string;
  /** What the log says of a look that failed; the next one comes as if it had not. */
  readonly failure: string;
}

/** Looks for work again and again, in no trace, with one look at a time. */
export class RegularLook {
  private readonly stopped = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isWoken = false;

  constructor(private readonly options: RegularLookOptions) {}

  start(): void {
    const { everyMs } = this.options;
    if (everyMs === undefined) return;
    this.timer ??= setInterval(() => {
      if (this.looking === undefined) this.wake();
    }, everyMs).unref();
  }

  /** Looks now. However often this is asked for during a look, one more follows. */
  wake(): void {
    if (this.stopped.signal.aborted) return;
    this.isWoken = true;
    this.looking ??= withoutTracing(() => this.lookWhileWoken()).finally(() => {
      this.looking = undefined;
    });
  }

  /** There are no more looks. Resolves when the one that is under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopped.abort();
    await this.looking;
  }

  private async lookWhileWoken(): Promise<void> {
    const { look, logger, failure } = this.options;
    while (this.isWoken && !this.stopped.signal.aborted) {
      this.isWoken = false;
      try {
        await look(this.stopped.signal);
      } catch (error) {
        getLogger(logger).warn({ err: error }, failure);
      }
    }
  }
}
