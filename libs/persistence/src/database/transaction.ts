import { Duplex } from 'node:stream';
import { gatherWrites } from '@throughline/resilience';
import { withoutTracing } from '@throughline/tracing';
import pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** What a transaction has come to, but for its end. */
export interface Finished<T> {
  readonly value: T;
  /** The answer to its last statement, which has been sent: the end follows it without waiting. */
  readonly last: Promise<unknown>;
}

const known = new WeakSet<pg.Client>();
const connections = new WeakMap<EntityManager, pg.Client>();

/** The connection that a transaction of `inTransaction` is on. @throws {TypeError} outside of one */
export function connectionOf(manager: EntityManager): pg.Client {
  const connection = connections.get(manager);
  if (connection === undefined) throw new TypeError('this is to be asked inside of a unit of work');
  return connection;
}

/**
 * Runs `fn` in a transaction on a connection of its own. A connection whose rollback fails is thrown away: it might
 * still be inside the transaction, and the pool would hand it to somebody else.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  fn: (manager: EntityManager) => Promise<Finished<T>>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const connection = await clientOf(runner);
    connections.set(runner.manager, connection);
    const begun = begin(runner, connection);
    const { value, last } = await fn(runner.manager);
    await end(runner, connection, [begun, last]);
    return value;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => discard(runner));
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * As TypeORM's `startTransaction`, which waits for the server: here the first statement follows at once, since a
 * pipelined connection keeps their order. Without a transaction there is no connection for that statement either.
 */
function begin(runner: QueryRunner, connection: pg.Client): Promise<unknown> {
  // Its span would say nothing: it is over before anything has been asked for.
  const begun = withoutTracing(() => connection.query('START TRANSACTION'));
  begun.catch(() => undefined);
  markActive(runner, true);
  return begun;
}

/** The server rolls back what has failed, whatever it is told: then it says so. */
async function end(
  runner: QueryRunner,
  connection: pg.Client,
  before: readonly Promise<unknown>[],
): Promise<void> {
  const [ended, ...others] = await Promise.allSettled([connection.query('COMMIT'), ...before]);
  if (ended.status === 'rejected') throw ended.reason;
  markActive(runner, false);
  for (const other of others) if (other.status === 'rejected') throw other.reason;
  if (ended.value.command !== 'COMMIT')
    throw new Error('the transaction was rolled back: a statement in it had failed, and nobody had noticed');
}

/** What TypeORM knows of a transaction that it has not begun: with it, `save` begins none of its own. */
function markActive(runner: QueryRunner, isActive: boolean): void {
  Reflect.set(runner, 'isTransactionActive', isActive);
  Reflect.set(runner, 'transactionDepth', isActive ? 1 : 0);
}

async function clientOf(runner: QueryRunner): Promise<pg.Client> {
  const connection: unknown = await runner.connect();
  if (!(connection instanceof pg.Client)) throw new TypeError('units of work need connections of pg');
  if (!known.has(connection)) prepare(connection);
  return connection;
}

/** The statements of a transaction that do not wait for each other leave together. */
function prepare(connection: pg.Client): void {
  known.add(connection);
  const { connection: wire } = connection;
  if (wire.stream instanceof Duplex) gatherWrites(wire.stream);
}

async function discard(runner: QueryRunner): Promise<void> {
  if (runner.isReleased) return;
  const connection = await clientOf(runner);
  void connection.end().catch(() => undefined);
}
