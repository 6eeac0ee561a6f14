import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { JobRows } from '../queue/job-rows.js';

const INTERVAL_MS = 10 * 60_000;
const KEEP_DAYS = 30;
const BATCH = 1_000;

/** Forgets ended jobs after a month. Until then their keys still stop the same work from being done twice. */
@Injectable()
export class JobsCleaning implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly rows: JobRows) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void withoutTracing(() => this.clean()), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.isStopped = true;
  }

  /** In batches, for as long as there are whole ones: it must not be slower than what ends. */
  async clean(): Promise<void> {
    try {
      while (!this.isStopped && (await this.rows.forget(KEEP_DAYS, BATCH)) === BATCH);
    } catch (error) {
      getLogger('jobs').warn({ err: error }, 'ended jobs could not be cleaned away');
    }
  }
}
