import { Injectable } from '@nestjs/common';
import { asDatabaseError } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { KeyedLock } from '../git/keyed-lock.js';

/** One at a time for each clone: in this process by a lock in memory, among processes by one in the database. */
@Injectable()
export class RepositoryLock {
  private readonly local = new KeyedLock();

  constructor(private readonly dataSource: DataSource) {}

  run<T>(clone: string, fn: () => Promise<T>): Promise<T> {
    return this.local.run(clone, () => this.held(clone, fn));
  }

  private async held<T>(clone: string, fn: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const key = ['throughline git-worktree', clone];
    try {
      await runner
        .query('SELECT pg_advisory_lock(hashtext($1), hashtext($2))', key)
        .catch((error: unknown) => {
          throw asDatabaseError(error);
        });
      try {
        return await fn();
      } finally {
        // A connection that is lost has given its lock back already.
        await runner
          .query('SELECT pg_advisory_unlock(hashtext($1), hashtext($2))', key)
          .catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }
}
