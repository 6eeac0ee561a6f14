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

  constructor(private readonly inbox: InboxRows) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void withoutTracing(() => this.clean()), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async clean(): Promise<void> {
    await this.inbox.forget(KEEP_DAYS, BATCH).catch((error: unknown) => {
      getLogger('messaging').warn({ err: error }, 'the inbox could not be cleaned');
    });
  }
}
