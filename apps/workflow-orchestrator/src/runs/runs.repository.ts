import { Injectable } from '@nestjs/common';
import { type RunId, RunNotFoundError } from '@throughline/contracts';
import type { EntityManager } from 'typeorm';
import { DataSource, In } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import { RunChange } from '../workflow/run-change.js';
import { Attempt } from './attempt.entity.js';
import { Run } from './run.entity.js';
import { StoredRows } from './stored-rows.js';
import { Task } from './task.entity.js';

@Injectable()
export class RunsRepository {
  private readonly rows = new StoredRows();

  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
  ) {}

  /** Locks the run for the rest of the transaction, so that what happens to a run happens in a row. */
  async lock(manager: EntityManager, id: RunId): Promise<RunChange | undefined> {
    const run = await manager.findOne(Run, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return this.loaded(manager, run);
  }

  /** The same, but a run that is locked by somebody else is passed over instead of waited for. */
  async tryLock(manager: EntityManager, id: RunId): Promise<RunChange | undefined> {
    const lock = { mode: 'pessimistic_write', onLocked: 'skip_locked' } as const;
    return this.loaded(manager, await manager.findOne(Run, { where: { id }, lock }));
  }

  private async loaded(manager: EntityManager, run: Run | null): Promise<RunChange | undefined> {
    if (run === null) return undefined;
    const { id } = run;
    const tasks = await manager.find(Task, { where: { runId: id }, order: { position: 'ASC' } });
    const attempts =
      tasks.length === 0
        ? []
        : await manager.find(Attempt, { where: { runId: id }, order: { number: 'ASC' } });
    this.rows.remember(manager, Run, [run]);
    this.rows.remember(manager, Task, tasks);
    this.rows.remember(manager, Attempt, attempts);
    return this.changeOf(run, tasks, attempts);
  }

  changeOf(run: Run, tasks: Task[] = [], attempts: Attempt[] = []): RunChange {
    const patience = { stepMs: this.config.stepPatienceMs, graceMs: this.config.cancelGraceMs };
    return new RunChange(run, tasks, attempts, new Date(), patience);
  }

  /** Writes what the rules have changed, for a run that is locked or has just been inserted. */
  async save(manager: EntityManager, change: RunChange): Promise<void> {
    await this.rows.write(manager, Run, [change.run]);
    if (change.removedTasks.length > 0) await this.remove(manager, change);
    await this.rows.write(manager, Task, change.tasks);
    await this.rows.write(manager, Attempt, change.attempts);
  }

  private async remove(manager: EntityManager, { run, removedTasks }: RunChange): Promise<void> {
    await manager.delete(Task, { runId: run.id, id: In(removedTasks.map(({ id }) => id)) });
  }

  async insert(manager: EntityManager, run: Run): Promise<boolean> {
    const result = await manager
      .createQueryBuilder()
      .insert()
      .into(Run)
      .values(run)
      .orIgnore()
      .returning('id')
      .execute();
    this.rows.remember(manager, Run, [run]);
    return Array.isArray(result.raw) && result.raw.length > 0;
  }

  async find(id: RunId): Promise<Run | null> {
    return this.source.manager.findOneBy(Run, { id });
  }

  /** @throws {RunNotFoundError} */
  async get(id: RunId): Promise<{ run: Run; tasks: Task[]; attempts: Attempt[] }> {
    const { manager } = this.source;
    const run = await manager.findOneBy(Run, { id });
    if (run === null) throw new RunNotFoundError(id);
    const tasks = await manager.find(Task, { where: { runId: id }, order: { position: 'ASC' } });
    const attempts = await manager.find(Attempt, {
      where: { runId: id },
      order: { taskId: 'ASC', number: 'ASC' },
    });
    return { run, tasks, attempts };
  }

  async newest(limit: number): Promise<Run[]> {
    return this.source.manager.find(Run, { order: { createdAt: 'DESC' }, take: limit });
  }
}
