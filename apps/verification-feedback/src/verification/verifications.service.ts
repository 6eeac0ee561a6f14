import { Injectable } from '@nestjs/common';
import { type VerificationCancel, VerificationFinished, type VerificationRun } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import type { UnitOfWork } from '@throughline/persistence';
import { getLogger } from '@throughline/tracing';
import { FencesService } from '../fences/fences.service.js';
import { VerificationRow } from './verification.entity.js';
import {
  finishedEvent,
  keyOf,
  type Report,
  type VerificationKey,
  withoutResult,
} from './verification-report.js';

export const VERIFICATION_JOB = 'verification.run';

const CANCELLED = withoutResult('cancelled', 'the verification was cancelled');

/** Takes verifications in, and remembers what was said of them. */
@Injectable()
export class VerificationsService {
  private readonly log = getLogger('verifications');

  constructor(
    private readonly jobs: Jobs,
    private readonly fences: FencesService,
  ) {}

  /** Makes a job of the request. Asked a second time, it answers what it answered before. */
  async accept(request: VerificationRun, work: UnitOfWork): Promise<void> {
    const { runId, taskId } = request;
    if (!(await this.fences.admits(work, runId, taskId, request))) {
      this.log.info(
        { runId, taskId, attempt: request.attempt },
        'a verification of an attempt that is not the newest was asked for',
      );
      return;
    }
    const known = await work.manager.findOneBy(VerificationRow, identity(request));
    if (known?.finished != null) {
      work.publish(new VerificationFinished(Object.assign({}, known.finished, { epoch: request.epoch })));
      return;
    }
    if (known === null)
      await work.manager.insert(VerificationRow, {
        ...identity(request),
        epoch: request.epoch,
        state: 'running',
        finished: null,
      });
    if (await this.fences.isCancelled(work, runId, taskId, request.attempt)) {
      await this.end(request, CANCELLED, work);
      return;
    }
    await this.jobs.enqueue(work, { kind: VERIFICATION_JOB, key: keyOf(request), runId, payload: request });
  }

  /** Ends what runs for the attempt; a request for it that has not come yet is answered when it comes. */
  async cancel({ runId, taskId, attempt }: VerificationCancel, work: UnitOfWork): Promise<void> {
    await this.fences.cancel(work, runId, taskId, attempt);
    const running = await work.manager.findBy(VerificationRow, { runId, taskId, attempt, state: 'running' });
    for (const row of running) {
      await this.jobs.cancel(work, VERIFICATION_JOB, keyOf(row));
      await this.end(row, CANCELLED, work);
    }
  }

  /** Stores the result and tells it, once: what was cancelled in between stays cancelled. */
  async end(verification: VerificationKey, report: Report, work: UnitOfWork): Promise<void> {
    const event = finishedEvent(verification, report);
    const running = { ...identity(verification), state: 'running' as const };
    const { affected } = await work.manager.update(VerificationRow, running, {
      state: 'ended',
      finished: Object.assign({}, event),
    });
    if (affected === 1) work.publish(event);
  }
}

const identity = ({ runId, taskId, attempt, purpose, tree }: VerificationKey) => ({
  runId,
  taskId,
  attempt,
  purpose,
  tree,
});
