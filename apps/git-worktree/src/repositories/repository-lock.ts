import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KeyedLock } from '../git/keyed-lock.js';
import { whileLocked } from '../git/session-lock.js';

const NAMESPACE = 'throughline git-worktree';

/** One at a time for each clone: in this process by a lock in memory, among processes by one in the database. */
@Injectable()
export class RepositoryLock {
  private readonly local = new KeyedLock();

  constructor(private readonly dataSource: DataSource) {}

  run<T>(clone: string, fn: () => Promise<T>): Promise<T> {
    return this.local.run(clone, () => whileLocked(this.dataSource, [NAMESPACE, clone], fn));
  }
}
