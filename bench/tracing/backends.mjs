import pg from 'pg';
import { testInfrastructure } from '../../libs/testing/dist/test-infrastructure.js';

const TABLES = `
  CREATE TABLE orders (id integer PRIMARY KEY, customer text NOT NULL, total numeric NOT NULL);
  CREATE TABLE items (order_id integer NOT NULL, name text NOT NULL, quantity integer NOT NULL);
  INSERT INTO orders SELECT n, 'customer ' || n, n * 1.5 FROM generate_series(1, 1000) n;
  INSERT INTO items SELECT n, 'item ' || k, k FROM generate_series(1, 1000) n, generate_series(1, 3) k;
  CREATE INDEX ON items (order_id);
  ANALYZE;
`;

/** Real Postgres and RabbitMQ, private ones where the environment names none, with the tables of the service. */
export async function startBackends() {
  const { databaseUrl, rabbitUrl, stop } = await testInfrastructure();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(TABLES);
  await client.end();
  return { env: { DATABASE_URL: databaseUrl, RABBITMQ_URL: rabbitUrl }, stop };
}
