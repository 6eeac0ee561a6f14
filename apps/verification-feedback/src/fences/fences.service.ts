import { Injectable } from '@nestjs/common';
import type { RunId, TaskId } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { FencedError, type FenceToken } from './fence.errors.js';

/** One statement, so that two callers at a time cannot both be let through with the lower token last. */
const RAISE = `
  INSERT INTO fences (run_id, task_id, attempt, epoch) VALUES ($1, $2, $3, $4)
  ON CONFLICT (run_id, task_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch
  WHERE (fences.attempt, fences.epoch) <= (excluded.attempt, excluded.epoch)
  RETURNING attempt`;

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

  /** @throws {FencedError} */
  async require(work: UnitOfWork, runId: RunId, taskId: TaskId, fence: FenceToken): Promise<void> {
    if (!(await this.admits(work, runId, taskId, fence))) throw new FencedError(taskId, fence);
  }
}
