import { Injectable } from '@nestjs/common';
import {
  type CheckResult,
  ThroughlineError,
  VerificationProgressed,
  type VerificationRun,
} from '@throughline/contracts';
import { HandlesJob, type LeasedJob } from '@throughline/jobs';
import { faultPoint, withDeadline } from '@throughline/resilience';
import { traceAsyncOperation } from '@throughline/tracing';
import { VerificationConfig } from '../config.js';
import { CheckSuite } from './check-suite.js';
import { type Report, reportOf, withoutResult } from './verification-report.js';
import { VERIFICATION_JOB, VerificationsService } from './verifications.service.js';

type Job = LeasedJob<VerificationRun>;

/** More than sandboxes: a job that lays out its tree need not wait for one that runs a check. */
const CONCURRENCY = 4;

/** What is left of the time when it does not suffice for another try. */
const USELESS_MS = 1000;

/** Runs the checks of one verification. */
@Injectable()
export class VerificationWorker {
  constructor(
    private readonly suite: CheckSuite,
    private readonly verifications: VerificationsService,
    private readonly config: VerificationConfig,
  ) {}

  @HandlesJob(VERIFICATION_JOB, { concurrency: CONCURRENCY, exhausted: 'onExhausted' })
  async work(job: Job): Promise<void> {
    const { purpose, tree, checks } = job.payload;
    const attributes = {
      'verification.type': purpose,
      'verification.complexity': checks.length,
      'throughline.tree.id': tree,
      'throughline.lease.epoch': job.epoch,
    };
    await traceAsyncOperation('verification_feedback.run_checks', attributes, async (span) => {
      const report = await this.reportOf(job);
      span.setAttribute('throughline.verification.outcome', report.outcome);
      await job.complete((work) => this.verifications.end(job.payload, report, work));
    });
  }

  /** The checks cannot be run at all: the run is told, and decides. */
  async onExhausted(job: Job, error: unknown): Promise<void> {
    const report = withoutResult('error', `the checks could not be run: ${textOf(error)}`);
    await job.complete((work) => this.verifications.end(job.payload, report, work));
  }

  private async reportOf(job: Job): Promise<Report> {
    const { deadline } = job.payload;
    try {
      const checks = await withDeadline(deadline, () =>
        this.suite.run(job.payload, job.signal, (result) => this.tell(job, result)),
      );
      return reportOf(checks, this.config.feedbackChars);
    } catch (error) {
      job.signal.throwIfAborted();
      if (Date.now() >= deadline - USELESS_MS)
        return withoutResult('error', `the time for the checks was up: ${textOf(error)}`);
      if (isFinal(error)) return withoutResult('error', `the checks could not be run: ${textOf(error)}`);
      throw error;
    }
  }

  /** Under the lease: one who comes late tells nothing. */
  private async tell(job: Job, { name, status }: CheckResult): Promise<void> {
    faultPoint('verification-feedback.check.after-run');
    const { runId, taskId, attempt, epoch, purpose } = job.payload;
    await job.save((work) => {
      work.publish(
        new VerificationProgressed({ runId, taskId, attempt, epoch, purpose, check: name, status }),
      );
      return Promise.resolve();
    });
  }
}

/** Trying again gives the same: the tree is too large, or not there. */
const isFinal = (error: unknown): boolean =>
  error instanceof ThroughlineError &&
  !error.retryable &&
  ['refused', 'not_found', 'invalid', 'conflict'].includes(error.kind);

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
