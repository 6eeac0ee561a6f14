import { asDatabaseError } from '@throughline/persistence';
import type { DataSource } from 'typeorm';

/** Runs `fn` while no other process of this service runs one with these names: by a lock of a session of its own. */
export async function whileLocked<T>(
  source: DataSource,
  names: readonly [namespace: string, key: string],
  fn: () => Promise<T>,
): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    await runner
      .query('SELECT pg_advisory_lock(hashtext($1), hashtext($2))', [...names])
      .catch((error: unknown) => {
        throw asDatabaseError(error);
      });
    try {
      return await fn();
    } finally {
      // A connection that is lost has given its lock back already.
      await runner
        .query('SELECT pg_advisory_unlock(hashtext($1), hashtext($2))', [...names])
        .catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
