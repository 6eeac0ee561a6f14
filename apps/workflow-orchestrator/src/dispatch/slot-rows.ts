import { Injectable } from '@nestjs/common';
import type { RunId, TaskId } from '@throughline/contracts';
import { queryPrepared } from '@throughline/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import type { Run } from '../runs/run.entity.js';
import type { Room, Waiting } from './fair-share.js';

/** Waiting runs that one look takes in, at most. */
const LINE_LENGTH = 500;

/** Somebody else waits for a slot that this run would take. */
const OTHERS_WAIT = `
  EXISTS (SELECT 1 FROM runs w WHERE w.slots_wanted > 0 AND w.id <> $1 AND w.finished_at IS NULL
     AND (w.repository->>'path' = $2 OR EXISTS (
       SELECT 1 FROM task_slots s WHERE s.scope = w.repository->>'path' AND s.number <= $4 AND s.run_id IS NULL)))`;

/** Rows that others are changing are passed over, never waited for: no transaction waits for a slot. */
const CLAIM = `
  WITH platform AS MATERIALIZED (
         SELECT number FROM task_slots
          WHERE scope = '' AND number <= $3 AND run_id IS NULL AND ($6 OR NOT ${OTHERS_WAIT})
          ORDER BY number LIMIT $7 FOR UPDATE SKIP LOCKED),
       repository AS MATERIALIZED (
         SELECT number FROM task_slots
          WHERE scope = $2 AND number <= $4 AND run_id IS NULL
          ORDER BY number LIMIT (SELECT count(*) FROM platform) FOR UPDATE SKIP LOCKED),
       task AS (SELECT id, at FROM unnest($5::text[]) WITH ORDINALITY AS wanted (id, at)),
       granted AS (
         SELECT task.id, p.number AS platform, r.number AS repository FROM task
           JOIN (SELECT number, row_number() OVER (ORDER BY number) AS at FROM platform) p USING (at)
           JOIN (SELECT number, row_number() OVER (ORDER BY number) AS at FROM repository) r USING (at)),
       slot AS (SELECT '' AS scope, platform AS number, id FROM granted
                 UNION ALL SELECT $2, repository, id FROM granted)
  UPDATE task_slots s SET run_id = $1, task_id = slot.id FROM slot
   WHERE s.scope = slot.scope AND s.number = slot.number
  RETURNING s.task_id AS id`;

const RELEASE = `UPDATE task_slots SET run_id = NULL, task_id = NULL WHERE run_id = $1 AND task_id = ANY($2)`;

const LINE = `
  SELECT r.id AS "runId", r.repository->>'path' AS repository, r.slots_wanted AS wanted,
         r.slots_wanted_since AS since, coalesce(held.count, 0)::integer AS active
    FROM runs r
    LEFT JOIN (SELECT run_id, count(*) AS count FROM task_slots
                WHERE scope = '' AND run_id IS NOT NULL GROUP BY run_id) held ON held.run_id = r.id
   WHERE r.slots_wanted > 0 AND r.finished_at IS NULL
     AND ($2 OR (
       EXISTS (SELECT 1 FROM task_slots s WHERE s.scope = '' AND s.number <= $3 AND s.run_id IS NULL)
       AND EXISTS (SELECT 1 FROM task_slots s
                    WHERE s.scope = r.repository->>'path' AND s.number <= $4 AND s.run_id IS NULL)))
   ORDER BY 5, 4 LIMIT $1`;

/**
 * Slots are rows, so that there are never more than there may be, however many processes share them out. A task's
 * slots change in the transaction that changes its state.
 */
@Injectable()
export class SlotRows {
  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
  ) {}

  /** @param evenIfOthersWait only for who shares out in turn @returns the tasks that got slots */
  async claim(
    manager: EntityManager,
    run: Run,
    tasks: readonly TaskId[],
    evenIfOthersWait: boolean,
  ): Promise<Set<TaskId>> {
    const { maxTasks, maxTasksPerRepository } = this.config;
    const rows = await queryPrepared<{ id: TaskId }>(manager, 'claim_slots', CLAIM, [
      ...[run.id, run.repository.path, maxTasks, maxTasksPerRepository],
      ...[tasks, evenIfOthersWait, tasks.length],
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  async release(manager: EntityManager, runId: RunId, tasks: readonly TaskId[]): Promise<void> {
    await queryPrepared(manager, 'release_slots', RELEASE, [runId, tasks]);
  }

  /** The runs that wait, as far as one look reaches: all of them, or those that could be given something now. */
  async line(which: 'all' | 'servable'): Promise<Waiting[]> {
    const { maxTasks, maxTasksPerRepository } = this.config;
    const rows = await this.source.query<(Omit<Waiting, 'since'> & { since: Date })[]>(LINE, [
      ...[LINE_LENGTH, which === 'all', maxTasks, maxTasksPerRepository],
    ]);
    return rows.map((row) => ({ ...row, since: row.since.getTime() }));
  }

  async room(repositories: readonly string[]): Promise<Room> {
    const { maxTasks, maxTasksPerRepository } = this.config;
    const rows = await this.source.query<{ scope: string; free: number }[]>(
      `SELECT scope, count(*)::integer AS free FROM task_slots
        WHERE run_id IS NULL AND ((scope = '' AND number <= $1) OR (scope = ANY($2) AND number <= $3))
        GROUP BY scope`,
      [maxTasks, repositories, maxTasksPerRepository],
    );
    const free = new Map(rows.map((row) => [row.scope, row.free]));
    const platform = free.get('') ?? 0;
    free.delete('');
    return { platform, repositories: free };
  }
}
