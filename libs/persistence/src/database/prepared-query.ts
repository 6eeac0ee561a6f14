import pg from 'pg';
import { type EntityManager, QueryFailedError } from 'typeorm';

/**
 * A statement that is run again and again, inside a transaction: each connection has it analysed once, under its name.
 * @param name of the statement; another text needs another one
 */
export async function queryPrepared<Row extends object>(
  { queryRunner }: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const connection: unknown = await queryRunner?.connect();
  if (!(connection instanceof pg.Client)) throw new TypeError(`${name} is to be run inside of a transaction`);
  try {
    return (await connection.query<Row>({ name, text, values })).rows;
  } catch (error) {
    throw error instanceof Error ? new QueryFailedError(text, values, error) : error;
  }
}
