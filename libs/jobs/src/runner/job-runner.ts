import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitsOfWork } from '@throughline/persistence';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { JobRows } from '../queue/job-rows.js';
import { JobSignals } from '../queue/job-signals.js';
import { CancelWatch } from './cancel-watch.js';
import { HandlerDiscovery } from './handler-discovery.js';
import { JobExecution } from './job-execution.js';
import { JobWorker } from './job-worker.js';
import { isGone, newLeaseOwner } from './lease-owner.js';

const DEFAULT_GRACE_MS = 8_000;

/** Runs the jobs of this service in this process: a worker for each kind that has a handler. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly owner = newLeaseOwner();
  private readonly workers = new Map<string, JobWorker>();
  private readonly watch = new CancelWatch(
    () => [...this.workers.values()].flatMap((worker) => worker.runningIds),
    (ids) => this.rows.cancelled(ids),
    (id) => this.cancel(id),
  );
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly discovery: HandlerDiscovery,
    private readonly signals: JobSignals,
    private readonly rows: JobRows,
    private readonly units: UnitsOfWork,
    private readonly execution: JobExecution,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const handler of this.discovery.handlers())
      this.workers.set(
        handler.kind,
        new JobWorker(handler, this.owner, this.rows, this.units, this.execution),
      );
    this.signals.on('enqueued', (kind) => this.workers.get(kind)?.wake());
    this.signals.on('cancelled', (id) => this.cancel(id));
    if (this.workers.size > 0) await withoutTracing(() => this.takeFromTheDead());
    for (const worker of this.workers.values()) worker.start();
    if (this.workers.size > 0) this.watch.start();
  }

  /**
   * For the shutdown: takes no more jobs, aborts the signals of those that run, and hands back at once what has not
   * ended after `graceMs`.
   */
  stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    this.stopping ??= this.stopAll(graceMs);
    return this.stopping;
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  private async stopAll(graceMs: number): Promise<void> {
    const workers = [...this.workers.values()];
    await Promise.all([this.watch.stop(), ...workers.map((worker) => worker.stop(graceMs))]);
  }

  private cancel(id: string): void {
    for (const worker of this.workers.values()) worker.cancel(id);
  }

  /** Jobs of a process that was killed on this machine need not wait until its lease runs out. */
  private async takeFromTheDead(): Promise<void> {
    try {
      const gone = (await this.rows.ownersOfRunning()).filter(isGone);
      if (gone.length > 0) await this.rows.expire(gone);
    } catch (error) {
      getLogger('jobs').warn(
        { err: error },
        'leases of ended processes could not be looked for; they run out',
      );
    }
  }
}
