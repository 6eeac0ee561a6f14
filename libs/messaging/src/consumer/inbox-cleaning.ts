import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { InboxRows } from './inbox-rows.js';

const INTERVAL_MS = 10 * 60_000;
const KEEP_DAYS = 7;
const BATCH = 10_000;

/** Forgets handled messages after a week, so that the inbox does not grow for ever. */
@Injectable()
export class InboxCleaning implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly inbox: InboxRows) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void withoutTracing(() => this.clean()), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.isStopped = true;
  }

  /** In batches, for as long as there are whole ones: it must not be slower than what comes in. */
  async clean(): Promise<void> {
    try {
      while (!this.isStopped && (await this.inbox.forget(KEEP_DAYS, BATCH)) === BATCH);
    } catch (error) {
      getLogger('messaging').warn({ err: error }, 'the inbox could not be cleaned');
    }
  }
}
