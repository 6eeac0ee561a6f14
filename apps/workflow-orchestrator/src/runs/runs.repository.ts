import { Injectable } from '@nestjs/common';
import { type RunId, RunNotFoundError } from '@throughline/contracts';
import type { EntityManager, FindManyOptions } from 'typeorm';
import { DataSource, In } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import { RunChange } from '../workflow/run-change.js';
import { Attempt } from './attempt.entity.js';
import { Run } from './run.entity.js';
import { StoredRows } from './stored-rows.js';
import { Task } from './task.entity.js';

interface RunRows {
  readonly run: Run;
  readonly tasks: Task[];
  readonly attempts: Attempt[];
}

type RowLock = NonNullable<FindManyOptions<Run>['lock']>;

const runIdOf = ({ runId }: { runId: RunId }): RunId => runId;

@Injectable()
export class RunsRepository {
  private readonly rows = new StoredRows();
  /** What each transaction has locked: its later messages find a run as its earlier ones have left it. */
  private readonly held = new WeakMap<EntityManager, Map<RunId, RunRows>>();

  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
  ) {}

  /** Locks the run for the rest of the transaction, so that what happens to a run happens in a row. */
  async lock(manager: EntityManager, id: RunId): Promise<RunChange | undefined> {
    await this.lockAll(manager, [id]);
    return this.locked(manager, id);
  }

  /** Locks runs for messages that share a transaction: each is read once, and in one order, whoever else does so. */
  async lockAll(manager: EntityManager, ids: readonly RunId[]): Promise<void> {
    const held = this.heldBy(manager);
    const missing = [...new Set(ids)].filter((id) => !held.has(id));
    if (missing.length > 0) await this.load(manager, missing, { mode: 'pessimistic_write' });
  }

  /** A run that is locked by somebody else is passed over instead of waited for. */
  async tryLock(manager: EntityManager, id: RunId): Promise<RunChange | undefined> {
    if (!this.heldBy(manager).has(id))
      await this.load(manager, [id], { mode: 'pessimistic_write', onLocked: 'skip_locked' });
    return this.locked(manager, id);
  }

  /** A run that this transaction has locked. */
  locked(manager: EntityManager, id: RunId): RunChange | undefined {
    const rows = this.heldBy(manager).get(id);
    return rows === undefined ? undefined : this.changeOf(rows.run, rows.tasks, rows.attempts);
  }

  private heldBy(manager: EntityManager): Map<RunId, RunRows> {
    const known = this.held.get(manager) ?? new Map<RunId, RunRows>();
    this.held.set(manager, known);
    return known;
  }

  private async load(manager: EntityManager, ids: readonly RunId[], lock: RowLock): Promise<void> {
    const runs = await manager.find(Run, { where: { id: In(ids) }, order: { id: 'ASC' }, lock });
    if (runs.length === 0) return;
    const where = { runId: In(runs.map(({ id }) => id)) };
    const tasks = await manager.find(Task, { where, order: { position: 'ASC' } });
    const attempts =
      tasks.length === 0 ? [] : await manager.find(Attempt, { where, order: { number: 'ASC' } });
    this.rows.remember(manager, Run, runs);
    this.rows.remember(manager, Task, tasks);
    this.rows.remember(manager, Attempt, attempts);
    const [tasksOf, attemptsOf] = [Map.groupBy(tasks, runIdOf), Map.groupBy(attempts, runIdOf)];
    const held = this.heldBy(manager);
    for (const run of runs)
      held.set(run.id, { run, tasks: tasksOf.get(run.id) ?? [], attempts: attemptsOf.get(run.id) ?? [] });
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
