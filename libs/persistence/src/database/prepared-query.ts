import { type EntityManager, QueryFailedError } from 'typeorm';
import { connectionOf } from './transaction.js';

/**
 * A statement that is run again and again, inside a transaction: each connection has it analysed once, under its name.
 * It has been sent when this returns.
 * @param name of the statement; another text needs another one
 */
export function queryPrepared<Row extends object>(
  manager: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return connectionOf(manager)
    .query<Row>({ name, text, values })
    .then(
      ({ rows }) => rows,
      (error: unknown) => {
        throw error instanceof Error ? new QueryFailedError(text, values, error) : error;
      },
    );
}
