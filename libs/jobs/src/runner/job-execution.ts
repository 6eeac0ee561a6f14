import { context } from '@throughline/tracing/api';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable } from '@throughline/persistence';
import { retry } from '@throughline/resilience';
import {
  captureException,
  countFenced,
  getLogger,
  restoreContext,
  withoutTracing,
} from '@throughline/tracing';
import { JobNotCompletedError } from '../job-errors.js';
import { JobRows } from '../queue/job-rows.js';
import type { HeldJob } from './held-job.js';
import { type JobEnd, jobFate, MAX_TRIES } from './job-fate.js';
import type { JobHandler } from './job-handler.js';
import { type Settlement, settlementOf, settlementOfExhaustion } from './settlement.js';

/** Runs one leased job to its end, whatever that is. */
@Injectable()
export class JobExecution {
  private readonly logger = getLogger('jobs');

  constructor(private readonly rows: JobRows) {}

  /** Never rejects: what a handler throws becomes the job's fate. */
  async run(job: HeldJob, handler: JobHandler): Promise<void> {
    const settlement = await context.with(restoreContext(job.row.carrier), () => this.work(job, handler));
    await withoutTracing(() => this.store(job, settlement));
  }

  private work(job: HeldJob, handler: JobHandler): Promise<Settlement> {
    // Only the last word is missing: the tries were used up before.
    if (job.previousTries >= MAX_TRIES)
      return this.exhaust(job, handler, new Error(job.row.last_error ?? 'the job has failed too often'));
    return this.tryOnce(job, handler);
  }

  private async tryOnce(job: HeldJob, handler: JobHandler): Promise<Settlement> {
    const error = await this.errorOf(job, () => handler.handle(job));
    if (error === undefined) return { kind: 'none' };
    const fate = jobFate(endOf(job, error.cause));
    if (fate.kind === 'lost') countFenced('job');
    this.note(job, fate.kind, error.cause);
    return fate.kind === 'exhausted'
      ? this.exhaust(job, handler, error.cause)
      : settlementOf(fate, error.cause);
  }

  private async exhaust(job: HeldJob, handler: JobHandler, exhaustedBy: unknown): Promise<Settlement> {
    const { exhausted } = handler;
    if (exhausted === undefined) return { kind: 'end', outcome: 'failed' };
    const error = await this.errorOf(job, () => exhausted(job, exhaustedBy));
    if (error === undefined) return { kind: 'none' };
    this.note(job, 'exhaustion failed', error.cause);
    return settlementOfExhaustion(endOf(job, error.cause), exhaustedBy);
  }

  /** What went wrong; to return without completing the job is an error too, an error after completing it is none. */
  private async errorOf(job: HeldJob, fn: () => Promise<void>): Promise<{ cause: unknown } | undefined> {
    try {
      await fn();
      return job.isCompleted ? undefined : { cause: new JobNotCompletedError(job.kind, job.key) };
    } catch (error) {
      if (!job.isCompleted) return { cause: error };
      this.logger.warn({ err: error, ...named(job) }, 'a job failed after it was completed');
      return undefined;
    }
  }

  private async store(job: HeldJob, settlement: Settlement): Promise<void> {
    if (settlement.kind === 'none') return;
    const write = (): Promise<boolean> =>
      settlement.kind === 'end'
        ? this.rows.endNow(job, settlement.outcome)
        : this.rows.giveBack(job, settlement.options);
    // Bounded: when it cannot be written, the lease runs out and the job is taken up anyway.
    const policy = { attempts: 8, baseDelayMs: 200, maxDelayMs: 5_000, isRetryable: isDatabaseUnavailable };
    const held = await retry(write, policy).catch((error: unknown) => {
      this.logger.warn(
        { err: error, ...named(job) },
        'the end of a job could not be stored; its lease will run out',
      );
    });
    // False: somebody else has the job by now, whatever this worker has stumbled over.
    if (held === false) countFenced('job');
  }

  private note(job: HeldJob, what: string, error: unknown): void {
    const level = what === 'handed-back' || what === 'cancelled' ? 'info' : 'warn';
    if (what === 'exhausted') captureException(error, named(job));
    this.logger[level]({ err: error, ...named(job) }, `a job ended without being completed: ${what}`);
  }
}

const endOf = (job: HeldJob, error: unknown): JobEnd => ({
  error,
  abortReason: job.signal.reason,
  tries: job.row.tries,
  deferrals: job.row.deferrals,
});

const named = (job: HeldJob): Record<string, string | number> => ({
  job: job.id,
  kind: job.kind,
  key: job.key,
  epoch: job.epoch,
  runId: job.runId,
});
