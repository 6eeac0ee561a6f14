import { Injectable } from '@nestjs/common';
import type { RunId, TaskId } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { countFenced } from '@throughline/tracing';
import { FenceRow } from './fence.entity.js';
import { FencedError, type FenceToken } from './fence.errors.js';

/** One statement, so that two callers at a time cannot both be let through with the lower token last. */
const RAISE = `
  INSERT INTO fences (run_id, task_id, attempt, epoch) VALUES ($1, $2, $3, $4)
  ON CONFLICT (run_id, task_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch
  WHERE (fences.attempt, fences.epoch) <= (excluded.attempt, excluded.epoch)
  RETURNING attempt`;

/** No epoch of the attempt is lower than 0: whoever comes for it is still let through, to be told of the cancel. */
const CANCEL = `
  INSERT INTO fences (run_id, task_id, attempt, epoch, cancelled_attempt) VALUES ($1, $2, $3, 0, $3)
  ON CONFLICT (run_id, task_id) DO UPDATE
  SET cancelled_attempt = greatest(fences.cancelled_attempt, excluded.cancelled_attempt)`;

/** Remembers the highest (attempt, epoch) of each task, and refuses lower ones. */
@Injectable()
export class FencesService {
  /** Whether the token is as high as any before; it is remembered then. */
  async admits(
    work: UnitOfWork,
    runId: RunId,
    taskId: TaskId,
    { attempt, epoch }: FenceToken,
  ): Promise<boolean> {
    const rows: unknown = await work.manager.query(RAISE, [runId, taskId, attempt, epoch]);
    return Array.isArray(rows) && rows.length === 1;
  }

  /**
   * Remembers that the attempt was cancelled. The task's row stays locked until the commit, as it does for who is
   * admitted: a request and its cancel that come at the same time come one after the other here.
   */
  async cancel(work: UnitOfWork, runId: RunId, taskId: TaskId, attempt: number): Promise<void> {
    await work.manager.query(CANCEL, [runId, taskId, attempt]);
  }

  async isCancelled(work: UnitOfWork, runId: RunId, taskId: TaskId, attempt: number): Promise<boolean> {
    const fence = await work.manager.findOneBy(FenceRow, { runId, taskId });
    return fence !== null && attempt <= fence.cancelledAttempt;
  }

  /** @throws {FencedError} */
  async require(work: UnitOfWork, runId: RunId, taskId: TaskId, fence: FenceToken): Promise<void> {
    if (await this.admits(work, runId, taskId, fence)) return;
    countFenced('command');
    throw new FencedError(taskId, fence);
  }
}
