import { DatabaseSync } from 'node:sqlite';
import { getDatabaseTracing, traceDatabaseOperation } from '@throughline/tracing';

// A client that no instrumentation knows; pg and TypeORM on Postgres need no call.
const db = new DatabaseSync(':memory:');
const sqlite = { system: 'sqlite' };
db.exec('CREATE TABLE users (name TEXT)');

const { traceDatabaseQuery, traceDatabaseTransaction } = getDatabaseTracing();

await traceDatabaseTransaction(async () => {
  db.exec('BEGIN');
  // The span is named SELECT users; literals do not get into it.
  const sql = "SELECT * FROM users WHERE name = 'Ada'";
  await traceDatabaseQuery(sql, () => db.prepare(sql).all(), sqlite);
  db.exec('COMMIT');
}, sqlite);

// An operation that is over, in seconds; and one with what belongs to it.
traceDatabaseOperation('SELECT', 'users', 0.012);
await traceDatabaseOperation('update_record', 'policies', { constitutionalData: true }, (span) => {
  span.setAttribute('rows_affected', 1); // a governed operation: always kept, with the policy’s hash
});
