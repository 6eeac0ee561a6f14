import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataHome, runningPlatform } from '@throughline/platform';
import { Client } from 'pg';
import { git } from './calculator.js';
import type { TestPlatform } from './platform.js';
import { untilNoneWith } from './processes.js';
import { until } from './until.js';

/** What holds work in the tables of services, and when nothing is held. */
const HELD = [
  { table: 'jobs', condition: `state IN ('queued', 'running')` },
  { table: 'outbox', condition: 'true' },
  { table: 'task_slots', condition: 'run_id IS NOT NULL' },
];

/** No program, lease, slot, message, worktree or laid out tree is left of runs that have ended. */
export async function expectNothingLeft(
  platform: TestPlatform,
  mark: string,
  withinMs: number,
): Promise<void> {
  await untilNoneWith(mark, withinMs);
  const client = new Client({ connectionString: runningPlatform(platform.home)?.databaseUrl });
  await client.connect();
  try {
    const left = async () => [...(await rowsLeft(client)), ...(await filesLeft(platform))];
    await until(async () => (await left()).length === 0, {
      withinMs,
      otherwise: async () => (await left()).join('; '),
    });
  } finally {
    await client.end();
  }
}

async function rowsLeft(client: Client): Promise<string[]> {
  const found: string[] = [];
  for (const { table, condition } of HELD) {
    const schemas = await client.query<{ schema: string }>(
      'SELECT schemaname AS schema FROM pg_tables WHERE tablename = $1',
      [table],
    );
    if (schemas.rows.length === 0) throw new Error(`no service has a table ${table}`);
    for (const { schema } of schemas.rows) {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${schema}.${table} WHERE ${condition}`,
      );
      if (rows[0]?.count !== 0) found.push(`${String(rows[0]?.count)} rows in ${schema}.${table}`);
    }
  }
  return found;
}

async function filesLeft({ home }: TestPlatform): Promise<string[]> {
  const folder = join(dataHome(home), 'git');
  const clones = (await readdir(folder)).filter((name) => name.endsWith('.git'));
  if (clones.length === 0) throw new Error('there is no clone to look at');
  const worktrees = await Promise.all(
    clones.map(async (clone) => {
      const path = join(folder, clone);
      const lines = (await git(path, 'worktree', 'list', '--porcelain')).split('\n');
      return lines.filter((line) => line.startsWith('worktree ') && line !== `worktree ${path}`);
    }),
  );
  const trees = await readdir(join(dataHome(home), 'sandbox')).catch(() => []);
  return [...worktrees.flat(), ...trees.map((name) => `tree ${name}`)];
}
