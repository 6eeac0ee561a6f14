import { Injectable } from '@nestjs/common';
import type { RunId, TaskId } from '@throughline/contracts';
import { asDatabaseError, type UnitOfWork } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import type { AttemptKey, WorkspaceFilter } from './workspaces.repository.js';

/** The first wait; each further one is twice as long, up to a day. */
const FIRST_WAIT_MINUTES = 10;

const POSTPONE = `
  UPDATE workspaces SET discard_due = now() + $4 * interval '1 minute'
   WHERE run_id = $1 AND ($2::text IS NULL OR task_id = $2) AND ($3::int IS NULL OR attempt <= $3)`;

/** Replicas share the work. The next time is said before it is tried: who dies of it tries it no more often. */
const CLAIM = `
  UPDATE workspaces SET discard_tries = discard_tries + 1,
         discard_due = now() + least($2 * 2 ^ least(discard_tries + 1, 20), 1440) * interval '1 minute'
   WHERE (run_id, task_id, attempt) IN (
         SELECT run_id, task_id, attempt FROM workspaces WHERE discard_due <= now()
          ORDER BY discard_due LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING run_id, task_id, attempt, work_tree, discard_due`;

/** A workspace that is tried now, and when it is tried again if it stays. */
export interface DueDiscard {
  readonly key: AttemptKey;
  readonly workTree: string;
  readonly next: Date;
}

interface Row {
  readonly run_id: RunId;
  readonly task_id: TaskId;
  readonly attempt: number;
  readonly work_tree: string;
  readonly discard_due: Date;
}

/** Workspaces whose discard has failed too often at a stretch, and when each is tried again. */
@Injectable()
export class FailedDiscards {
  constructor(private readonly dataSource: DataSource) {}

  async postpone(work: UnitOfWork, { runId, taskId, upTo }: WorkspaceFilter): Promise<void> {
    await work.manager.query(POSTPONE, [runId, taskId, upTo, FIRST_WAIT_MINUTES]);
  }

  async claim(limit: number): Promise<DueDiscard[]> {
    try {
      const [rows] = await this.dataSource.query<[Row[], number]>(CLAIM, [limit, FIRST_WAIT_MINUTES]);
      return rows.map(({ run_id: runId, task_id: taskId, attempt, work_tree, discard_due }) => ({
        key: { runId, taskId, attempt },
        workTree: work_tree,
        next: discard_due,
      }));
    } catch (error) {
      throw asDatabaseError(error);
    }
  }
}
