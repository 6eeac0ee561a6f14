import { replicasOf } from '@throughline/contracts';
import { asDatabaseError } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { KeyedLock } from '../git/keyed-lock.js';
import { whileLocked } from '../git/session-lock.js';

/** Writes at a time of one process whose tasks another process may write for, too. */
const SESSIONS = 16;
const NAMESPACE = 'throughline git-worktree task';

/**
 * One write at a time for each task: in this process by a lock in memory; where the service has several processes, by
 * one in the database too. Its sessions are their own: a write that waits for the pool must not be what the pool waits for.
 */
export class TaskLock {
  private readonly local = new KeyedLock();
  private readonly isShared = replicasOf('git-worktree') > 1;
  private sessions: Promise<DataSource> | undefined;

  constructor(private readonly dataSource: DataSource) {}

  run<T>(key: string, fn: () => Promise<T>): Promise<T> {
    return this.local.run(key, () => (this.isShared ? this.held(key, fn) : fn()));
  }

  /** Waits for the writes that are under way with such keys; `known` are the keys that other processes may hold. */
  async settled(matches: (key: string) => boolean, known: () => Promise<readonly string[]>): Promise<void> {
    await this.local.settled(matches);
    if (!this.isShared) return;
    for (const key of await known()) await this.held(key, () => Promise.resolve());
  }

  async close(): Promise<void> {
    await (await this.sessions)?.destroy();
  }

  /** Waits no longer than a statement may take: the asker tries again later. */
  private async held<T>(key: string, fn: () => Promise<T>): Promise<T> {
    return whileLocked(await this.opened(), [NAMESPACE, key], fn);
  }

  private opened(): Promise<DataSource> {
    this.sessions ??= this.open().catch((error: unknown) => {
      this.sessions = undefined;
      throw asDatabaseError(error);
    });
    return this.sessions;
  }

  private open(): Promise<DataSource> {
    const { options } = this.dataSource;
    if (options.type !== 'postgres') throw new Error('the locks of tasks are made in Postgres');
    return new DataSource({ ...options, entities: [], migrations: [], poolSize: SESSIONS }).initialize();
  }
}
