import { withoutTracing } from '@throughline/tracing';
import pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/**
 * Runs `fn` in a transaction on a connection of its own. A connection whose rollback fails is thrown away: it might
 * still be inside the transaction, and the pool would hand it to somebody else.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  fn: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    // Its span would say nothing: it is over before anything has been asked for.
    await withoutTracing(() => runner.startTransaction());
    const result = await fn(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => discard(runner));
    throw error;
  } finally {
    await runner.release();
  }
}

async function discard(runner: QueryRunner): Promise<void> {
  if (runner.isReleased) return;
  const connection: unknown = await runner.connect();
  if (connection instanceof pg.Client) void connection.end().catch(() => undefined);
}
