import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';

const MAKE = `INSERT INTO task_slots (scope, number)
  SELECT $1, number FROM generate_series(1, $2::integer) AS number
   WHERE NOT EXISTS (SELECT 1 FROM task_slots WHERE scope = $1 AND number = $2)
      ON CONFLICT DO NOTHING`;

const MISSING = `
  SELECT DISTINCT repository->>'path' AS path FROM runs
   WHERE finished_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM task_slots WHERE scope = repository->>'path' AND number = $1)
   LIMIT 100`;

/** Held by tasks that nobody works on: what a person has changed by hand. */
const MENDED = `
  UPDATE task_slots SET run_id = NULL, task_id = NULL
   WHERE (scope, number) IN (
     SELECT s.scope, s.number FROM task_slots s
      WHERE s.run_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM tasks t WHERE t.run_id = s.run_id AND t.id = s.task_id
           AND t.state IN ('running', 'verifying', 'merging'))
      LIMIT 100 FOR UPDATE SKIP LOCKED)`;

const UNUSED = `
  DELETE FROM task_slots
   WHERE (scope, number) IN (
     SELECT s.scope, s.number FROM task_slots s
      WHERE s.scope <> '' AND s.run_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM runs r WHERE r.finished_at IS NULL AND r.repository->>'path' = s.scope)
      LIMIT $1 FOR UPDATE SKIP LOCKED)`;

/** Sees to it that the platform and each repository that is worked on have as many slots as the settings say. */
@Injectable()
export class SlotSupply implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.source.query(MAKE, ['', this.config.maxTasks]);
    await this.mend();
  }

  /** Outside of any unit of work: runs of one repository must not wait for one another. */
  async prepare(repository: string): Promise<void> {
    await this.source.query(MAKE, [repository, this.config.maxTasksPerRepository]);
  }

  /** Makes what is missing, and frees what is held for nothing. */
  async mend(): Promise<void> {
    const missing = await this.source.query<{ path: string }[]>(MISSING, [this.config.maxTasksPerRepository]);
    for (const { path } of missing) await this.prepare(path);
    await this.source.query(MENDED);
  }

  /** @returns how many slots of repositories were deleted that nobody works on */
  async forgetUnused(atMost: number): Promise<number> {
    const [, count] = await this.source.query<[unknown, number]>(UNUSED, [atMost]);
    return count;
  }
}
