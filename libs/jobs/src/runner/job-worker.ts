import { setTimeout as sleep } from 'node:timers/promises';
import type { UnitsOfWork } from '@throughline/persistence';
import { faultPoint } from '@throughline/resilience';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { JobCancelledError, JobHandedBackError } from '../job-errors.js';
import type { JobRow } from '../queue/job-row.js';
import type { JobRows } from '../queue/job-rows.js';
import { HeldJob } from './held-job.js';
import type { JobExecution } from './job-execution.js';
import type { JobHandler } from './job-handler.js';
import { Heartbeat } from './heartbeat.js';

const POLL_MS = 1_000;

interface Running {
  readonly job: HeldJob;
  ended: Promise<void>;
}

/** Claims jobs of one kind and keeps as many running as the handler allows. */
export class JobWorker {
  private readonly stopped = new AbortController();
  private readonly running = new Set<Running>();
  private readonly heartbeat: Heartbeat;
  private wakeUp: (() => void) | undefined;
  private isWoken = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly handler: JobHandler,
    private readonly owner: string,
    private readonly rows: JobRows,
    private readonly units: UnitsOfWork,
    private readonly execution: JobExecution,
  ) {
    this.heartbeat = new Heartbeat(handler.leaseMs, rows, () => [...this.running].map(({ job }) => job));
  }

  start(): void {
    this.heartbeat.start();
    this.loop = withoutTracing(() => this.run());
  }

  /** Looks for jobs now rather than at the next poll. */
  wake(): void {
    this.isWoken = true;
    this.wakeUp?.();
  }

  get runningIds(): string[] {
    return [...this.running].map(({ job }) => job.id);
  }

  cancel(id: string): void {
    for (const { job } of this.running)
      if (job.id === id) job.abort(new JobCancelledError(job.kind, job.key));
  }

  /** Takes no more jobs, aborts the running ones and hands back those that do not end within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.loop;
    const entries = [...this.running];
    for (const { job } of entries) job.abort(new JobHandedBackError(job.kind, job.key));
    await Promise.race([
      Promise.all(entries.map(({ ended }) => ended)),
      sleep(graceMs, undefined, { ref: false }),
    ]);
    await this.handBackRest();
    this.heartbeat.stop();
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      this.isWoken = false;
      await this.claim().catch((error: unknown) => {
        getLogger('jobs').warn({ err: error, kind: this.handler.kind }, 'jobs could not be claimed');
      });
      await this.untilWoken();
    }
  }

  private async claim(): Promise<void> {
    const { kind, leaseMs, concurrency } = this.handler;
    const free = concurrency - this.running.size;
    if (free <= 0) return;
    await this.rows.endAbandonedCancelled(kind);
    const rows = await this.rows.claim(kind, this.owner, leaseMs, free);
    for (const row of rows) this.begin(row);
  }

  private begin(row: JobRow): void {
    const job = new HeldJob(row, this.units, this.rows);
    faultPoint('jobs.job.after-lease', () => [row.kind]);
    if (this.stopped.signal.aborted) job.abort(new JobHandedBackError(job.kind, job.key));
    const running: Running = { job, ended: Promise.resolve() };
    this.running.add(running);
    running.ended = this.execution.run(job, this.handler).finally(() => {
      this.running.delete(running);
      this.wake();
    });
  }

  private async untilWoken(): Promise<void> {
    if (this.isWoken) return;
    const woken = new Promise<void>((resolve) => {
      this.wakeUp = resolve;
    });
    const timer = setTimeout(() => this.wakeUp?.(), POLL_MS * (0.75 + Math.random() / 2)).unref();
    await woken;
    clearTimeout(timer);
    this.wakeUp = undefined;
  }

  /** Handlers that do not heed their signal: their lease goes, so whatever they still do is fenced off. */
  private async handBackRest(): Promise<void> {
    for (const { job } of this.running) {
      await this.rows.giveBack(job, {}).catch((error: unknown) => {
        getLogger('jobs').warn(
          { err: error, kind: job.kind, key: job.key },
          'a job could not be handed back',
        );
      });
    }
  }
}
