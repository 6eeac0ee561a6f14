import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Fence, Fields, RunId, TaskId } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { countFenced } from '@throughline/tracing';
import { DataSource } from 'typeorm';
import { TaskLock } from './task-lock.js';
import { FencedError } from './workspace.errors.js';

/** Raises the task's fence to the given one, unless a higher one was seen. */
const RAISE = `
  INSERT INTO task_fences AS known (run_id, task_id, attempt, epoch) VALUES ($1, $2, $3, $4)
  ON CONFLICT (run_id, task_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch
  WHERE (known.attempt, known.epoch) <= (excluded.attempt, excluded.epoch)
  RETURNING attempt`;

/** Whose write it is: (attempt, epoch), compared in that order. */
export type FenceToken = Fields<Fence>;

/** Lets only the newest worker of a task write, one write at a time. */
@Injectable()
export class Fences implements OnApplicationShutdown {
  private readonly lock: TaskLock;

  constructor(
    private readonly units: UnitsOfWork,
    private readonly dataSource: DataSource,
  ) {
    this.lock = new TaskLock(dataSource);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lock.close();
  }

  /**
   * Runs `write` if no higher fence was seen for the task. No fence can rise between the check and the end
   * of the write, for both happen under the task's lock.
   * @throws {FencedError}
   */
  guard<T>(run: RunId, task: TaskId, { attempt, epoch }: FenceToken, write: () => Promise<T>): Promise<T> {
    return this.lock.run(keyOf(run, task), async () => {
      const rows: unknown = await this.units.run(
        ({ manager }) => manager.query(RAISE, [run, task, attempt, epoch]),
        () => ['fences.raise'],
      );
      if (!Array.isArray(rows) || rows.length === 0) {
        countFenced('workspace');
        throw new FencedError(task, attempt, epoch);
      }
      return write();
    });
  }

  /** Waits for the writes of the task, or of all tasks of the run, that are under way. */
  written(run: RunId, task: TaskId | null): Promise<void> {
    const matches = (key: string): boolean =>
      task === null ? key.startsWith(`${run}/`) : key === keyOf(run, task);
    return this.lock.settled(matches, async () => (task === null ? this.keysOf(run) : [keyOf(run, task)]));
  }

  private async keysOf(run: RunId): Promise<string[]> {
    const rows = await this.dataSource.query<{ task_id: TaskId }[]>(
      'SELECT task_id FROM task_fences WHERE run_id = $1',
      [run],
    );
    return rows.map((row) => keyOf(run, row.task_id));
  }
}

const keyOf = (run: RunId, task: TaskId): string => `${run}/${task}`;
